import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { articleAuthors, articleCategories, articleImages, articles, articleTags } from "../tables.ts";
import type { ArticleFilter } from "./article-filter.ts";
import { keyTable } from "./key-list.ts";
import { type CategoryLookup, idOf, lookupShape, lookupValue, type NameLookup } from "./lookup.ts";

/** Whose articles a list holds: those of many parents at once, one page for each. */
export type ArticleScope =
  | { of: "category"; includeDescendants: boolean }
  | { of: "author" }
  | { of: "tag" }
  | { of: "image" };

/** The table that a list is read from: one that repeats status and date of what is filed in it, or `articles` itself. */
interface DriverTable {
  table: SQL;
  id: PgColumn;
  status: PgColumn;
  publishedSort: PgColumn;
}

/** A driving table, and what ties it to the parent or to the filter. */
export interface Driver extends DriverTable {
  conditions: SQL[];
  parameters: Record<string, unknown>;
  shape: string;
  /** The part of the filter that it holds by itself. */
  holds?: keyof ArticleFilter;
}

/** The parents whose lists are read, where lists of many parents are, as a table. */
export const keysSql = keyTable("keys");

/** The parent of `keysSql` whose list it is. */
export const parentKey = sql`key.id`;

const filing = (table: typeof articleCategories | typeof articleAuthors | typeof articleTags): DriverTable => ({
  table: sql`${table}`,
  id: table.articleId,
  status: table.status,
  publishedSort: table.publishedSort,
});

const own: DriverTable = {
  table: sql`${articles}`,
  id: articles.id,
  status: articles.status,
  publishedSort: articles.publishedSort,
};

/**
 * What drives a list: the parent's own table where there is a parent; else the filing that the filter names, whose index
 * holds the list in its order, and of several the one that is likely to hold the fewest; else the articles.
 */
export function driverOf(scope: ArticleScope | null, filter: ArticleFilter): Driver {
  if (scope) return { ...scopeDriver(scope), parameters: {}, shape: JSON.stringify(scope) };
  const { tags, author, category } = filter;
  const [tag] = tags ?? [];
  if (tag) {
    const driver = lookupDriver("tag", tag, articleTags, articleTags.tagId);
    return tags?.length === 1 ? { ...driver, holds: "tags" } : driver;
  }
  if (author) return { ...lookupDriver("author", author, articleAuthors, articleAuthors.authorId), holds: "author" };
  if (!category) return { ...own, conditions: [], parameters: {}, shape: "all" };
  const driver = lookupDriver("category", category.lookup, articleCategories, articleCategories.categoryId);
  return {
    ...driver,
    conditions: [...driver.conditions, ...direct(category.includeDescendants)],
    shape: `${driver.shape}.${category.includeDescendants}`,
    holds: "category",
  };
}

function lookupDriver(
  kind: "category" | "author" | "tag",
  lookup: CategoryLookup | NameLookup,
  table: Parameters<typeof filing>[0],
  column: PgColumn,
): Driver {
  return {
    ...filing(table),
    conditions: [sql`${column} = ${idOf(kind, lookup, "driver")}`],
    parameters: { driver: lookupValue(lookup) },
    shape: `${kind}.${lookupShape(lookup)}`,
  };
}

function scopeDriver(scope: ArticleScope): DriverTable & Pick<Driver, "conditions"> {
  if (scope.of === "category") {
    const conditions = [sql`${articleCategories.categoryId} = ${parentKey}`, ...direct(scope.includeDescendants)];
    return { ...filing(articleCategories), conditions };
  }
  if (scope.of === "author") {
    return { ...filing(articleAuthors), conditions: [sql`${articleAuthors.authorId} = ${parentKey}`] };
  }
  if (scope.of === "tag") return { ...filing(articleTags), conditions: [sql`${articleTags.tagId} = ${parentKey}`] };
  const uses = sql`(select ${articleImages.articleId} from ${articleImages} where ${articleImages.imageId} = ${parentKey})`;
  return { ...own, conditions: [sql`${articles.id} in ${uses}`] };
}

const direct = (includeDescendants: boolean): SQL[] => (includeDescendants ? [] : [sql`${articleCategories.direct}`]);
