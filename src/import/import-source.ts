import type { Sql } from "postgres";
import { slugify } from "../content/slug.ts";
import type { Article, ContentOptions, Issue } from "../content/types.ts";
import { PIPELINE_VERSION } from "../content/version.ts";
import type { NewArticle } from "../db/write/article.ts";
import { writeBatch } from "../db/write/batch.ts";
import { forgetCopies } from "../db/write/paths.ts";
import type { Source } from "../db/write/sources.ts";
import { findStored, findUnchanged } from "../db/write/unchanged.ts";
import type { SearchEntry } from "../text/entry.ts";
import { ahead } from "./ahead.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { importIssue } from "./issues.ts";
import { createFindFile, type FindFile, locateImages } from "./local-images.ts";
import type { ParsedFile, ParsePool } from "./parse-pool.ts";
import type { FileBatch, Reading } from "./reading.ts";
import type { RunRecord } from "./record.ts";
import type { FileOutcome } from "./report.ts";

/** What a run takes from outside. */
export interface ImportDeps {
  client: Sql;
  now: () => Date;
  /** Parses files, some at once. */
  pool: ParsePool;
}

/** The part of a run that is about one source. */
export interface SourceRun extends ImportDeps {
  source: Source;
  options: ContentOptions;
  reading: Reading;
  record: RunRecord;
  dryRun: boolean;
  /** Paths of files that are to be read once more, since the article that they were copies of has changed or gone. */
  again: Set<string>;
  /** Paths that articles would have been renamed from, had the run been no dry one: these are still theirs. */
  renamedFrom: Set<string>;
  /** Told after each batch. */
  onProgress: () => void;
  /** Asks to stop once the batch under way is written. */
  signal: AbortSignal | undefined;
}

/** Batches that are read, parsed or waiting to be written at one time: they bound the memory of a run. */
const BATCHES_AHEAD = 3;

/**
 * Reads, compares, parses and writes the files of one source, a batch at a time. False where it was asked to stop
 * before the end.
 */
export async function importSource(run: SourceRun): Promise<boolean> {
  const { reading, record, signal, onProgress } = run;
  for (const { issue, outcome } of reading.found) {
    record.report([issue]);
    record.count(outcome);
  }
  // Parsed by the workers while the batch before is written: the database works on another core.
  for await (const prepared of ahead(reading.batches(), BATCHES_AHEAD, (batch) => prepare(run, batch))) {
    await finish(run, prepared);
    await record.save();
    onProgress();
    if (signal?.aborted) return false;
  }
  return true;
}

/** Reads those files once more that may hold another article now than when they were read first. */
export async function rereadReleased(run: SourceRun): Promise<void> {
  const { reading, record, again } = run;
  const count = (outcome: FileOutcome) => {
    if (outcome !== "unchanged" && outcome !== "skipped") record.also(outcome);
  };
  // To read one can release others, but each change of an article releases its copies once.
  while (again.size > 0 && !run.dryRun) {
    const paths = new Set<string>();
    for (const path of again) if (await reading.hasFile(path)) paths.add(path);
    again.clear();
    for await (const batch of reading.reread(paths)) {
      const once = { ...run, record: { ...record, count } };
      await finish(once, await prepare(once, batch));
    }
  }
}

/** What has been found out about the files of a batch. It is told once their turn to be written has come. */
interface Prepared {
  articles: NewArticle[];
  /** Of the files that hold no article to be written. */
  outcomes: FileOutcome[];
  issues: Issue[];
  times: { path: string; milliseconds: number }[];
}

