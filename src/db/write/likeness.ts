import type { TransactionSql } from "postgres";
import type { Id, NewArticle } from "./article.ts";
import { json } from "./parameters.ts";

/** Writes what articles are compared with others by that have none of it yet, or none any more. */
export async function insertLikeness(
  tx: TransactionSql,
  rows: readonly { id: Id; article: NewArticle }[],
): Promise<void> {
  if (rows.length === 0) return;
  const likenesses = rows.map(({ id, article: { likeness } }) => ({ id, ...likeness }));
  await tx`
    with inserted as (
      insert into article_likeness (article_id, words, sketch, title_key)
      select r.id, r.words, r.sketch, r.title
      from json_to_recordset(${json(likenesses)}::text::json) as r(id bigint, words integer[], sketch integer[], title integer)
      returning article_id, words
    )
    insert into article_words (word, article_id)
    select distinct word, article_id from inserted cross join unnest(words) as word order by word, article_id`;
}

/** Deletes what articles are compared with others by. */
export async function deleteLikeness(tx: TransactionSql, ids: readonly Id[]): Promise<void> {
  await tx`
    with gone as (
      delete from article_likeness
      where article_id = any(array(select json_array_elements_text(${json(ids)}::text::json)::bigint))
      returning article_id, words
    )
    delete from article_words using gone
    where article_words.article_id = gone.article_id and article_words.word = any(gone.words)`;
}
