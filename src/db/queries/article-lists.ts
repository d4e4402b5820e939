import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { articles } from "../tables.ts";
import { type ArticleScope, type Driver, keysSql, parentKey } from "./article-driver.ts";
import type { ArticleListing, ArticleOrder } from "./article-listing.ts";
import { articleSet, articleSets } from "./article-set.ts";
import { type ArticleJoins, type ArticleRow, joinsShape, selectArticles } from "./articles.ts";
import { keyset, type Order, type Slice, slice, type Window, windowParameters, windowShape } from "./keyset.ts";
import type { Statements } from "./statements.ts";
import { ofEachStatus } from "./visibility.ts";

/** An article in a list. */
export interface ListedArticle {
  /** The parent whose list it is; 0 where the list has none. */
  key: number;
  row: ArticleRow;
  sort: string;
}

const ORDER_COLUMNS = {
  CHANGED_AT: { column: articles.changedAt, type: "timestamptz" },
  TITLE: { column: articles.titleSort, type: "text" },
  WORD_COUNT: { column: articles.wordCount, type: "integer" },
} as const;

const orderOf = ({ field, descending }: ArticleOrder, driver: Driver): Order => {
  const published = { column: driver.publishedSort, type: "timestamptz" } as const;
  const { column, type } = field === "PUBLISHED_AT" ? published : ORDER_COLUMNS[field];
  return { sort: sql`${column}`, id: sql`${driver.id}`, type, descending };
};

interface Page {
  rows: SQL;
  orderBy: SQL;
}

/** One page of several, of which all but one are empty. */
function oneOf(pages: readonly Page[]): Page {
  const [first, ...others] = pages;
  if (!first) throw new Error("a list is read from nowhere");
  if (others.length === 0) return first;
  const every = pages.map(({ rows }) => sql`select page.sort, page.id from ${rows}`);
  return { rows: sql`(${sql.join(every, sql` union all `)}) page`, orderBy: first.orderBy };
}

const count = (source: SQL) => sql<number>`(select count(*)::integer ${source})`;

/** Statements that list articles. */
export const articleListQueries = (db: Database, statement: Statements) => {
  const list = async (
    scope: ArticleScope | null,
    keys: readonly number[],
    listing: ArticleListing,
    window: Window,
    joins: ArticleJoins,
  ): Promise<ListedArticle[]> => {
    const sets = articleSets(scope, listing);
    const { field, descending } = listing.order;
    const shapes = sets.map(({ shape }) => shape).join("+");
    const name = `articleList ${shapes} ${field} ${descending} ${windowShape(window)} ${joinsShape(joins)}`;
    const run = statement(name, () => {
      const pages = sets.map(({ driver, sourceSeen }) => {
        const { conditions, orderBy, page } = keyset(orderOf(listing.order, driver), window);
        const rows = page((first) =>
          ofEachStatus(listing.visible, (seen) => first(sourceSeen(seen(driver.status), conditions))),
        );
        return { rows, orderBy };
      });
      const { rows, orderBy } = oneOf(pages);
      const from = scope ? sql`${keysSql} cross join lateral ${rows}` : rows;
      const key = (scope ? sql<number>`${parentKey}` : sql<number>`0`).mapWith(Number);
      const extra = { key, sort: sql<string>`page.sort::text` };
      return selectArticles<{ key: number; sort: string }>(db, from, joins, extra).orderBy(
        scope ? sql`${parentKey}, ${orderBy}` : orderBy,
      );
    });
    const parameters = Object.assign({}, ...sets.map((set) => set.parameters));
    const rows = await run({ ...parameters, ...windowParameters(window), ...(scope && { keys }) });
    return rows.map((row) => ({ key: row.key, sort: row.sort, row }));
  };

  return {
    /** One page of all articles that pass the filter. */
    async articlePage(listing: ArticleListing, window: Window, joins: ArticleJoins): Promise<Slice<ListedArticle>> {
      return slice(await list(null, [], listing, window, joins), window);
    },

    /**
     * The same page of each parent's articles, in one statement; one more of each parent than the window holds, which
     * tells whether there is a further page. Read backward where the window is.
     */
    articlesByParents: (
      scope: ArticleScope,
      parents: readonly number[],
      listing: ArticleListing,
      window: Window,
      joins: ArticleJoins,
    ): Promise<ListedArticle[]> => list(scope, parents, listing, window, joins),

    /** How many articles pass the filter. */
    async articleTotal(listing: ArticleListing): Promise<number> {
      const { source, parameters, shape } = articleSet(null, listing);
      const run = statement(`articleTotal ${shape}`, () =>
        db.orm.select({ total: count(source([])) }).from(sql`(values (1)) one`),
      );
      return (await run(parameters))[0]?.total ?? 0;
    },

    /** How many articles of each parent pass the filter. */
    async articleTotalsByParents(
      scope: ArticleScope,
      parents: readonly number[],
      listing: ArticleListing,
    ): Promise<{ id: number; total: number }[]> {
      const { source, parameters, shape } = articleSet(scope, listing);
      const run = statement(`articleTotalsByParents ${shape}`, () =>
        db.orm.select({ id: sql<number>`${parentKey}`.mapWith(Number), total: count(source([])) }).from(keysSql),
      );
      return run({ ...parameters, keys: parents });
    },
  };
};
