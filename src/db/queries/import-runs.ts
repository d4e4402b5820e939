import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Database } from "../client.ts";
import { importIssues, type importRunStatus, importRuns, issueSeverity, sources } from "../tables.ts";
import { keyTable, listOf } from "./key-list.ts";
import { keyset, type Slice, slice, type Window, windowParameters, windowShape } from "./keyset.ts";
import { type Listed, type SourceRow, sourceColumns } from "./named.ts";
import type { Statements } from "./statements.ts";

export type ImportRunStatus = (typeof importRunStatus.enumValues)[number];
export type IssueSeverity = (typeof issueSeverity.enumValues)[number];

/** An interval of PostgreSQL: a RUNNING run that has shown no sign of life for so long was killed. */
export const SILENCE = "1 minute";

/** One run of an import, with its source, which is there even before it has an article that anybody may see. */
export interface ImportRunRow {
  id: number;
  status: ImportRunStatus;
  dryRun: boolean;
  startedAt: Date;
  /** Null while it runs, and of a run that was killed. */
  finishedAt: Date | null;
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
  source: SourceRow;
}

/** What a run repaired, assumed or refused in one file. */
export interface ImportIssueRow {
  id: number;
  runId: number;
  path: string;
  /** 1-based; null where no line is to blame. */
  line: number | null;
  severity: IssueSeverity;
  code: string;
  message: string;
  hint: string | null;
}

// Whoever was killed could not say so.
const status = sql<ImportRunStatus>`case
  when ${importRuns.status} = 'RUNNING' and ${importRuns.seenAt} < now() - interval '${sql.raw(SILENCE)}'
  then 'INTERRUPTED' else ${importRuns.status} end`;

const runColumns = {
  id: importRuns.id,
  status,
  dryRun: importRuns.dryRun,
  startedAt: importRuns.startedAt,
  finishedAt: importRuns.finishedAt,
  filesTotal: importRuns.filesTotal,
  filesRead: importRuns.filesRead,
  created: importRuns.created,
  updated: importRuns.updated,
  unchanged: importRuns.unchanged,
  renamed: importRuns.renamed,
  deleted: importRuns.deleted,
  skipped: importRuns.skipped,
  failed: importRuns.failed,
  source: sourceColumns,
};

/** Ids come in the order in which runs begin and issues are found. */
const byId = (id: PgColumn, descending: boolean) =>
  ({ sort: sql`${id}`, id: sql`${id}`, type: "bigint", descending }) as const;

const listed = <Row extends { id: number }>(row: Row): Listed<Row> => ({ row, sort: String(row.id) });

/** The runs of a source, where one is named. */
const ofSource = (source: string | null): SQL =>
  source === null
    ? sql`true`
    : sql`${importRuns.sourceId} = (select ${sources.id} from ${sources}
        where ${sources.name} = ${sql.placeholder("source")}::text)`;

/** All severities, the mildest first. */
export const ISSUE_SEVERITIES = issueSeverity.enumValues;

/** Which severities are asked for: a part of the statement's shape, and no parameter, so that a partial index serves. */
const severityShape = (severities: readonly IssueSeverity[] | null): string => severities?.join() ?? "all";

/** The issues of the run whose id is `key.id`, of all severities or of some. */
function issuesOf(severities: readonly IssueSeverity[] | null): SQL {
  const ofRun = sql`${importIssues.runId} = key.id`;
  if (severities === null) return ofRun;
  if (severities.length === 0) return sql`false`;
  if (severities.length === ISSUE_SEVERITIES.length) return ofRun;
  if (severities.includes("ERROR")) return sql`${ofRun} and ${importIssues.severity} = 'ERROR'`;
  // The run's index does not hold the severity: to look at it, PostgreSQL would go through the issues of all runs by id.
  return sql`${ofRun} and not exists (select from ${importIssues} error
    where error.run_id = key.id and error.id = ${importIssues.id} and error.severity = 'ERROR')`;
}

const keys = keyTable("ids");

/** Statements that find runs of imports and their issues. They are for importers: what they show names files. */
export const importRunQueries = (db: Database, statement: Statements) => {
  const select = (from: SQL) =>
    db.orm
      .select(runColumns)
      .from(from)
      .innerJoin(importRuns, sql`${importRuns.id} = page.id`)
      .innerJoin(sources, sql`${sources.id} = ${importRuns.sourceId}`);
  return {
    /** Runs by their ids, in no order. */
    async importRunsByIds(ids: readonly number[]): Promise<ImportRunRow[]> {
      const run = statement("importRunsByIds", () => select(sql`unnest(${listOf("ids", "bigint")}) as page(id)`));
      return run({ ids });
    },

    /** Runs of the source of that name, or of all sources, newest first. */
    async importRunPage(source: string | null, window: Window): Promise<Slice<Listed<ImportRunRow>>> {
      const run = statement(`importRunPage ${source !== null} ${windowShape(window)}`, () => {
        const { conditions, orderBy, page } = keyset(byId(importRuns.id, true), window);
        const where = sql.join([ofSource(source), ...conditions], sql` and `);
        return select(page(sql`from ${importRuns} where ${where}`)).orderBy(orderBy);
      });
      const page = slice(await run({ ...windowParameters(window), ...(source !== null && { source }) }), window);
      return { ...page, rows: page.rows.map(listed) };
    },

    async importRunTotal(source: string | null): Promise<number> {
      const run = statement(`importRunTotal ${source !== null}`, () =>
        db.orm
          .select({ total: sql<number>`count(*)::integer` })
          .from(importRuns)
          // The driver prepares no statement without parameters.
          .where(sql`${sql.placeholder("every")}::boolean and ${ofSource(source)}`),
      );
      return (await run({ every: true, ...(source !== null && { source }) }))[0]?.total ?? 0;
    },

    /**
     * The issues of each run in the order in which they were found (backward where the window is read backward); one
     * more of each run than the window holds, which tells whether there is a further page.
     * @param severities - in the order of ISSUE_SEVERITIES; null for all.
     */
    async issuesByRunIds(
      runIds: readonly number[],
      severities: readonly IssueSeverity[] | null,
      window: Window,
    ): Promise<ImportIssueRow[]> {
      const run = statement(`issuesByRunIds ${severityShape(severities)} ${windowShape(window)}`, () => {
        const { conditions, orderBy, page } = keyset(byId(importIssues.id, false), window);
        const where = sql.join([issuesOf(severities), ...conditions], sql` and `);
        return db.orm
          .select()
          .from(sql`${keys} cross join lateral ${page(sql`from ${importIssues} where ${where}`)}`)
          .innerJoin(importIssues, sql`${importIssues.id} = page.id`)
          .orderBy(sql`key.id, ${orderBy}`);
      });
      const rows = await run({ ids: runIds, ...windowParameters(window) });
      return rows.map((row) => row.import_issues);
    },

    /** How many issues each run has. */
    async issueTotalsByRunIds(
      runIds: readonly number[],
      severities: readonly IssueSeverity[] | null,
    ): Promise<{ id: number; total: number }[]> {
      const run = statement(`issueTotalsByRunIds ${severityShape(severities)}`, () =>
        db.orm
          .select({
            id: sql<number>`key.id`.mapWith(Number),
            total: sql<number>`(select count(*)::integer from ${importIssues} where ${issuesOf(severities)})`,
          })
          .from(keys),
      );
      return run({ ids: runIds });
    },
  };
};
