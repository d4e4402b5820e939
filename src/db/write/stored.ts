import type { TransactionSql } from "postgres";
import { articlePathKey } from "../keys.ts";
import type { ArticleStatus } from "../queries/visibility.ts";
import type { Id, NewArticle } from "./article.ts";
import type { Membership } from "./membership.ts";
import { bytea, json } from "./parameters.ts";

/** An article as it was before the batch. */
export interface Stored {
  id: Id;
  slug: string;
  fingerprint: string;
  url: string | null;
  membership: Membership;
}

type ArticleRow = { id: Id; key: string; slug: string; fingerprint: string; url: string | null; status: ArticleStatus };
type FiledRow = { kind: "category" | "author" | "tag" | "image"; article: Id; id: Id; direct: boolean };

/** What an article is known by in the maps of a batch. */
export const articleKey = ({ path }: { path: string }): string => bytea(articlePathKey(path));

/** Those of the articles that the source already has, with what they are part of, by key. */
export async function readStored(
  tx: TransactionSql,
  sourceId: number,
  articles: readonly NewArticle[],
): Promise<Map<string, Stored>> {
  const rows = await tx<ArticleRow[]>`
    select id, path_key::text as key, slug, fingerprint::text as fingerprint, url, status from articles
    where source_id = ${sourceId}::bigint
      and path_key = any(array(select json_array_elements_text(${json(articles.map(articleKey))}::text::json)::bytea))`;
  if (rows.length === 0) return new Map();
  const filed = await readFiled(
    tx,
    rows.map((row) => row.id),
  );
  return new Map(
    rows.map(({ key, status, ...row }) => [key, { ...row, membership: toMembership(status, filed.get(row.id) ?? []) }]),
  );
}

async function readFiled(tx: TransactionSql, ids: Id[]): Promise<Map<Id, FiledRow[]>> {
  const rows = await tx<FiledRow[]>`
    with ids as materialized (select value::bigint as id from json_array_elements_text(${json(ids)}::text::json))
    select 'category' as kind, article_id as article, category_id as id, direct
      from article_categories where article_id in (select id from ids)
    union all
    select 'author', article_id, author_id, true from article_authors where article_id in (select id from ids)
    union all
    select 'tag', article_id, tag_id, true from article_tags where article_id in (select id from ids)
    union all
    select 'image', article_id, image_id, true from article_images where article_id in (select id from ids)`;
  const byArticle = new Map<Id, FiledRow[]>();
  for (const row of rows) {
    const others = byArticle.get(row.article);
    if (others) others.push(row);
    else byArticle.set(row.article, [row]);
  }
  return byArticle;
}

function toMembership(status: ArticleStatus, rows: readonly FiledRow[]): Membership {
  const of = (kind: FiledRow["kind"]) => rows.filter((row) => row.kind === kind);
  const ids = (kind: FiledRow["kind"]) => of(kind).map((row) => row.id);
  return {
    status,
    categories: new Map(of("category").map((row) => [row.id, row.direct])),
    authors: ids("author"),
    tags: ids("tag"),
    images: ids("image"),
  };
}
