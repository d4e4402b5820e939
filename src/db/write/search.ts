import type { Sql, TransactionSql } from "postgres";
import type { CountScope } from "../queries/visibility.ts";
import type { Id, NewArticle } from "./article.ts";
import { instant, json } from "./parameters.ts";
import { insertRows, type Parameter } from "./portions.ts";
import type { SharedRows } from "./shared.ts";

const COLUMNS = [
  ["article_id", "bigint"],
  ["status", "article_status"],
  ["published_sort", "timestamptz"],
  ["title", "text"],
  ["text", "text"],
  ["keys", "integer[]"],
] as const;

/** As much of an article as its search depends on. */
type Searchable = Pick<NewArticle, "status" | "publishedAt" | "search">;

/**
 * Writes what articles are found by that have nothing of the kind yet, or no longer, and the names that are suggested
 * with them. Part of each writing of an article; what derives stored articles anew calls it too.
 */
export async function insertSearch(
  tx: TransactionSql,
  rows: readonly { id: Id; article: Searchable }[],
  shared: Pick<SharedRows, "categories" | "authors" | "tags">,
): Promise<void> {
  await insertRows(
    tx,
    "article_search",
    COLUMNS,
    rows.map(({ id, article: { status, publishedAt, search } }): Parameter[] => [
      id,
      status,
      // As articles.published_sort.
      instant(publishedAt) ?? "-infinity",
      search.title,
      search.text,
      search.keys,
    ]),
  );
  await insertNames(tx, new Map(rows.flatMap(({ article }) => [...article.search.names])), shared);
}

/**
 * Puts what was written lately where searches find it fast: until then PostgreSQL keeps it in a list that each search
 * reads from end to end (https://www.postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE). For the end of an import. Only
 * who owns the index may; for anybody else, autovacuum does it a little later.
 */
export async function settleSearch(client: Sql): Promise<void> {
  await client`
    select gin_clean_pending_list(oid) from pg_class
    where oid = 'article_search_keys'::regclass and pg_has_role(relowner, 'USAGE')`;
}

async function insertNames(
  tx: TransactionSql,
  normalised: ReadonlyMap<string, string>,
  { categories, authors, tags }: Pick<SharedRows, "categories" | "authors" | "tags">,
): Promise<void> {
  const row = (scope: CountScope, id: Id, name: string | undefined) => ({
    scope,
    id,
    name: normalised.get(name ?? "") ?? "",
  });
  const rows = [
    ...[...categories.values()].map(({ id, path }) => row("category", id, path.at(-1))),
    ...[...authors].map(([name, { id }]) => row("author", id, name)),
    ...[...tags].map(([name, { id }]) => row("tag", id, name)),
  ].filter(({ name }) => name !== "");
  if (rows.length === 0) return;
  await tx`
    insert into search_names (scope, scope_id, name)
    select scope, id, name from json_to_recordset(${json(rows)}::text::json) as r(scope count_scope, id bigint, name text)
    on conflict (scope, scope_id) do update set name = excluded.name where search_names.name <> excluded.name`;
}
