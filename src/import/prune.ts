import { slugify } from "../content/slug.ts";
import type { Id } from "../db/write/article.ts";
import { articlePathsOf, removeArticles } from "../db/write/remove.ts";
import type { SourceRun } from "./import-source.ts";

/**
 * Which articles are deleted once their files are gone: all that the run would have found, none (they are counted), or
 * those of some paths.
 */
export type Prune = "all" | "none" | readonly string[];

const PAGE = 1_000;

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
  const isWanted = which === "all" && holdsArticles(run);
  for await (const paths of pagesOf(run)) {
    const gone = await goneOf(run, paths);
    if (isWanted) await remove(run, gone);
    else run.record.leave(gone.length);
    if (run.signal?.aborted) return false;
  }
  return true;
}

function holdsArticles({ record: { counts } }: SourceRun): boolean {
  return counts.filesRead > counts.skipped;
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

async function goneOf({ reading, renamedFrom }: SourceRun, paths: readonly string[]): Promise<string[]> {
  const gone: string[] = [];
  for (const path of paths) if (!renamedFrom.has(path) && !(await reading.hasFile(path))) gone.push(path);
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
