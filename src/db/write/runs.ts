import type { Sql, TransactionSql } from "postgres";
import { SILENCE } from "../queries/import-runs.ts";
import type { importRunStatus, issueSeverity } from "../tables.ts";

/** What a run has come to, so far or in the end. */
export interface RunCounts {
  /** Null until all files have been found. */
  filesTotal: number | null;
  filesRead: number;
  created: number;
  updated: number;
  unchanged: number;
  renamed: number;
  deleted: number;
  skipped: number;
  failed: number;
}

/** What a run repaired, assumed or refused in one file. */
export interface RunIssue {
  path: string;
  /** 1-based; null where no line is to blame. */
  line: number | null;
  severity: (typeof issueSeverity.enumValues)[number];
  code: string;
  message: string;
  hint: string | null;
}

/** How a run can end. */
export type RunEnd = Exclude<(typeof importRunStatus.enumValues)[number], "RUNNING">;

// Runs that are kept of each source. Whoever wants more of the past has the reports.
const RUNS_KEPT = 100;

const ISSUES_A_PAGE = 1000;

/**
 * Records that a run over a source has begun, and returns its id. Runs of that source that died without a word become
 * INTERRUPTED, and those beyond the last hundred go, with their issues.
 */
export async function beginRun(
  client: Sql | TransactionSql,
  run: { sourceId: number; dryRun: boolean },
  now: Date,
): Promise<number> {
  const source = run.sourceId;
  // One statement sees one state of the table: no run falls to both of its first two parts.
  const [begun] = await client<{ id: string }[]>`
    with died as (
      update import_runs set status = 'INTERRUPTED'
      where source_id = ${source}::bigint and status = 'RUNNING'
        and seen_at < clock_timestamp() - ${SILENCE}::text::interval
    ), forgotten as (
      delete from import_runs where id in (
        select id from import_runs where source_id = ${source}::bigint and status <> 'RUNNING'
        order by id desc offset ${RUNS_KEPT - 1}::integer)
    )
    insert into import_runs (source_id, status, dry_run, started_at, seen_at)
    values (${source}::bigint, 'RUNNING', ${run.dryRun}::boolean, ${now.toISOString()}::text::timestamptz, clock_timestamp())
    returning id`;
  return Number(begun?.id);
}

/**
 * Records how far a run has come, with the issues found since the last time: all of it or nothing, without taking the
 * writers' turn. A run that has ended stays as it is.
 *
 * To be called at least every half minute, if need be with nothing new: a run that is silent for a minute by the
 * database's clock counts as INTERRUPTED, until it speaks again.
 */
export const recordRun = (client: Sql, runId: number, counts: RunCounts, issues: readonly RunIssue[]): Promise<void> =>
  write(client, runId, counts, issues, { status: "RUNNING", finishedAt: null });

/** Records how a run has ended, with the issues found since the last time. */
export const finishRun = (
  client: Sql,
  runId: number,
  status: RunEnd,
  counts: RunCounts,
  issues: readonly RunIssue[],
  now: Date,
): Promise<void> => write(client, runId, counts, issues, { status, finishedAt: now.toISOString() });

async function write(
  client: Sql,
  runId: number,
  counts: RunCounts,
  issues: readonly RunIssue[],
  { status, finishedAt }: { status: RunEnd | "RUNNING"; finishedAt: string | null },
): Promise<void> {
  // A run that was forgotten meanwhile, or has ended, has no row to update, and then no issues either.
  await client`
    with run as (
      update import_runs set status = ${status}::text::import_run_status,
        finished_at = ${finishedAt}::text::timestamptz, seen_at = clock_timestamp(),
        files_total = ${counts.filesTotal}::integer, files_read = ${counts.filesRead}::integer,
        created = ${counts.created}::integer, updated = ${counts.updated}::integer,
        unchanged = ${counts.unchanged}::integer, renamed = ${counts.renamed}::integer,
        deleted = ${counts.deleted}::integer, skipped = ${counts.skipped}::integer, failed = ${counts.failed}::integer
      where id = ${runId}::bigint and finished_at is null
      returning id
    )
    insert into import_issues (run_id, path, line, severity, code, message, hint)
    select run.id, path, line, severity, code, message, hint
    from run, json_to_recordset(${JSON.stringify(issues, storable)}::text::json)
      as issue(path text, line integer, severity issue_severity, code text, message text, hint text)`;
}

// A path or a message may quote what the file system or a caller gave; PostgreSQL refuses U+0000 and lone surrogates.
const storable = (_key: string, value: unknown): unknown =>
  typeof value === "string" ? value.replaceAll("\0", "\ufffd").toWellFormed() : value;

/** All issues of a run in the order in which they were found, a thousand at a time. */
export async function* issuesOfRun(client: Sql, runId: number): AsyncIterable<RunIssue[]> {
  let after = "0";
  while (true) {
    const rows = await client<(RunIssue & { id: string })[]>`
      select id, path, line, severity, code, message, hint from import_issues
      where run_id = ${runId}::bigint and id > ${after}::bigint order by id limit ${ISSUES_A_PAGE}::integer`;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield rows.map(({ id: _, ...issue }) => issue);
  }
}
