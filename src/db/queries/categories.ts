import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { categoryPathKey } from "../keys.ts";
import { articleCounts, categories } from "../tables.ts";
import { keyTable, listOf } from "./key-list.ts";
import { keyset, type Order, type Slice, slice, type Window, windowParameters, windowShape } from "./keyset.ts";
import { type CategoryLookup, idOf, lookupShape, lookupValue, matches } from "./lookup.ts";
import type { Listed } from "./named.ts";
import type { Statements } from "./statements.ts";
import { hasVisible, isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** What is shown of a category. */
export const categoryColumns = {
  id: categories.id,
  parentId: categories.parentId,
  name: categories.name,
  path: categories.path,
  slug: categories.slug,
  depth: categories.depth,
};

/** A node of the tree of categories. */
export interface CategoryRow {
  id: number;
  parentId: number | null;
  name: string;
  path: string[];
  slug: string;
  depth: number;
}

/** What must hold of the categories of a list. */
export interface CategoryFilter {
  parent?: CategoryLookup;
  depth?: number;
  /** Whether articles are filed under it itself. */
  hasArticles?: boolean;
}

/** PATH: parents before children, siblings by name. ARTICLE_COUNT: of the whole subtree. */
export interface CategoryOrder {
  field: "PATH" | "ARTICLE_COUNT";
  descending: boolean;
}

const count = (column: typeof articleCounts.direct | typeof articleCounts.total, visible: Visible): SQL<number> =>
  sql<number>`(select coalesce(sum(${column}), 0)::integer from ${articleCounts}
    where ${articleCounts.scope} = 'category' and ${articleCounts.scopeId} = ${categories.id}
    and ${isVisible(articleCounts.status, visible)})`;

function filterConditions(filter: CategoryFilter, visible: Visible): SQL[] {
  const { parent, depth, hasArticles } = filter;
  return [
    ...(parent === undefined ? [] : [sql`${categories.parentId} = ${idOf("category", parent, "parent")}`]),
    ...(depth === undefined ? [] : [sql`${categories.depth} = ${sql.placeholder("depth")}::integer`]),
    ...(hasArticles === undefined
      ? []
      : [sql`(${count(articleCounts.direct, visible)} > 0) = ${sql.placeholder("hasArticles")}::boolean`]),
  ];
}

const filterShape = ({ parent, depth, hasArticles }: CategoryFilter): string =>
  [
    parent ? `parent.${lookupShape(parent)}` : "",
    depth === undefined ? "" : "depth",
    hasArticles === undefined ? "" : "hasArticles",
  ].join();

const filterParameters = ({ parent, ...rest }: CategoryFilter): Record<string, unknown> => ({
  ...rest,
  ...(parent && { parent: lookupValue(parent) }),
});

const ORDERS: Record<CategoryOrder["field"], (visible: Visible) => Pick<Order, "sort" | "type">> = {
  PATH: () => ({ sort: sql`${categories.sortPath}`, type: "text" }),
  ARTICLE_COUNT: (visible) => ({ sort: count(articleCounts.total, visible), type: "integer" }),
};

/** Statements that find categories. What has no visible article in its subtree does not exist for the reader. */
export const categoryQueries = (db: Database, statement: Statements) => {
  const isThere = (visible: Visible) => hasVisible("category", categories.id, visible);
  return {
    async categoryBy(lookup: CategoryLookup, visible: Visible): Promise<CategoryRow | null> {
      const run = statement(`categoryBy ${lookupShape(lookup)} ${visibleShape(visible)}`, () =>
        db.orm
          .select(categoryColumns)
          .from(categories)
          .where(sql`${matches("category", lookup, "value")} and ${isThere(visible)}`),
      );
      return (await run({ value: lookupValue(lookup), ...visibleParameters(visible) }))[0] ?? null;
    },

    /** All of them, in no order, but no more than so many. */
    async allCategories(most: number, visible: Visible): Promise<CategoryRow[]> {
      const run = statement(`allCategories ${visibleShape(visible)}`, () =>
        db.orm.select(categoryColumns).from(categories).where(isThere(visible)).limit(sql.placeholder("most")),
      );
      return run({ most, ...visibleParameters(visible) });
    },

    /** Categories by their ids, in no order. */
    async categoriesByIds(ids: readonly number[], visible: Visible): Promise<CategoryRow[]> {
      const run = statement(`categoriesByIds ${visibleShape(visible)}`, () =>
        db.orm
          .select(categoryColumns)
          .from(categories)
          .where(sql`${categories.id} = any(${listOf("ids", "bigint")}) and ${isThere(visible)}`),
      );
      return run({ ids, ...visibleParameters(visible) });
    },

    /** Categories by their paths, in no order; ancestors are found so, without walking the tree. */
    async categoriesByPaths(paths: readonly (readonly string[])[], visible: Visible): Promise<CategoryRow[]> {
      const run = statement(`categoriesByPaths ${visibleShape(visible)}`, () =>
        db.orm
          .select(categoryColumns)
          .from(categories)
          .where(sql`${categories.pathKey} = any(${listOf("keys", "text")}::bytea[]) and ${isThere(visible)}`),
      );
      const keys = paths.map((path) => `\\x${categoryPathKey(path).toString("hex")}`);
      return run({ keys, ...visibleParameters(visible) });
    },

    async categoryPage(
      filter: CategoryFilter,
      { field, descending }: CategoryOrder,
      window: Window,
      visible: Visible,
    ): Promise<Slice<Listed<CategoryRow>>> {
      const shape = `categoryPage ${filterShape(filter)} ${field} ${descending} ${windowShape(window)} ${visibleShape(visible)}`;
      const run = statement(shape, () => {
        const order = { ...ORDERS[field](visible), id: sql`${categories.id}`, descending };
        const { conditions, orderBy, page } = keyset(order, window);
        const where = sql.join([...conditions, ...filterConditions(filter, visible), isThere(visible)], sql` and `);
        return db.orm
          .select({ row: categoryColumns, sort: sql<string>`page.sort::text` })
          .from(page(sql`from ${categories} where ${where}`))
          .innerJoin(categories, sql`${categories.id} = page.id`)
          .orderBy(orderBy);
      });
      const parameters = { ...windowParameters(window), ...filterParameters(filter), ...visibleParameters(visible) };
      return slice(await run(parameters), window);
    },

    async categoryTotal(filter: CategoryFilter, visible: Visible): Promise<number> {
      const run = statement(`categoryTotal ${filterShape(filter)} ${visibleShape(visible)}`, () =>
        db.orm
          .select({ total: sql<number>`count(*)::integer` })
          .from(categories)
          .where(sql.join([...filterConditions(filter, visible), isThere(visible)], sql` and `)),
      );
      return (await run({ ...filterParameters(filter), ...visibleParameters(visible) }))[0]?.total ?? 0;
    },

    /** The first children of each category, by name. */
    async childrenByCategoryIds(
      ids: readonly number[],
      first: number,
      visible: Visible,
    ): Promise<(CategoryRow & { parentId: number })[]> {
      const run = statement(`childrenByCategoryIds ${visibleShape(visible)}`, () => {
        const children = sql`${keyTable("ids")} cross join lateral (
          select ${categories.id} as child from ${categories}
          where ${categories.parentId} = key.id and ${isThere(visible)}
          order by ${categories.sortPath}, ${categories.id} limit ${sql.placeholder("first")}::integer) page`;
        return db.orm
          .select(categoryColumns)
          .from(children)
          .innerJoin(categories, sql`${categories.id} = page.child`)
          .orderBy(sql`${categories.sortPath}, ${categories.id}`);
      });
      const rows = await run({ ids, first, ...visibleParameters(visible) });
      return rows as (CategoryRow & { parentId: number })[];
    },
  };
};
