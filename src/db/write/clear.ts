import type { TransactionSql } from "postgres";
import type { Id } from "./article.ts";
import { deleteLikeness } from "./likeness.ts";
import { json } from "./parameters.ts";

/** Deletes all that belongs to these articles, so that it can be written anew. Their own rows stay. */
export async function clearArticles(tx: TransactionSql, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return;
  await deleteLikeness(tx, ids);
  await tx`
    with ids as materialized (select value::bigint as id from json_array_elements_text(${json(ids)}::text::json)),
      b as (delete from article_bodies where article_id in (select id from ids)),
      c as (delete from article_categories where article_id in (select id from ids)),
      a as (delete from article_authors where article_id in (select id from ids)),
      s as (delete from article_search where article_id in (select id from ids)),
      t as (delete from article_tags where article_id in (select id from ids))
    delete from article_images where article_id in (select id from ids)`;
}
