import { acknowledged } from "../db/write/acknowledged.ts";
import { beginRun } from "../db/write/runs.ts";
import { settleSearch } from "../db/write/search.ts";
import { openSource, type Source, SourceTaken, saveSource } from "../db/write/sources.ts";
import type { FetchFeed } from "./fetch.ts";
import { type ImportDeps, importSource, rereadReleased, type SourceRun } from "./import-source.ts";
import { findJobs, type Job, type Wish } from "./jobs.ts";
import { prune } from "./prune.ts";
import { openRecord } from "./record.ts";
import { createTally, type ImportReport, type Progress, type ReportedSource, type Tally } from "./report.ts";
import { contentOptionsOf, type Plan, taken } from "./sources.ts";

/** What a run takes from outside. */
export interface RunDeps extends ImportDeps {
  fetchFeed: FetchFeed;
}

/** What is to be imported, and how. */
export type ImportOptions = Wish & RunOptions;

/** How a run goes about it. */
export interface RunOptions {
  /** Address prefixes of images to undo. */
  imageProxies: readonly string[];
  /** Writes no article, and reports what would have been written. */
  dryRun?: boolean | undefined;
  /** Told how far the run is: once at the beginning and after each batch. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Asks to stop: the batch under way is finished, and the report says INTERRUPTED. */
  signal?: AbortSignal | undefined;
}

/** What all sources of a run have in common. */
export interface RunContext extends ImportDeps {
  tally: Tally;
  imageProxies: readonly string[];
  dryRun: boolean;
  onProgress: () => void;
  signal: AbortSignal | undefined;
}

/**
 * Imports articles into the database. What is wrong with a file is an issue of the report and costs no other file.
 * @throws ImportRefused where the call is wrong or there is no article file at all: nothing has been written then.
 * @throws FetchRefused where a feed cannot be had.
 * @throws what the database throws where it cannot be reached or used.
 */
export async function runImport(deps: RunDeps, options: ImportOptions): Promise<ImportReport> {
  return runJobs(deps, await findJobs(deps, options), options);
}

/** Runs jobs, one after the other. */
export async function runJobs(deps: ImportDeps, jobs: readonly Job[], options: RunOptions): Promise<ImportReport> {
  const startedAt = deps.now();
  const totals = jobs.map(({ reading }) => reading.total);
  const tally = createTally(
    startedAt,
    totals.includes(null) ? null : totals.reduce((sum: number, one) => sum + (one ?? 0), 0),
  );
  const { client, now, pool } = deps;
  const { imageProxies, signal, dryRun = false } = options;
  const onProgress = () => options.onProgress?.(tally.progress());
  onProgress();
  let complete = true;
  try {
    for (const job of jobs) {
      complete &&= !signal?.aborted;
      if (complete)
        complete = await runJob(job, { client, now, pool, tally, imageProxies, dryRun, onProgress, signal });
    }
  } catch (error) {
    // What was written before is not to be answered as if it had not been.
    if (!dryRun) await acknowledged(client).catch(() => {});
    throw error;
  }
  if (!dryRun) await acknowledged(client);
  return tally.finish({ interrupted: !complete, dryRun }, now());
}

/** Runs the part of an import that is about one source. False where it was asked to stop before the end. */
export async function runJob({ plan, reading, ...job }: Job, context: RunContext): Promise<boolean> {
  const { tally, imageProxies, ...run } = context;
  const { source, runId } = await open(plan, context);
  const record = openRecord(context, { ...describe(plan), runId }, reading.total);
  try {
    const options = contentOptionsOf(plan.wanted, imageProxies);
    const sourceRun: SourceRun = { ...run, source, options, reading, record, again: new Set(), renamedFrom: new Set() };
    const complete = (await importSource(sourceRun)) && (await prune(sourceRun, job.prune));
    await rereadReleased(sourceRun);
    const { created, updated, renamed } = record.counts;
    if (created + updated + renamed > 0 && !run.dryRun) await settleSearch(run.client);
    const { failed } = await record.finish({ interrupted: !complete });
    if (complete && failed === 0 && !run.dryRun) await job.onSuccess(source);
    return complete;
  } finally {
    record.close();
  }
}

async function open(
  { wanted, known, movedFrom }: Plan,
  { client, now, dryRun }: RunContext,
): Promise<{ source: Source; runId: number }> {
  try {
    if (!dryRun) return await openSource(client, wanted, movedFrom, now());
    // What a source remembers is not changed by a run that writes nothing; a new one needs a row to have runs.
    const blank = { ...wanted, format: null, timeZone: null, baseUrl: null, categoryMode: null };
    const { id } = known ?? (await saveSource(client, blank, movedFrom, now()));
    const source = { ...wanted, id };
    return { source, runId: await beginRun(client, { sourceId: source.id, dryRun }, now()) };
  } catch (error) {
    // Another run was faster.
    throw error instanceof SourceTaken ? taken(wanted.name, error.root) : error;
  }
}

const describe = ({ wanted: { name, root, kind }, movedFrom, within, holds }: Plan): Omit<ReportedSource, "runId"> => ({
  name,
  root,
  kind,
  movedFrom,
  within,
  holds,
});
