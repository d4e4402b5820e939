import type { TransactionSql } from "postgres";
import type { ArticleStatus } from "../queries/visibility.ts";
import type { Id } from "./article.ts";
import type { Membership } from "./membership.ts";
import { json } from "./parameters.ts";

type FiledRow = { kind: "category" | "author" | "tag" | "image"; article: Id; id: Id; direct: boolean };

/** What stored articles are part of, by their ids. */
export async function readMemberships(
  tx: TransactionSql,
  articles: readonly { id: Id; status: ArticleStatus }[],
): Promise<Map<Id, Membership>> {
  if (articles.length === 0) return new Map();
  const filed = await readFiled(
    tx,
    articles.map(({ id }) => id),
  );
  return new Map(articles.map(({ id, status }) => [id, toMembership(status, filed.get(id) ?? [])]));
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
