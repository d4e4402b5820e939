import type { ArticleFilter } from "../../src/db/queries/article-filter.ts";
import type { FacetOf } from "../../src/db/queries/facet-sets.ts";
import type { Queries } from "../../src/db/queries/queries.ts";
import { PUBLIC } from "../../src/db/queries/visibility.ts";

type Statement = () => Promise<unknown>;

/** What is measured, by name. */
export async function measuredStatements(db: Queries): Promise<[name: string, statement: Statement][]> {
  const order = { field: "PUBLISHED_AT", descending: true } as const;
  const listing = (filter: ArticleFilter) => ({ filter, order, visible: PUBLIC });
  const window = { limit: 20, backward: false };
  const { rows: page } = await db.articlePage(listing({}), window, {});
  const ids = page.map(({ row }) => row.id);
  const byCount = { field: "ARTICLE_COUNT", descending: true } as const;
  const { rows: roots } = await db.categoryPage({ depth: 0 }, byCount, { limit: 10, backward: false }, PUBLIC);
  const categories = roots.map(({ row }) => row.id);
  const lookup = { id: categories[0] ?? 0 };

  const of = (filter: ArticleFilter): FacetOf => ({ scope: null, listing: listing(filter) });
  const all = of({});
  const counted = of({ wordCount: { min: 0 } });
  const category = of({ category: { lookup, includeDescendants: true } });
  const ofRoots: FacetOf = { scope: { of: "category", includeDescendants: true }, listing: listing({}) };
  const months = { unit: "MONTH", timeZone: "Asia/Shanghai", first: 120 } as const;
  return [
    ["a page of 20, to compare", () => db.articlePage(listing({}), window, {})],
    ["next of 20", () => db.neighboursByArticleIds(ids, { side: "next", within: null, joins: {} }, PUBLIC)],
    [
      "next of 20 within a category",
      () => db.neighboursByArticleIds(ids, { side: "next", within: lookup, joins: {} }, PUBLIC),
    ],
    ["related of 1", () => db.relatedByArticleIds(ids.slice(0, 1), { first: 5, joins: {} }, PUBLIC)],
    ["related of 20", () => db.relatedByArticleIds(ids, { first: 5, joins: {} }, PUBLIC)],
    ["categories of all, kept", () => db.categoryFacet({ of: all, first: 20, depth: null }, [0])],
    ["categories of all, counted", () => db.categoryFacet({ of: counted, first: 20, depth: null }, [0])],
    ["categories of a root's tenth", () => db.categoryFacet({ of: category, first: 20, depth: null }, [0])],
    ["tags of all, counted", () => db.tagFacet({ of: counted, first: 20 }, [0])],
    ["tags of a root's tenth", () => db.tagFacet({ of: category, first: 20 }, [0])],
    ["tags of each of ten roots", () => db.tagFacet({ of: ofRoots, first: 20 }, categories)],
    ["languages of all", () => db.languageFacet({ of: all }, [0])],
    ["months of all", () => db.dateFacet({ of: all, ...months }, [0])],
    ["months of a root's tenth", () => db.dateFacet({ of: category, ...months }, [0])],
  ];
}
