import { type SQL, sql } from "drizzle-orm";
import { articleSearch } from "../tables.ts";
import { hidden } from "./search-conditions.ts";

// To find the newest matches of a common word PostgreSQL would look at all of them, as its index of keys knows no dates. It
// finds them soon where they are among the newest articles: two indexes meet (BitmapAnd), and few rows are looked at.

const { articleId, publishedSort } = articleSearch;

/** Where an article stands among all: newest first, then by id. */
export const POSITION = sql`(${publishedSort}, ${articleId})`;
/** Where the page before has ended. */
export const AFTER = sql`(${hidden("afterSort", "timestamptz")}, ${hidden("afterId", "bigint")})`;

/**
 * How many articles are the newest. Of a word that one article in a hundred has, they fill a page of 20; of a rarer one, all
 * matches are soon looked at. More of them would take longer to read out of their index than they spare.
 */
const NEWEST = 2000;

const nameOf = (follows: boolean): SQL => sql.raw(follows ? "horizon_after" : "horizon");

/**
 * The table that `amongNewest` compares with: the position of the last one of the newest articles.
 * @param follows - of those that come after the page before.
 */
export const horizon = (follows: boolean): SQL => sql`${nameOf(follows)} as materialized (
    select coalesce(last.sort, '-infinity') as sort, coalesce(last.id, 0) as id
    from (select) one left join lateral (
      select ${publishedSort} as sort, ${articleId} as id from ${articleSearch}
      ${follows ? sql`where ${POSITION} < ${AFTER}` : sql``}
      order by ${publishedSort} desc, ${articleId} desc offset ${sql.raw(String(NEWEST - 1))} limit 1) last on true)`;

/** Whether an article is one of the newest. */
export const amongNewest = (follows: boolean): SQL =>
  sql`${POSITION} >= ((select sort from ${nameOf(follows)}), (select id from ${nameOf(follows)}))`;
