import { type SQL, sql } from "drizzle-orm";
import { articles } from "../tables.ts";
import { type ArticleScope, type Driver, driverOf } from "./article-driver.ts";
import { type ArticleFilter, filterSql } from "./article-filter.ts";
import { isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** What articles are sorted by. Articles without a date count as the oldest. */
export interface ArticleOrder {
  field: "PUBLISHED_AT" | "CHANGED_AT" | "TITLE" | "WORD_COUNT";
  descending: boolean;
}

/** Everything that decides a list, but for whose articles it holds. */
export interface ArticleListing {
  filter: ArticleFilter;
  order: ArticleOrder;
  visible: Visible;
}

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

/**
 * The articles that pass a listing's filter; under a scope, of the parent at hand. `sourceSeen` is the source with another
 * condition on their status.
 */
export function articleSet(
  scope: ArticleScope | null,
  { filter, order, visible }: ArticleListing,
): ArticleSet & { driver: Driver; sourceSeen: (seen: SQL, more: readonly SQL[], join?: SQL) => SQL } {
  const driver = driverOf(scope, filter);
  const rest = filterSql(filter, driver.holds, driver.publishedSort);
  const isOwn = driver.id === articles.id;
  const needsArticle = !isOwn && (rest.conditions.length > 0 || order.field !== "PUBLISHED_AT");
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
    hasArticles: isOwn || needsArticle,
    source: (more, join) => sourceSeen(isVisible(driver.status, visible), more, join),
    parameters: { ...driver.parameters, ...rest.parameters, ...visibleParameters(visible) },
    shape: `${driver.shape} ${rest.shape} ${visibleShape(visible)}`,
  };
}
