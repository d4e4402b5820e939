import type { TransactionSql } from "postgres";
import { articleGuidKey, articlePathKey, articleUrlKey } from "../keys.ts";
import type { ArticleStatus } from "../queries/visibility.ts";
import type { Id, NewArticle } from "./article.ts";
import { bytea, instant, json } from "./parameters.ts";
import { type Marks, MOST_NAMESAKES } from "./recognise.ts";

/** An article as it was before the batch. Keys and hashes are as PostgreSQL prints them. */
export interface Stored extends Marks {
  id: Id;
  slug: string;
  url: string | null;
  status: ArticleStatus;
  fingerprint: string;
  /** Null in a row of a release that did not know of essences: whatever the file says is news. */
  essence: string | null;
}

/** What an article that is to be written is recognised by. */
export const marksOf = ({ path, title, guid, url, contentKey, status, publishedAt }: NewArticle): Marks => ({
  path,
  title,
  draft: status === "DRAFT",
  day: instant(publishedAt)?.slice(0, 10) ?? null,
  guidKey: guid === null ? null : bytea(articleGuidKey(guid)),
  urlKey: url === null ? null : bytea(articleUrlKey(url)),
  contentKey: bytea(contentKey),
});

const present = (keys: readonly (string | null)[]): string[] => keys.filter((key) => key !== null);

/** The articles that the source has at these paths. */
export const readAtPaths = (tx: TransactionSql, sourceId: number, paths: readonly string[]): Promise<Stored[]> =>
  readStored(
    tx,
    tx`select found.id
      from json_array_elements_text(${json(paths.map((path) => bytea(articlePathKey(path))))}::text::json) as wanted(key)
      cross join lateral (select id from articles
        where path_key = wanted.key::bytea and source_id = ${sourceId}::bigint offset 0) as found`,
  );

/** The articles of the source that share an id, an address or the content with one of these. */
export async function readNamesakes(tx: TransactionSql, sourceId: number, files: readonly Marks[]): Promise<Stored[]> {
  if (files.length === 0) return [];
  const sharing = (column: "guid_key" | "url_key" | "content_key", keys: string[]) => tx`
    select found.id from json_array_elements_text(${json(new Set(keys))}::text::json) as wanted(key)
      cross join lateral (select id from articles
        where ${tx(column)} = wanted.key::bytea and source_id = ${sourceId}::bigint
        limit ${MOST_NAMESAKES + 1}::integer) as found`;
  return readStored(
    tx,
    tx`${sharing("guid_key", present(files.map((file) => file.guidKey)))}
      union ${sharing("url_key", present(files.map((file) => file.urlKey)))}
      union ${sharing("content_key", present(files.map((file) => file.contentKey)))}`,
  );
}

const readStored = (tx: TransactionSql, ids: ReturnType<TransactionSql>): Promise<Stored[]> =>
  tx<Stored[]>`
    select id, path, slug, title, url, status, fingerprint::text as fingerprint, essence::text as essence,
      status = 'DRAFT' as draft, to_char(published_at at time zone 'UTC', 'YYYY-MM-DD') as day,
      guid_key::text as "guidKey", url_key::text as "urlKey", content_key::text as "contentKey"
    from articles where id in (${ids})`;
