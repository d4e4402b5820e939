import { type SQL, sql } from "drizzle-orm";
import { type ArticleScope, keysSql, parentKey } from "./article-driver.ts";
import type { ArticleListing } from "./article-listing.ts";
import { type ArticleSet, articleSet } from "./article-set.ts";
import { type ArticleSearch, foundSet } from "./search-conditions.ts";

/** Whose articles are counted: those of a list, or of a search, on all of its pages. */
export type FacetOf =
  | {
      /** Null where the list has no parent; its key is then 0. */
      scope: ArticleScope | null;
      listing: ArticleListing;
    }
  | { scope: null; search: ArticleSearch };

/** What may be counted of one list. */
export interface Facets {
  of: FacetOf;
  /** The parent whose list it is; 0 where it has none. */
  key: number;
}

/** The set that is counted over. */
export const setOf = (of: FacetOf): ArticleSet =>
  "search" in of
    ? foundSet(of.search)
    : articleSet(of.scope, { ...of.listing, order: { field: "PUBLISHED_AT", descending: true } });

/** One table of all parents' groups: `key`, `value`, `count`. */
export const keyed = ({ scope }: FacetOf, grouped: SQL): SQL =>
  scope
    ? sql`(select ${parentKey} as key, counted.* from ${keysSql} cross join lateral (${grouped}) counted) counted`
    : sql`(select 0 as key, counted.* from (${grouped}) counted) counted`;
