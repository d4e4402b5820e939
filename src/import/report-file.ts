import type { Sql } from "postgres";
import { issuesOfRun } from "../db/write/runs.ts";
import type { ImportReport } from "./report.ts";

/** A report as JSON, in pieces: what the run came to, and all of its issues, of which there may be a million. */
export async function* reportAsJson(client: Sql, report: ImportReport): AsyncGenerator<string> {
  const { issues: _, issueCounts, ...head } = report;
  const opened = JSON.stringify({ ...head, issueCounts: Object.fromEntries(issueCounts) }, null, 2).replace(
    /\n\}$/,
    "",
  );
  yield `${opened},\n  "issues": [`;
  let separator = "\n    ";
  for (const { name, runId } of report.sources) {
    for await (const page of issuesOfRun(client, runId)) {
      for (const issue of page) {
        yield separator + JSON.stringify({ source: name, ...issue });
        separator = ",\n    ";
      }
    }
  }
  yield "\n  ]\n}\n";
}
