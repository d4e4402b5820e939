import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { articleCategories, articleCounts, articleLikeness, articles, articleTags, articleWords } from "../tables.ts";
import { keysSql, parentKey } from "./article-driver.ts";
import { type ArticleJoins, joinsShape, selectArticles } from "./articles.ts";
import type { Neighbouring } from "./neighbours.ts";
import type { Statements } from "./statements.ts";
import { isVisible, ofEachStatus, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** How many related articles, and what is joined to them. */
export interface Relation {
  first: number;
  joins: ArticleJoins;
}

// Candidates are the newest articles of each tag, category and word of an article: so the statement costs the same
// however many articles there are.
const NEWEST_FILED = sql.raw("100");
const NEWEST_WORDED = sql.raw("50");
/** So many of the best are found, of which the newest of equals come first. */
const ENOUGH = sql.raw("60");
/** Of sixteen numbers of two sketches: from here on, two texts are nearly the same. */
const NEARLY_SAME = sql.raw("12");

// What a shared tag, category or word weighs: the rarer, the more (its inverse document frequency).
const TAG_WEIGHT = sql.raw("1.5");

/** The articles under the same tag or category, and what that weighs. Counts of its articles are kept. */
function filedAlike(kind: "tag" | "category", visible: Visible): SQL {
  const isTag = kind === "tag";
  const table = isTag ? articleTags : articleCategories;
  const column = sql.raw(isTag ? "tag_id" : "category_id");
  const direct = (alias: string) => (isTag ? sql`` : sql`and ${sql.raw(alias)}.direct`);
  const newest = ofEachStatus(
    visible,
    (seen) => sql`select other.article_id, other.published_sort from ${table} other
      where other.${column} = mine.${column} and ${seen(sql`other.status`)} ${direct("other")}
      order by other.published_sort desc, other.article_id desc limit ${NEWEST_FILED}`,
    sql`order by published_sort desc, article_id desc limit ${NEWEST_FILED}`,
  );
  return sql`select other.article_id, ${isTag ? TAG_WEIGHT : sql`1`} * ln(1 + every.total / greatest(shared.total, 1)) as weight, true as filed
    from ${table} mine
    cross join lateral (select sum(c.${sql.raw(isTag ? "total" : "direct")})::float8 as total from ${articleCounts} c
      where c.scope = ${sql.raw(`'${kind}'`)} and c.scope_id = mine.${column} and ${isVisible(sql`c.status`, visible)}) shared
    cross join lateral (${newest}) other
    where mine.article_id = own.id ${direct("mine")}`;
}

/**
 * The articles with the same words. How far back the newest of a word reach tells how common it is: among a thousand
 * articles, fifty that reach back over a hundred make five hundred.
 */
const wordedAlike = sql`select other.article_id,
    ln(greatest(1, every.last * (other.reach + 1) / (other.found * (every.last + 1)))) as weight, false as filed
  from unnest(alike.words) mine(word)
  cross join lateral (
    select newest.article_id, count(*) over () as found,
      case when count(*) over () < ${NEWEST_WORDED} then every.last else every.last - min(newest.article_id) over () end::float8 as reach
    from (select w.article_id from ${articleWords} w where w.word = mine.word
      order by w.article_id desc limit ${NEWEST_WORDED}) newest
  ) other`;

/** Whether a candidate is the article once more: the same text, nearly the same, or the same title. */
const isSame = sql`coalesce(candidate.content_key = own.content_key, false)
  or coalesce(likeness.title_key = alike.title_key, false)
  or (select count(*) from unnest(likeness.sketch, alike.sketch) both_sketches(a, b) where a = b) >= ${NEARLY_SAME}`;

/** The statement that finds what to read after an article. */
export const relatedQueries = (db: Database, statement: Statements) => ({
  /**
   * For each article those that share the most with it, best first: tags, categories and words, each weighing the more
   * the rarer it is. One that only shares words shares two of them at least. Never itself or nearly the same; fewer
   * than asked for where no more are related.
   */
  async relatedByArticleIds(
    ids: readonly number[],
    { first, joins }: Relation,
    visible: Visible,
  ): Promise<Neighbouring[]> {
    const run = statement(`related ${joinsShape(joins)} ${visibleShape(visible)}`, () => {
      const every = sql`(select coalesce(sum(c.total), 0)::float8 as total, (select coalesce(max(id), 0) from ${articles})::float8 as last
        from ${articleCounts} c where c.scope = 'source' and ${isVisible(sql`c.status`, visible)}) every`;
      // Rounded, since a sum of fractions depends on their order.
      const candidates = sql`select found.article_id, round(sum(found.weight) * 1e6) as score
        from (${filedAlike("tag", visible)} union all ${filedAlike("category", visible)} union all ${wordedAlike}) found
        where found.article_id <> own.id
        group by found.article_id having bool_or(found.filed) or count(*) filter (where found.weight > 0) >= 2
        order by score desc, found.article_id desc offset 0`;
      // The candidates one by one, best first, until there are enough: it is here that they are compared in earnest.
      const compared = sql`select found.score, candidate.id, candidate.published_sort
        from (${candidates}) found
        cross join lateral (
          select candidate.id, candidate.published_sort from ${articles} candidate
          left join ${articleLikeness} likeness on likeness.article_id = candidate.id
          where candidate.id = found.article_id and ${isVisible(sql`candidate.status`, visible)} and not (${isSame})
          offset 0) candidate
        order by found.score desc, found.article_id desc limit ${ENOUGH}`;
      const from = sql`${every} cross join ${keysSql}
        join ${articles} own on own.id = ${parentKey} and ${isVisible(sql`own.status`, visible)}
        left join ${articleLikeness} alike on alike.article_id = own.id
        cross join lateral (
          select compared.* from (${compared}) compared
          order by compared.score desc, compared.published_sort desc, compared.id desc
          limit ${sql.placeholder("first")}::integer) page`;
      const extra = { key: sql<number>`${parentKey}`.mapWith(Number) };
      return selectArticles<{ key: number }>(db, from, joins, extra).orderBy(
        sql`${parentKey}, page.score desc, page.published_sort desc, page.id desc`,
      );
    });
    const rows = await run({ keys: ids, first, ...visibleParameters(visible) });
    return rows.map((row) => ({ key: row.key, row }));
  },
});
