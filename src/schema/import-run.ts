import type { ImportRunStatus as Status } from "../db/queries/import-runs.ts";
import { builder } from "./builder.ts";
import { type ListOrder, toConnection, windowOf } from "./connection.ts";
import { decodeIdOf, encodeId } from "./ids.ts";
import { ImportIssueConnection, IssueSeverity, issuePage } from "./import-issue.ts";
import { ImportRun, Source } from "./refs.ts";

const ImportRunStatus = builder.enumType("ImportRunStatus", {
  description: "How far a run has come.",
  values: {
    RUNNING: { description: "Under way: its counts grow." },
    SUCCEEDED: { description: "At its end, and no file failed." },
    FAILED: { description: "At its end, and some files failed." },
    INTERRUPTED: { description: "Stopped or killed before its end. The next run goes on from there." },
  } satisfies Record<Status, object>,
});

ImportRun.implement({
  description:
    "One run of an import over one source. Of each source the last hundred are kept. Takes the role IMPORTER or ADMIN.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({ description: "Global id.", resolve: (run) => encodeId("ImportRun", run.id) }),
    source: t.expose("source", {
      type: Source,
      description: "What was imported; here also while none of its articles is for everybody.",
    }),
    status: t.expose("status", { type: ImportRunStatus, description: "How far it has come." }),
    startedAt: t.expose("startedAt", { type: "DateTime", description: "When it began." }),
    finishedAt: t.expose("finishedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it ended; null while it runs, and where it was killed.",
    }),
    dryRun: t.exposeBoolean("dryRun", { description: "Nothing was written: the counts say what would have been." }),
    filesTotal: t.exposeInt("filesTotal", { nullable: true, description: "Files found; null until all have been." }),
    filesRead: t.exposeInt("filesRead", { description: "Files done with, whatever came of them." }),
    created: t.exposeInt("created", { description: "Files that became new articles." }),
    updated: t.exposeInt("updated", { description: "Files that changed the article that was there." }),
    unchanged: t.exposeInt("unchanged", { description: "Files that say what is stored already." }),
    renamed: t.exposeInt("renamed", { description: "Files of an article that had another path before." }),
    deleted: t.exposeInt("deleted", { description: "Articles deleted because their files are gone." }),
    skipped: t.exposeInt("skipped", { description: "Files that hold no article." }),
    failed: t.exposeInt("failed", { description: "Files that could not be imported; the issues say why." }),
    issues: t.field({
      type: ImportIssueConnection,
      description: "What was repaired, assumed or refused, in the order in which it was found.",
      args: {
        severity: t.arg({ type: [IssueSeverity], description: "Of these severities; of all where left out." }),
        ...t.arg.connectionArgs(),
      },
      resolve: (run, args, context) => issuePage(run.id, args, context),
    }),
  }),
});

const ImportRunConnection = builder.connectionObject({
  type: ImportRun,
  name: "ImportRunConnection",
  description: "A page of runs, newest first.",
});

const NEWEST: ListOrder = { name: "NEWEST", type: "bigint" };

builder.queryField("importRun", (t) =>
  t.field({
    type: ImportRun,
    nullable: true,
    description: "One run of an import. Takes the role IMPORTER or ADMIN.",
    authScopes: { import: true },
    args: { id: t.arg.id({ required: true, description: "Global id." }) },
    resolve: (_root, { id }, { loaders }) => loaders.importRunById.load(decodeIdOf("ImportRun", id)),
  }),
);

builder.queryField("importRuns", (t) =>
  t.field({
    type: ImportRunConnection,
    description: "Runs of imports, newest first. Takes the role IMPORTER or ADMIN.",
    authScopes: { import: true },
    args: {
      source: t.arg.string({ description: "Of the source of this name; of all where left out." }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, { source, ...args }, { db }) => {
      const name = source?.normalize() ?? null;
      const page = await db.importRunPage(name, windowOf(args, NEWEST));
      const listed = ({ row, sort }: (typeof page.rows)[number]) => ({ node: row, sort });
      return toConnection(page, NEWEST, listed, () => db.importRunTotal(name));
    },
  }),
);
