import { type SQL, sql } from "drizzle-orm";
import { articles } from "../tables.ts";
import { type ArticleScope, type Driver, driversOf, pageDriversOf } from "./article-driver.ts";
import { filterSql, type Reading } from "./article-filter.ts";
import type { ArticleListing } from "./article-listing.ts";
import { isVisible, visibleParameters, visibleShape } from "./visibility.ts";

/** The articles of a list in SQL, before they are sorted and cut into pages. */
export interface ArticleSet {
  /** Their ids. */
  id: SQL;
  /** When they were published, as lists by date sort it. */
  publishedSort: SQL;
  /** Whether `source` has the table `articles`, whose columns can then be used beside it. */
  hasArticles: boolean;
  /** FROM, with `join` behind it, and WHERE, with `more` among it; under a scope, of the articles of the parent. */
  source: (more: readonly SQL[], join?: SQL) => SQL;
  parameters: Record<string, unknown>;
  shape: string;
}

/** A set that is read from one table. */
interface DrivenSet extends ArticleSet {
  driver: Driver;
  /** The source with another condition on the articles' status. */
  sourceSeen: (seen: SQL, more: readonly SQL[], join?: SQL) => SQL;
}

/** The articles that pass a listing's filter; under a scope, of the parent at hand. */
export function articleSet(scope: ArticleScope | null, listing: ArticleListing): ArticleSet {
  const drivers = driversOf(scope, listing);
  const sets = drivers.map((driver) => setBy(driver, listing, "all"));
  const [first] = sets;
  if (first && sets.length === 1) return first;
  const every = sets.map(
    ({ id, publishedSort, source }) =>
      sql`select ${id} as article_id, ${publishedSort} as published_sort ${source([])}`,
  );
  return {
    id: sql`listed.article_id`,
    publishedSort: sql`listed.published_sort`,
    hasArticles: false,
    source: (more, join = sql``) => sql`from (${sql.join(every, sql` union all `)}) listed${join}
      where ${sql.join([sql`true`, ...more], sql` and `)}`,
    parameters: Object.assign({}, ...sets.map(({ parameters }) => parameters)),
    shape: sets.map(({ shape }) => shape).join("+"),
  };
}

/** The same for a page in the listing's order: disjoint sets, of which all but one are empty. */
export function articleSets(scope: ArticleScope | null, listing: ArticleListing): DrivenSet[] {
  const drivers = pageDriversOf(scope, listing);
  return drivers.map((driver) => setBy(driver, listing, driver.inOrder ? "page" : "all"));
}

function setBy(driver: Driver, { filter, order, visible }: ArticleListing, reading: Reading): DrivenSet {
  const rest = filterSql(filter, driver, reading);
  const needsArticle = !driver.own && (rest.needsArticle || order.field !== "PUBLISHED_AT");
  const joined = needsArticle ? sql` join ${articles} on ${articles.id} = ${driver.id}` : sql``;
  const sourceSeen = (seen: SQL, more: readonly SQL[], join = sql``) => {
    const conditions = [...driver.conditions, seen, ...rest.conditions, ...more];
    return sql`from ${driver.table}${joined}${join} where ${sql.join(conditions, sql` and `)}`;
  };
  return {
    driver,
    sourceSeen,
    id: sql`${driver.id}`,
    publishedSort: sql`${driver.publishedSort}`,
    hasArticles: driver.own || needsArticle,
    source: (more, join) => sourceSeen(isVisible(driver.status, visible), more, join),
    parameters: { ...driver.parameters, ...rest.parameters, ...visibleParameters(visible) },
    shape: `${driver.shape} ${rest.shape} ${visibleShape(visible)}`,
  };
}