/** Finds out which files have changed, and parses these. */
async function prepare(run: SourceRun, batch: FileBatch): Promise<Prepared> {
  const { client, source, options, pool, now } = run;
  const prepared: Prepared = { articles: [], outcomes: [], issues: [...batch.issues], times: [] };
  for (const { severity } of batch.issues) if (severity === "ERROR") prepared.outcomes.push("failed");

  const fingerprints = new Map(batch.files.map((file) => [file.path, fingerprintOf(file.bytes, options)]));
  const known = [...fingerprints].map(([path, fingerprint]) => ({ path, fingerprint }));
  const unchanged = await findUnchanged(client, source.id, known, now(), run.reading.hasFile);
  for (const _ of unchanged) prepared.outcomes.push("unchanged");

  const changed = batch.files.filter(({ path }) => !unchanged.has(path));
  const parsed = changed.length === 0 ? [] : await pool.parse(changed, options);
  const isFolder = options.kind !== "feed" && options.kind !== "wordpress";
  const findFile = createFindFile(isFolder ? source.root : null, options.kind);
  const skipped: string[] = [];
  for (const [index, file] of parsed.entries()) {
    const path = changed[index]?.path ?? "";
    const article = await settle(prepared, path, file, findFile);
    const fingerprint = fingerprints.get(path);
    if (article === "skipped") skipped.push(path);
    else if (article && file.search && fingerprint)
      prepared.articles.push(toNewArticle(article, file.search, fingerprint, now()));
  }
  await settleSkipped(run, prepared, skipped);
  return prepared;
}

/** Notes what was found in a file, and gives its article: null where it failed. */
async function settle(
  { outcomes, issues, times }: Prepared,
  path: string,
  file: ParsedFile,
  findFile: FindFile,
): Promise<Article | "skipped" | null> {
  times.push({ path, milliseconds: file.milliseconds });
  issues.push(...file.issues);
  if (file.article === null) {
    if (!file.issues.some(({ severity }) => severity === "ERROR")) return "skipped";
    outcomes.push("failed");
    return null;
  }
  const located = await locateImages(file.article, findFile);
  issues.push(...located.issues);
  return located.article;
}

/** A file that holds no article is none of ours, unless an article was imported from it. */
async function settleSkipped(
  { client, source, dryRun }: SourceRun,
  { outcomes, issues }: Prepared,
  skipped: string[],
): Promise<void> {
  if (skipped.length === 0) return;
  const stored = await findStored(client, source.id, skipped);
  // One that held another file's article again is no heir of it any more.
  if (!dryRun) await forgetCopies(client, source.id, skipped);
  for (const path of skipped) {
    outcomes.push(stored.has(path) ? "failed" : "skipped");
    if (!stored.has(path)) continue;
    const message = "The file holds no article any more; the one that was imported from it stays as it was.";
    issues.push(importIssue(path, "ARTICLE_GONE", message));
  }
}

/** An article as it is written at that time: one that is dated ahead is scheduled, one that has expired archived. */
export function toNewArticle(article: Article, search: SearchEntry, fingerprint: Uint8Array, now: Date): NewArticle {
  return { ...article, search, status: statusAt(now, article), fingerprint, pipelineVersion: PIPELINE_VERSION };
}

function statusAt(now: Date, { status, publishedAt, expiresAt }: Article): NewArticle["status"] {
  if (status !== "PUBLISHED") return status;
  if (expiresAt !== null && expiresAt <= now.getTime()) return "ARCHIVED";
  return publishedAt !== null && publishedAt > now.getTime() ? "SCHEDULED" : "PUBLISHED";
}

/** Tells what has been found out about a batch, and writes its articles. */
async function finish(run: SourceRun, { articles, outcomes, issues, times }: Prepared): Promise<void> {
  const { client, source, reading, record, dryRun, now } = run;
  for (const { path, milliseconds } of times) record.time(path, milliseconds);
  record.report(issues);
  for (const outcome of outcomes) record.count(outcome);
  if (articles.length === 0) return;
  const deps = { client, slugify, hasFile: reading.hasFile, dryRun };
  for (const written of await writeBatch(deps, source, articles, now())) {
    if ("released" in written) for (const path of written.released) run.again.add(path);
    if (written.outcome === "duplicate") {
      const message = `The file holds the same article as ${written.of}, which stays the only one.`;
      record.report([importIssue(written.path, "DUPLICATE_ARTICLE", message)]);
      record.count("skipped");
      continue;
    }
    record.count(written.outcome);
    if (written.outcome === "renamed") {
      record.gone(written.from, written.path);
      if (dryRun) run.renamedFrom.add(written.from);
    }
    if (written.outcome === "failed") record.report([importIssue(written.path, "WRITE_FAILED", written.reason)]);
  }
}
