import type { Sql, TransactionSql } from "postgres";
import { articlePathKey } from "../keys.ts";
import type { Id } from "./article.ts";
import type { WriteDeps } from "./batch.ts";
import { recordChanges } from "./changes.ts";
import { applyCounts } from "./counts.ts";
import { describeChanges, type Written } from "./describe.ts";
import { readMemberships } from "./filed.ts";
import { deleteLikeness } from "./likeness.ts";
import { countDeltas, type Membership } from "./membership.ts";
import type { Removed } from "./outcome.ts";
import { bytea, json } from "./parameters.ts";
import { addPaths, freePaths, type OtherPath, readOtherPaths } from "./paths.ts";
import { noSharedRows } from "./shared.ts";
import type { Source } from "./sources.ts";
import { readAtPaths, type Stored } from "./stored.ts";
import { writeAlone } from "./transaction.ts";

/**
 * Deletes the articles of these paths and all that belongs to them, in one transaction. An article that another file
 * holds too moves there instead. Categories, tags, authors and images keep their rows, which nobody sees without an
 * article.
 * @param paths - of files that have gone, a thousand or so. Those without an article are left out of the outcomes.
 * @returns outcomes in the order of the paths.
 */
export const removeArticles = (
  { client, hasFile, dryRun }: WriteDeps,
  source: Source,
  paths: readonly string[],
  now: Date,
): Promise<Removed[]> => writeAlone(client, (tx) => removeTogether(tx, hasFile, source, paths, now), { dryRun });

async function removeTogether(
  tx: TransactionSql,
  hasFile: WriteDeps["hasFile"],
  source: Source,
  paths: readonly string[],
  now: Date,
): Promise<Removed[]> {
  const found = new Map((await readAtPaths(tx, source.id, paths)).map((article) => [article.path, article]));
  const articles = [...new Set(paths)].map((path) => found.get(path)).filter((article) => article !== undefined);
  if (articles.length === 0) return [];
  const heirs = await findHeirs(tx, hasFile, articles, new Set(paths));
  const memberships = await readMemberships(tx, articles);
  await moveArticles(tx, source.id, articles, heirs, now);
  await deleteArticles(
    tx,
    articles.map(({ id }) => id).filter((id) => !heirs.has(id)),
  );

  const written = articles.map((article) => describeRemoval(article, memberships.get(article.id) ?? null, heirs));
  const turns = await applyCounts(tx, countDeltas(source.id, written));
  await recordChanges(tx, now, describeChanges(source, written, noSharedRows(), turns, []));
  return articles.map(({ id, path }): Removed => {
    const heir = heirs.get(id);
    return heir ? { path: heir, id, outcome: "renamed", from: path } : { path, id, outcome: "deleted" };
  });
}

/** Of each article that another file holds too, the first such file's path. */
async function findHeirs(
  tx: TransactionSql,
  hasFile: WriteDeps["hasFile"],
  articles: readonly Stored[],
  gone: ReadonlySet<string>,
): Promise<Map<Id, string>> {
  const others = await readOtherPaths(
    tx,
    articles.map(({ id }) => id),
  );
  const heirs = new Map<Id, string>();
  for (const { article, path, fingerprint } of others) {
    const isCopy = fingerprint !== null && !gone.has(path);
    if (isCopy && !heirs.has(article) && (await hasFile(path))) heirs.set(article, path);
  }
  return heirs;
}

const describeRemoval = (article: Stored, before: Membership | null, heirs: ReadonlyMap<Id, string>): Written => ({
  article: article.id,
  knownBy: null,
  before,
  after: heirs.has(article.id) ? before : null,
});

async function moveArticles(
  tx: TransactionSql,
  sourceId: number,
  articles: readonly Stored[],
  heirs: ReadonlyMap<Id, string>,
  now: Date,
): Promise<void> {
  const moves = articles.flatMap(({ id, path }) => {
    const heir = heirs.get(id);
    return heir === undefined ? [] : [{ id, path: heir, key: bytea(articlePathKey(heir)), from: path }];
  });
  if (moves.length === 0) return;
  await freePaths(
    tx,
    sourceId,
    moves.map(({ path }) => path),
  );
  // What is stored was derived from the other file: without an essence, and with a fingerprint that no file has, the
  // next reading of this one writes it anew.
  await tx`
    update articles set path = r.path, path_key = r.key, changed_at = ${now.toISOString()}::text::timestamptz,
      essence = null, fingerprint = decode(repeat('00', 32), 'hex')
    from json_to_recordset(${json(moves)}::text::json) as r(id bigint, path text, key bytea)
    where articles.id = r.id`;
  await addPaths(
    tx,
    sourceId,
    moves.map(({ id, from }): OtherPath => ({ path: from, article: id, fingerprint: null })),
  );
}

async function deleteArticles(tx: TransactionSql, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return;
  await deleteLikeness(tx, ids);
  await tx`
    delete from articles
    where id = any(array(select json_array_elements_text(${json(ids)}::text::json)::bigint))`;
}

/**
 * A page of the articles of a source, in the order of their ids.
 * @param after - the last id of the page before; null for the first page.
 */
export const articlePathsOf = async (
  client: Sql,
  sourceId: number,
  after: Id | null,
  limit: number,
): Promise<{ id: Id; path: string }[]> =>
  client<{ id: Id; path: string }[]>`
    select id, path from articles
    where source_id = ${sourceId}::bigint and id > ${after ?? "0"}::bigint order by id limit ${limit}::integer`;
