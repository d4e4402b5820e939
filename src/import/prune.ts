import { slugify } from "../content/slug.ts";
import type { Id } from "../db/write/article.ts";
import { articlePathsOf, removeArticles } from "../db/write/remove.ts";
import type { SourceRun } from "./import-source.ts";

const PAGE = 1_000;

/**
 * Deletes articles of a source whose files are gone; one that another file holds too lives on under that file's path.
 * False where it was asked to stop before the end.
 * @param which - all that the run would have found, or those of these paths.
 */
export async function prune(run: SourceRun, which: "all" | readonly string[]): Promise<boolean> {
  if (which !== "all") {
    await remove(run, which);
    return true;
  }
  const { client, source, signal } = run;
  let after: Id | null = null;
  while (!signal?.aborted) {
    const page: { id: Id; path: string }[] = await articlePathsOf(client, source.id, after, PAGE);
    await remove(
      run,
      page.map(({ path }) => path).filter((path) => run.reading.covers(path)),
    );
    const last = page.at(-1);
    if (last === undefined) return true;
    after = last.id;
  }
  return false;
}

async function remove(run: SourceRun, paths: readonly string[]): Promise<void> {
  const { client, source, reading, record, dryRun, now, onProgress } = run;
  const gone: string[] = [];
  for (const path of paths) if (!(await reading.hasFile(path))) gone.push(path);
  if (gone.length === 0) return;
  const removed = await removeArticles({ client, slugify, hasFile: reading.hasFile, dryRun }, source, gone, now());
  for (const { outcome, path } of removed) {
    record.also(outcome);
    if (outcome === "renamed") run.again.add(path);
  }
  await record.save();
  onProgress();
}
