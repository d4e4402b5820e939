import type { Context } from "../context.ts";
import { type ImportIssueRow, ISSUE_SEVERITIES, type IssueSeverity as Severity } from "../db/queries/import-runs.ts";
import { builder } from "./builder.ts";
import {
  type Connection,
  type ConnectionArguments,
  inputList,
  type ListOrder,
  toConnection,
  windowOf,
} from "./connection.ts";

/** How bad an issue is. */
export const IssueSeverity = builder.enumType("IssueSeverity", {
  description: "How bad an issue is.",
  values: {
    WARNING: { description: "Something was repaired, assumed or left out; the file was imported or needed not be." },
    ERROR: { description: "The file was not imported. What was imported of it before stays." },
  } satisfies Record<Severity, object>,
});

const ImportIssue = builder.objectRef<ImportIssueRow>("ImportIssue").implement({
  description: "What an import repaired, assumed or refused in one file.",
  fields: (t) => ({
    path: t.exposeString("path", { description: "Path of the file in its source." }),
    line: t.exposeInt("line", { nullable: true, description: "1-based; null where no line is to blame." }),
    severity: t.expose("severity", { type: IssueSeverity, description: "Whether it cost the file." }),
    code: t.exposeString("code", {
      description:
        "Stable, for programs to branch on: `YAML_REPAIRED`, `DATE_UNREADABLE`. All are in docs/import-issues.md.",
    }),
    message: t.exposeString("message", { description: "What happened, with what it happened to." }),
    hint: t.exposeString("hint", { nullable: true, description: "What to do about it." }),
  }),
});

/** A page of the issues of a run. */
export const ImportIssueConnection = builder.connectionObject({
  type: ImportIssue,
  name: "ImportIssueConnection",
  description: "A page of a run's issues.",
});

const FOUND: ListOrder = { name: "FOUND", type: "bigint" };

/** A page of the issues of a run; that of other runs in the list comes with the same statement. */
export async function issuePage(
  runId: number,
  { severity, ...args }: ConnectionArguments & { severity?: readonly Severity[] | null | undefined },
  { loaders }: Context,
): Promise<Connection<ImportIssueRow>> {
  // In the order of the enum, so that the same severities in another order share a loader.
  const severities =
    severity == null ? null : ISSUE_SEVERITIES.filter((one) => inputList("severity", severity).includes(one));
  const page = await loaders.issuesByRunId({ severities, window: windowOf(args, FOUND) }).load(runId);
  const listed = (node: ImportIssueRow) => ({ node, sort: String(node.id) });
  const total = async () => (await loaders.issueTotalByRunId(severities).load(runId))?.total ?? 0;
  return toConnection(page, FOUND, listed, total);
}
