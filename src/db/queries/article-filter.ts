import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { articleAuthors, articleCategories, articles, articleTags, sources } from "../tables.ts";
import {
  type CategoryLookup,
  idOf,
  idsOfTags,
  lookupShape,
  lookupValue,
  type NameLookup,
  tagValues,
} from "./lookup.ts";

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
  /** Whether the conditions look at the article's own row. */
  needsArticle: boolean;
}

type Part = Omit<FilterSql, "conditions"> & { condition: SQL };

/** The row that a filter is applied to. */
export interface FilteredRow {
  /** The article's id. */
  id: SQLWrapper;
  /** Of the table that drives the list: a range of dates is then a range of its index. */
  publishedSort: SQLWrapper;
  /** Parts of the filter that hold already, by the list's own index. */
  held: readonly (keyof ArticleFilter)[];
}

const ARTICLE: FilteredRow = { id: articles.id, publishedSort: articles.publishedSort, held: [] };

/** How many of the rows that pass a filter are wanted: a page of those that an index has in order, or all. */
export type Reading = "page" | "all";

/** The conditions of a filter on a row of `articles`, or on one that stands for an article. */
export function filterSql(
  filter: ArticleFilter,
  { id, publishedSort, held }: FilteredRow = ARTICLE,
  reading: Reading = "page",
): FilterSql {
  const filed = FILED[reading];
  const open = Object.fromEntries(
    Object.entries(filter).filter(([name]) => !held.includes(name as keyof ArticleFilter)),
  );
  const { category, author, sources: names, tags: wanted, languages, hasImages, ...rest } = open as ArticleFilter;
  const parts = [
    ...(category ? [categoryPart(category, id, filed)] : []),
    ...(author ? [authorPart(author, id, filed)] : []),
    ...(names ? [sourcesPart(names)] : []),
    ...(wanted?.length ? [tagsPart(wanted, id, filed)] : []),
    ...(languages ? [oneOf("languages", sql`${articles.primaryLanguage}`, languages)] : []),
    ...(hasImages === undefined ? [] : [hasImagesPart(hasImages)]),
    ...dateParts("published", sql`${publishedSort}`, rest.publishedAt),
    ...dateParts("changed", sql`${articles.changedAt}`, rest.changedAt),
    ...wordParts(rest.wordCount),
  ];
  return {
    conditions: parts.map((part) => part.condition),
    parameters: Object.assign({}, ...parts.map((part) => part.parameters)),
    shape: parts.map((part) => part.shape).join(),
    needsArticle: parts.some((part) => part.needsArticle),
  };
}

const part = (name: string, condition: SQL, value: unknown, shape = name): Part => ({
  condition,
  parameters: { [name]: value },
  shape,
  needsArticle: true,
});

type Filed = (from: SQL) => SQL;

// The list may be read from the same table (hence `other`).
//
// For a page a filing is looked up for each article at hand (`offset 0`): PostgreSQL would rather join it, and so read and
// sort all of it. Where all are wanted, that is just what is best.
const FILED: Record<Reading, Filed> = {
  page: (from) => sql`exists (select ${from} offset 0)`,
  all: (from) => sql`exists (select ${from})`,
};

function categoryPart(
  { lookup, includeDescendants }: NonNullable<ArticleFilter["category"]>,
  id: SQLWrapper,
  filed: Filed,
): Part {
  const direct = includeDescendants ? sql`` : sql` and other.direct`;
  const condition = filed(sql`from ${articleCategories} other where other.article_id = ${id}
    and other.category_id = ${idOf("category", lookup, "category")}${direct}`);
  const shape = `category.${lookupShape(lookup)}${includeDescendants ? "" : ".direct"}`;
  return { ...part("category", condition, lookupValue(lookup), shape), needsArticle: false };
}

function authorPart(lookup: NameLookup, id: SQLWrapper, filed: Filed): Part {
  const condition = filed(sql`from ${articleAuthors} other where other.article_id = ${id}
    and other.author_id = ${idOf("author", lookup, "author")}`);
  return { ...part("author", condition, lookupValue(lookup), `author.${lookupShape(lookup)}`), needsArticle: false };
}

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

function tagsPart(wanted: readonly NameLookup[], id: SQLWrapper, filed: Filed): Part {
  const [only] = wanted.length === 1 ? wanted : [];
  const needsArticle = false;
  if (only) {
    const condition = filed(sql`from ${articleTags} other where other.article_id = ${id}
      and other.tag_id = ${idOf("tag", only, "tag")}`);
    return { ...part("tag", condition, lookupValue(only), `tag.${lookupShape(only)}`), needsArticle };
  }
  const ids = idsOfTags(wanted);
  const condition = sql`(select count(*) from ${articleTags} other where other.article_id = ${id}
    and other.tag_id = any(${ids}::bigint[])) = cardinality(${ids})`;
  const parameters = tagValues(wanted);
  return { condition, parameters, shape: Object.keys(parameters).join(), needsArticle };
}

const hasImagesPart = (value: boolean): Part =>
  part("hasImages", sql`${articles.hasImages} = ${sql.placeholder("hasImages")}::boolean`, value);

function dateParts(name: "published" | "changed", column: SQL, range: DateRange | undefined): Part[] {
  const bound = (side: "from" | "to", operator: SQL, value: Date | undefined): Part[] => {
    const placeholder = `${name}.${side}`;
    const condition = sql`${column} ${operator} ${sql.placeholder(placeholder)}::timestamptz`;
    return value === undefined ? [] : [part(placeholder, condition, value.toISOString())];
  };
  const parts = [
    ...bound("from", sql`>=`, range?.from),
    ...bound("to", sql`<`, range?.to),
    ...dated(name, column, range),
  ];
  // The date of publication is repeated wherever articles are filed.
  return parts.map((part) => ({ ...part, needsArticle: name === "changed" }));
}

// An article without a date sorts as the oldest, at -infinity, but lies in no range of dates.
const dated = (name: "published" | "changed", column: SQL, range: DateRange | undefined): Part[] =>
  name === "published" && range?.to !== undefined && range.from === undefined
    ? [{ condition: sql`${column} > '-infinity'`, parameters: {}, shape: "dated", needsArticle: false }]
    : [];

function wordParts(range: ArticleFilter["wordCount"]): Part[] {
  const { min, max } = range ?? {};
  const column = articles.wordCount;
  return [
    ...(min === undefined ? [] : [part("words.min", sql`${column} >= ${sql.placeholder("words.min")}::integer`, min)]),
    ...(max === undefined ? [] : [part("words.max", sql`${column} <= ${sql.placeholder("words.max")}::integer`, max)]),
  ];
}
