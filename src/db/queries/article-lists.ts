import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Database } from "../client.ts";
import { articleAuthors, articleCategories, articleImages, articles, articleTags } from "../tables.ts";
import { type ArticleFilter, filterSql } from "./article-filter.ts";
import { type ArticleJoins, type ArticleRow, joinsShape, selectArticles } from "./articles.ts";
import { keyset, type Order, type Slice, slice, type Window, windowParameters, windowShape } from "./keyset.ts";
import { idOf, lookupShape, lookupValue } from "./lookup.ts";
import type { Statements } from "./statements.ts";
import { isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** What articles are sorted by. Articles without a date count as the oldest. */
interface ArticleOrder {
  field: "PUBLISHED_AT" | "CHANGED_AT" | "TITLE" | "WORD_COUNT";
  descending: boolean;
}

/** Whose articles a list holds: those of many parents at once, one page for each. */
export type ArticleScope =
  | { of: "category"; includeDescendants: boolean }
  | { of: "author" }
  | { of: "tag" }
  | { of: "image" };

/** Everything that decides a list, but for whose articles it holds. */
export interface ArticleListing {
  filter: ArticleFilter;
  order: ArticleOrder;
  visible: Visible;
}

/** An article in a list. */
export interface ListedArticle {
  /** The parent whose list it is; 0 where the list has none. */
  key: number;
  row: ArticleRow;
  sort: string;
}

/** A table that repeats status and date of the articles filed in it, or `articles` itself. */
interface Driver {
  table: SQL;
  id: PgColumn;
  status: PgColumn;
  publishedSort: PgColumn;
  /** What ties it to the parent. */
  conditions: SQL[];
  parameters: Record<string, unknown>;
  shape: string;
  /** The part of the filter that it holds by itself. */
  holds?: "category" | "author" | "tags";
}

const ORDER_COLUMNS = {
  CHANGED_AT: { column: articles.changedAt, type: "timestamptz" },
  TITLE: { column: articles.titleSort, type: "text" },
  WORD_COUNT: { column: articles.wordCount, type: "integer" },
} as const;

const key = sql`key.id`;

const filing = (table: typeof articleCategories | typeof articleAuthors | typeof articleTags) => ({
  table: sql`${table}`,
  id: table.articleId,
  status: table.status,
  publishedSort: table.publishedSort,
});

const own = {
  table: sql`${articles}`,
  id: articles.id,
  status: articles.status,
  publishedSort: articles.publishedSort,
};

const direct = (includeDescendants: boolean): SQL[] => (includeDescendants ? [] : [sql`${articleCategories.direct}`]);

// The parent's own table drives where there is a parent; else the filing that the filter names, whose index holds the
// list in its order, and of several the one that is likely to hold the fewest; else the articles.
function driverOf(scope: ArticleScope | null, filter: ArticleFilter): Driver {
  if (scope) return { ...scopeDriver(scope), parameters: {}, shape: JSON.stringify(scope) };
  const [tag] = filter.tags ?? [];
  if (tag !== undefined) {
    return {
      ...filing(articleTags),
      conditions: [sql`${articleTags.tagId} = ${sql.placeholder("driver")}::bigint`],
      parameters: { driver: tag },
      shape: "tag",
      ...(filter.tags?.length === 1 && { holds: "tags" }),
    };
  }
  if (filter.author) {
    return {
      ...filing(articleAuthors),
      conditions: [sql`${articleAuthors.authorId} = ${idOf("author", filter.author, "driver")}`],
      parameters: { driver: lookupValue(filter.author) },
      shape: `author.${lookupShape(filter.author)}`,
      holds: "author",
    };
  }
  if (filter.category) {
    const { lookup, includeDescendants } = filter.category;
    const condition = sql`${articleCategories.categoryId} = ${idOf("category", lookup, "driver")}`;
    return {
      ...filing(articleCategories),
      conditions: [condition, ...direct(includeDescendants)],
      parameters: { driver: lookupValue(lookup) },
      shape: `category.${lookupShape(lookup)}.${includeDescendants}`,
      holds: "category",
    };
  }
  return { ...own, conditions: [], parameters: {}, shape: "all" };
}

function scopeDriver(scope: ArticleScope): Pick<Driver, "table" | "id" | "status" | "publishedSort" | "conditions"> {
  if (scope.of === "category") {
    const conditions = [sql`${articleCategories.categoryId} = ${key}`, ...direct(scope.includeDescendants)];
    return { ...filing(articleCategories), conditions };
  }
  if (scope.of === "author")
    return { ...filing(articleAuthors), conditions: [sql`${articleAuthors.authorId} = ${key}`] };
  if (scope.of === "tag") return { ...filing(articleTags), conditions: [sql`${articleTags.tagId} = ${key}`] };
  const uses = sql`(select ${articleImages.articleId} from ${articleImages} where ${articleImages.imageId} = ${key})`;
  return { ...own, conditions: [sql`${articles.id} in ${uses}`] };
}

const orderOf = ({ field, descending }: ArticleOrder, driver: Driver): Order => {
  const { column, type } =
    field === "PUBLISHED_AT" ? { column: driver.publishedSort, type: "timestamptz" as const } : ORDER_COLUMNS[field];
  return { sort: sql`${column}`, id: sql`${driver.id}`, type, descending };
};

interface ListSql {
  /** FROM and WHERE of the articles of the list; under a scope, of those of `key.id`. */
  source: (more: readonly SQL[]) => SQL;
  driver: Driver;
  parameters: Record<string, unknown>;
  shape: string;
}

function listSql(scope: ArticleScope | null, { filter, order, visible }: ArticleListing): ListSql {
  const driver = driverOf(scope, filter);
  const rest = filterSql(filter, driver.holds);
  const needsArticle = driver.id !== articles.id && (rest.conditions.length > 0 || order.field !== "PUBLISHED_AT");
  const joined = needsArticle ? sql` join ${articles} on ${articles.id} = ${driver.id}` : sql``;
  return {
    driver,
    source: (more) => {
      const conditions = [...driver.conditions, isVisible(driver.status, visible), ...rest.conditions, ...more];
      return sql`from ${driver.table}${joined} where ${sql.join(conditions, sql` and `)}`;
    },
    parameters: { ...driver.parameters, ...rest.parameters, ...visibleParameters(visible) },
    shape: `${driver.shape} ${rest.shape} ${visibleShape(visible)}`,
  };
}

const keysSql = sql`unnest(${sql.placeholder("keys")}::bigint[]) as key(id)`;

/** Statements that list articles. */
export const articleListQueries = (db: Database, statement: Statements) => {
  const list = async (
    scope: ArticleScope | null,
    keys: readonly number[],
    listing: ArticleListing,
    window: Window,
    joins: ArticleJoins,
  ): Promise<ListedArticle[]> => {
    const { source, driver, parameters, shape } = listSql(scope, listing);
    const { field, descending } = listing.order;
    const name = `articleList ${shape} ${field} ${descending} ${windowShape(window)} ${joinsShape(joins)}`;
    const run = statement(name, () => {
      const order = orderOf(listing.order, driver);
      const { conditions, orderBy, page } = keyset(order, window);
      const rows = page(source(conditions));
      const from = scope ? sql`${keysSql} cross join lateral ${rows}` : rows;
      const extra = {
        key: (scope ? sql<number>`${key}` : sql<number>`0`).mapWith(Number),
        sort: sql<string>`page.sort::text`,
      };
      return selectArticles<{ key: number; sort: string }>(db, from, joins, extra).orderBy(
        scope ? sql`${key}, ${orderBy}` : orderBy,
      );
    });
    const rows = await run({ ...parameters, ...windowParameters(window), ...(scope && { keys }) });
    return rows.map(({ key, sort, ...row }) => ({ key, sort, row }));
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
      const { source, parameters, shape } = listSql(null, listing);
      const run = statement(`articleTotal ${shape}`, () =>
        db.orm.select({ total: sql<number>`(select count(*)::integer ${source([])})` }).from(sql`(values (1)) one`),
      );
      return (await run(parameters))[0]?.total ?? 0;
    },

    /** How many articles of each parent pass the filter. */
    async articleTotalsByParents(
      scope: ArticleScope,
      parents: readonly number[],
      listing: ArticleListing,
    ): Promise<{ id: number; total: number }[]> {
      const { source, parameters, shape } = listSql(scope, listing);
      const run = statement(`articleTotalsByParents ${shape}`, () =>
        db.orm
          .select({
            id: sql<number>`${key}`.mapWith(Number),
            total: sql<number>`(select count(*)::integer ${source([])})`,
          })
          .from(keysSql),
      );
      return run({ ...parameters, keys: parents });
    },
  };
};
