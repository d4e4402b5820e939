import type { Sql, TransactionSql } from "postgres";
import { articlePathKey } from "../keys.ts";
import type { Id } from "./article.ts";
import { bytea, json } from "./parameters.ts";
import { writeAlone } from "./transaction.ts";

/** A path that leads to an article beside its own: one that it had before, or that of a file that holds it again. */
export interface OtherPath {
  path: string;
  article: Id;
  /** Of the file that holds the article again, as PostgreSQL prints it; null for a path that it had before. */
  fingerprint: string | null;
}

const keysOf = (paths: readonly string[]): string => json(paths.map((path) => bytea(articlePathKey(path))));

/** Frees paths that now hold something else. @returns to which articles they led. */
export async function freePaths(
  tx: TransactionSql,
  sourceId: number,
  paths: readonly string[],
): Promise<Map<string, Id>> {
  if (paths.length === 0) return new Map();
  const rows = await tx<{ path: string; article: Id }[]>`
    delete from article_paths where source_id = ${sourceId}::bigint
      and path_key = any(array(select json_array_elements_text(${keysOf(paths)}::text::json)::bytea))
    returning path, article_id as article`;
  return new Map(rows.map(({ path, article }) => [path, article]));
}

/** Adds paths that lead nowhere yet. */
export async function addPaths(tx: TransactionSql, sourceId: number, paths: readonly OtherPath[]): Promise<void> {
  if (paths.length === 0) return;
  const rows = paths.map((each) => ({ ...each, key: bytea(articlePathKey(each.path)) }));
  await tx`
    insert into article_paths (source_id, path, path_key, article_id, fingerprint)
    select ${sourceId}::bigint, r.path, r.key, r.article, r.fingerprint
    from json_to_recordset(${json(rows)}::text::json) as r(path text, key bytea, article bigint, fingerprint bytea)`;
}

/** All other paths of these articles, by article and path. */
export async function readOtherPaths(tx: TransactionSql, articles: readonly Id[]): Promise<OtherPath[]> {
  if (articles.length === 0) return [];
  return tx<OtherPath[]>`
    select path, article_id as article, fingerprint::text as fingerprint from article_paths
    where article_id = any(array(select json_array_elements_text(${json(articles)}::text::json)::bigint))
    order by article_id, path collate "C"`;
}

/**
 * Makes paths of copies mere paths of their articles, since their files hold them no more. Where there are none, nobody
 * waits for it. @returns those that were.
 */
export async function forgetCopies(client: Sql, sourceId: number, paths: readonly string[]): Promise<string[]> {
  const copies = (sql: Sql | TransactionSql) => sql`source_id = ${sourceId}::bigint and fingerprint is not null
    and path_key = any(array(select json_array_elements_text(${keysOf(paths)}::text::json)::bytea))`;
  const found = await client`select from article_paths where ${copies(client)} limit 1`;
  if (found.length === 0) return [];
  return writeAlone(client, async (tx) => {
    const rows = await tx<{ path: string }[]>`
      update article_paths set fingerprint = null where ${copies(tx)} returning path`;
    return rows.map(({ path }) => path);
  });
}

/** Makes copies of these articles mere paths of theirs: whether they still hold the same is for a reading to find out. */
export async function releaseCopies(tx: TransactionSql, articles: readonly Id[]): Promise<void> {
  await tx`
    update article_paths set fingerprint = null
    where article_id = any(array(select json_array_elements_text(${json(articles)}::text::json)::bigint))
      and fingerprint is not null`;
}
