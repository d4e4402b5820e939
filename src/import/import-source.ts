import { setImmediate } from "node:timers/promises";
import type { Sql } from "postgres";
import { PIPELINE_VERSION, parseArticle } from "../content/article.ts";
import { slugify } from "../content/slug.ts";
import type { Article, ContentOptions, Parsed, SourceFile } from "../content/types.ts";
import type { NewArticle } from "../db/write/article.ts";
import { writeBatch } from "../db/write/batch.ts";
import { type Source, SourceTaken, saveSource } from "../db/write/sources.ts";
import { findStored, findUnchanged } from "../db/write/unchanged.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { importIssue } from "./issues.ts";
import { createFindFile, type FindFile, locateImages } from "./local-images.ts";
import { type FileBatch, readBatches } from "./read.ts";
import type { Progress, Tally } from "./report.ts";
import { type Plan, taken } from "./sources.ts";

/** What a run takes from outside. */
export interface ImportDeps {
  client: Sql;
  now: () => Date;
}

/** The part of a run that is about one source. */
export interface SourceRun extends ImportDeps {
  plan: Plan;
  /** Names of its files below the root. */
  names: readonly string[];
  /** Address prefixes to undo. */
  imageProxies: readonly string[];
  tally: Tally;
  /** Told after each batch. */
  onProgress: (progress: Progress) => void;
  /** Asks to stop once the batch under way is written. */
  signal: AbortSignal | undefined;
}

/** Reads, compares, parses and writes the files of one source, a batch at a time. */
export async function importSource(run: SourceRun): Promise<void> {
  const { plan, names, signal } = run;
  // A new source comes into being with its first article: a folder that holds none leaves nothing behind.
  let source = plan.known && (await save(run));
  let writing = Promise.resolve();
  for await (const batch of readBatches(plan.wanted.root, names)) {
    if (signal?.aborted) break;
    const articles = await prepare(run, source, batch);
    await writing;
    if (articles.length > 0) source ??= await save(run);
    // Written while the next batch is parsed: the database works on another core.
    writing = source === null ? writing : write(run, source, articles);
    // Whoever awaits it hears of a failure; until then it is no unhandled one.
    writing.catch(() => {});
  }
  await writing;
}

async function save({ client, plan, now }: SourceRun): Promise<Source> {
  try {
    return await saveSource(client, plan.wanted, plan.movedFrom, now());
  } catch (error) {
    // Another run was faster.
    throw error instanceof SourceTaken ? taken(plan.wanted.name, error.root) : error;
  }
}

/** Finds out which files have changed, and parses these. */
async function prepare(run: SourceRun, source: Source | null, batch: FileBatch): Promise<NewArticle[]> {
  const { client, plan, tally, now } = run;
  const { name, root, kind } = plan.wanted;
  const options = contentOptionsOf(run);
  tally.report(name, batch.issues);
  for (const _ of batch.issues) tally.count("failed");

  const files = batch.files.map((file) => ({ ...file, fingerprint: fingerprintOf(file.bytes, options) }));
  const unchanged = source ? await findUnchanged(client, source.id, files, now()) : new Set<string>();
  const findFile = createFindFile(root, kind);
  const articles: NewArticle[] = [];
  const skipped: string[] = [];
  for (const { fingerprint, ...file } of files) {
    if (unchanged.has(file.path)) {
      tally.count("unchanged");
      continue;
    }
    const article = await parse(run, file, options, findFile);
    if (article === "skipped") skipped.push(file.path);
    else if (article !== "failed") articles.push(toNewArticle(article, fingerprint, now()));
    // Parsing keeps the process busy: the statements of the batch before, signals and timers get their turn.
    await setImmediate();
  }
  await settleSkipped(run, source, skipped);
  return articles;
}

function contentOptionsOf({ plan, imageProxies }: SourceRun): ContentOptions {
  const { timeZone, baseUrl, categoryMode } = plan.wanted;
  return { timeZone: timeZone ?? "UTC", timeZoneAssumed: timeZone === null, baseUrl, categoryMode, imageProxies };
}

/** A file that holds no article is none of ours, unless an article was imported from it. */
async function settleSkipped({ client, plan, tally }: SourceRun, source: Source | null, skipped: string[]) {
  const stored = source && skipped.length > 0 ? await findStored(client, source.id, skipped) : new Set<string>();
  for (const path of skipped) {
    tally.count(stored.has(path) ? "failed" : "skipped");
    if (!stored.has(path)) continue;
    const message = "The file holds no article any more; the one that was imported from it stays as it was.";
    tally.report(plan.wanted.name, [importIssue(path, "ARTICLE_GONE", message)]);
  }
}

async function parse(
  { plan, tally }: SourceRun,
  file: SourceFile,
  options: ContentOptions,
  findFile: FindFile,
): Promise<Article | "skipped" | "failed"> {
  const source = plan.wanted.name;
  const started = performance.now();
  const parsed = parseSafely(file, options);
  tally.time(source, file.path, performance.now() - started);
  tally.report(source, parsed.issues);
  if (parsed.article === null) {
    if (!parsed.issues.some(({ severity }) => severity === "ERROR")) return "skipped";
    tally.count("failed");
    return "failed";
  }
  const { article, issues } = await locateImages(parsed.article, findFile);
  tally.report(source, issues);
  return article;
}

/** One file must not end the run, whatever it does to the parser. */
function parseSafely(file: SourceFile, options: ContentOptions): Parsed {
  try {
    return parseArticle(file, options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { article: null, issues: [importIssue(file.path, "PARSE_FAILED", `The file cannot be parsed: ${why}`)] };
  }
}

function toNewArticle(article: Article, fingerprint: Uint8Array, now: Date): NewArticle {
  const ahead = article.publishedAt !== null && article.publishedAt > now.getTime();
  const status = article.status === "PUBLISHED" && ahead ? "SCHEDULED" : article.status;
  return { ...article, status, fingerprint, pipelineVersion: PIPELINE_VERSION };
}

async function write(
  { client, plan, tally, now, onProgress }: SourceRun,
  source: Source,
  articles: readonly NewArticle[],
): Promise<void> {
  if (articles.length > 0) {
    for (const written of await writeBatch({ client, slugify }, source, articles, now())) {
      tally.count(written.outcome);
      if (written.outcome !== "failed") continue;
      tally.report(plan.wanted.name, [importIssue(written.path, "WRITE_FAILED", written.reason)]);
    }
  }
  onProgress(tally.progress());
}
