import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { articleAuthors, articleCategories, articles, articleTags, sources, tags } from "../tables.ts";
import { type CategoryLookup, idOf, lookupShape, lookupValue, type NameLookup } from "./lookup.ts";

/** What must hold of the articles of a list. Everything given must hold. */
export interface ArticleFilter {
  category?: { lookup: CategoryLookup; includeDescendants: boolean };
  author?: NameLookup;
  /** Names of sources: one of these. */
  sources?: readonly string[];
  /** All of these. */
  tags?: readonly NameLookup[];
  /** from <= x < to */
  publishedAt?: DateRange;
  changedAt?: DateRange;
  /** Primary tags of BCP 47, in lower case: one of these. */
  languages?: readonly string[];
  hasImages?: boolean;
  /** min <= x <= max */
  wordCount?: { min?: number; max?: number };
}

/** from <= x < to */
interface DateRange {
  from?: Date;
  to?: Date;
}

/** A filter in SQL: what must hold, its values, and its part of the statement's shape. */
export interface FilterSql {
  conditions: SQL[];
  parameters: Record<string, unknown>;
  shape: string;
}

type Part = { condition: SQL; parameters: Record<string, unknown>; shape: string };

/**
 * The conditions of a filter on a row of `articles`, except those that `driven` (the list's own index) already holds.
 * @param publishedSort - of the table that drives the list: a range of dates is then a range of its index.
 */
export function filterSql(
  filter: ArticleFilter,
  driven?: keyof ArticleFilter,
  publishedSort: PgColumn = articles.publishedSort,
): FilterSql {
  const { category, author, sources: names, tags: wanted, languages, hasImages } = filter;
  const parts = [
    ...(category && driven !== "category" ? [categoryPart(category)] : []),
    ...(author && driven !== "author" ? [authorPart(author)] : []),
    ...(names ? [sourcesPart(names)] : []),
    ...(wanted && driven !== "tags" ? tagParts(wanted) : []),
    ...(languages ? [oneOf("languages", sql`${articles.primaryLanguage}`, languages)] : []),
    ...(hasImages === undefined ? [] : [hasImagesPart(hasImages)]),
    ...dateParts("published", sql`${publishedSort}`, filter.publishedAt),
    ...dateParts("changed", sql`${articles.changedAt}`, filter.changedAt),
    ...wordParts(filter.wordCount),
  ];
  return {
    conditions: parts.map((part) => part.condition),
    parameters: Object.assign({}, ...parts.map((part) => part.parameters)),
    shape: parts.map((part) => part.shape).join(),
  };
}

const part = (name: string, condition: SQL, value: unknown, shape = name): Part => ({
  condition,
  parameters: { [name]: value },
  shape,
});

function categoryPart({ lookup, includeDescendants }: NonNullable<ArticleFilter["category"]>): Part {
  const direct = includeDescendants ? sql`` : sql` and ${articleCategories.direct}`;
  const condition = sql`exists (select from ${articleCategories} where ${articleCategories.articleId} = ${articles.id}
    and ${articleCategories.categoryId} = ${idOf("category", lookup, "category")}${direct})`;
  const shape = `category.${lookupShape(lookup)}${includeDescendants ? "" : ".direct"}`;
  return part("category", condition, lookupValue(lookup), shape);
}

const authorPart = (lookup: NameLookup): Part =>
  part(
    "author",
    sql`exists (select from ${articleAuthors} where ${articleAuthors.articleId} = ${articles.id}
      and ${articleAuthors.authorId} = ${idOf("author", lookup, "author")})`,
    lookupValue(lookup),
    `author.${lookupShape(lookup)}`,
  );

// Equality with one value lets an index that begins with the column give the order as well; `any` does not.
const oneOf = (name: string, column: SQL, values: readonly string[]): Part =>
  values.length === 1
    ? part(name, sql`${column} = ${sql.placeholder(name)}::text`, values[0], `${name}.one`)
    : part(name, sql`${column} = any(${sql.placeholder(name)}::text[])`, values);

const sourcesPart = (names: readonly string[]): Part => {
  const named = oneOf("sources", sql`${sources.name}`, names);
  const ids = sql`(select ${sources.id} from ${sources} where ${named.condition})`;
  const operator = names.length === 1 ? sql`=` : sql`in`;
  return { ...named, condition: sql`${articles.sourceId} ${operator} ${ids}` };
};

/** For each way to know a tag one condition, however many tags are known by it: no wanted tag is missing. */
function tagParts(wanted: readonly NameLookup[]): Part[] {
  return (["id", "slug", "name"] as const).flatMap((column) => {
    const values = wanted.filter((lookup) => column in lookup).map(lookupValue);
    if (values.length === 0) return [];
    const name = `tags.${column}`;
    const type = sql.raw(column === "id" ? "bigint[]" : "text[]");
    const filed = sql`select from ${articleTags} join ${tags} on ${tags.id} = ${articleTags.tagId}
      where ${articleTags.articleId} = ${articles.id} and ${tags[column]} = wanted.value`;
    const missing = sql`select from unnest(${sql.placeholder(name)}::${type}) as wanted(value) where not exists (${filed})`;
    return [part(name, sql`not exists (${missing})`, values)];
  });
}

const hasImagesPart = (value: boolean): Part =>
  part("hasImages", sql`${articles.hasImages} = ${sql.placeholder("hasImages")}::boolean`, value);

function dateParts(name: "published" | "changed", column: SQL, range: DateRange | undefined): Part[] {
  const bound = (side: "from" | "to", operator: SQL, value: Date | undefined): Part[] => {
    const placeholder = `${name}.${side}`;
    const condition = sql`${column} ${operator} ${sql.placeholder(placeholder)}::timestamptz`;
    return value === undefined ? [] : [part(placeholder, condition, value.toISOString())];
  };
  return [...bound("from", sql`>=`, range?.from), ...bound("to", sql`<`, range?.to), ...dated(name, column, range)];
}

// An article without a date sorts as the oldest, at -infinity, but lies in no range of dates.
const dated = (name: "published" | "changed", column: SQL, range: DateRange | undefined): Part[] =>
  name === "published" && range?.to !== undefined && range.from === undefined
    ? [{ condition: sql`${column} > '-infinity'`, parameters: {}, shape: "dated" }]
    : [];

function wordParts(range: ArticleFilter["wordCount"]): Part[] {
  const { min, max } = range ?? {};
  const column = articles.wordCount;
  return [
    ...(min === undefined ? [] : [part("words.min", sql`${column} >= ${sql.placeholder("words.min")}::integer`, min)]),
    ...(max === undefined ? [] : [part("words.max", sql`${column} <= ${sql.placeholder("words.max")}::integer`, max)]),
  ];
}
