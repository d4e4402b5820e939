import { slugify } from "../content/slug.ts";
import type { Issue } from "../content/types.ts";
import type { Id } from "../db/write/article.ts";
import { articlePathsOf, removeArticles } from "../db/write/remove.ts";
import type { SourceRun } from "./import-source.ts";
import { importIssue } from "./issues.ts";

/**
 * Which articles are deleted once their files are gone: all that the run would have found, none (they are counted), or
 * those of some paths.
 */
export type Prune = "all" | "none" | readonly string[];

const PAGE = 1_000;

/** Beyond these, files that are gone are not counted any more: each costs a look at the disk. */
const MOST_COUNTED = 1_000;

/**
 * Deletes articles of a source whose files are gone; one that another file holds too lives on under that file's path.
 * None is deleted where no file held an article: an empty folder is a disk that is not there, sooner than a decision.
 * False where it was asked to stop before the end.
 */
export async function prune(run: SourceRun, which: Prune): Promise<boolean> {
  if (typeof which !== "string") {
    await remove(run, await goneOf(run, which));
    return true;
  }
  if (which === "none" || !holdsArticles(run)) {
    const articles = await countGone(run);
    if (which === "none") run.record.leave(articles);
    else if (articles > 0) run.record.report([notPruned(articles)]);
    return true;
  }
  for await (const paths of pagesOf(run)) {
    await remove(run, await goneOf(run, paths));
    if (run.signal?.aborted) return false;
  }
  return true;
}

function holdsArticles({ record: { counts } }: SourceRun): boolean {
  return counts.filesRead > counts.skipped + counts.failed;
}

async function countGone(run: SourceRun): Promise<number> {
  let count = 0;
  for await (const paths of pagesOf(run)) {
    count += (await goneOf(run, paths, MOST_COUNTED - count)).length;
    if (count >= MOST_COUNTED || run.signal?.aborted) break;
  }
  return count;
}

function notPruned(articles: number): Issue {
  const number = articles < MOST_COUNTED ? String(articles) : `${MOST_COUNTED} or more`;
  const message = `Articles whose files are gone stay (${number}): no file that was found holds an article.`;
  return importIssue(".", "NOT_PRUNED", message);
}

/** Paths of the source's articles that the run would have found, a page at a time. */
async function* pagesOf({ client, source, reading }: SourceRun): AsyncGenerator<string[]> {
  let after: Id | null = null;
  for (;;) {
    const page: { id: Id; path: string }[] = await articlePathsOf(client, source.id, after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield page.map(({ path }) => path).filter((path) => reading.covers(path));
  }
}

async function goneOf(
  { reading, renamedFrom }: SourceRun,
  paths: readonly string[],
  most = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const gone: string[] = [];
  for (const path of paths) {
    if (gone.length >= most) break;
    if (!renamedFrom.has(path) && !(await reading.hasFile(path))) gone.push(path);
  }
  return gone;
}

async function remove(run: SourceRun, gone: readonly string[]): Promise<void> {
  const { client, source, reading, record, dryRun, now, onProgress } = run;
  if (gone.length === 0) return;
  const removed = await removeArticles({ client, slugify, hasFile: reading.hasFile, dryRun }, source, gone, now());
  for (const one of removed) {
    record.also(one.outcome);
    if (one.outcome === "renamed") {
      run.again.add(one.path);
      record.gone(one.from, one.path);
    } else {
      record.gone(one.path, null);
    }
  }
  await record.save();
  onProgress();
}
