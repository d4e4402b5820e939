import { type SQL, sql } from "drizzle-orm";
import { type ArticleScope, keysSql, parentKey } from "./article-driver.ts";
import { type ArticleListing, type ArticleSet, articleSet } from "./article-set.ts";

/** Whose articles are counted: those of a list, on all of its pages. */
export interface FacetOf {
  /** Null where the list has no parent; its key is then 0. */
  scope: ArticleScope | null;
  listing: ArticleListing;
}

/** What may be counted of one list. */
export interface Facets {
  of: FacetOf;
  /** The parent whose list it is; 0 where it has none. */
  key: number;
}

/** The set that is counted over. What finds articles in another way, and gives an ArticleSet, can be counted likewise. */
export const setOf = ({ scope, listing }: FacetOf): ArticleSet =>
  articleSet(scope, { ...listing, order: { field: "PUBLISHED_AT", descending: true } });

/** One table of all parents' groups: `key`, `value`, `count`. */
export const keyed = ({ scope }: FacetOf, grouped: SQL): SQL =>
  scope
    ? sql`(select ${parentKey} as key, counted.* from ${keysSql} cross join lateral (${grouped}) counted) counted`
    : sql`(select 0 as key, counted.* from (${grouped}) counted) counted`;
