import type { Context } from "../context.ts";
import type { ArticleFilter as Filter } from "../db/queries/article-filter.ts";
import type { ArticleListing } from "../db/queries/article-lists.ts";
import type { articleStatus } from "../db/tables.ts";
import { builder } from "./builder.ts";
import { AuthorBy, CategoryBy, categoryLookup, nameLookup, TagBy } from "./by.ts";
import { inputList, type ListOrder } from "./connection.ts";
import { OrderDirection } from "./order.ts";

export const ArticleStatus = builder.enumType("ArticleStatus", {
  description: "How far an article has come.",
  values: {
    DRAFT: { description: "Not meant for readers yet." },
    SCHEDULED: { description: "To come out by itself on its date." },
    PUBLISHED: { description: "For everybody." },
    ARCHIVED: { description: "Withdrawn, and kept." },
  } satisfies Record<(typeof articleStatus.enumValues)[number], object>,
});

const ArticleOrderField = builder.enumType("ArticleOrderField", {
  description: "What articles are sorted by.",
  values: {
    PUBLISHED_AT: { description: "By date of publication. Articles without a date count as the oldest." },
    CHANGED_AT: { description: "By the last import that altered them." },
    TITLE: { description: "By title, in the order of the Unicode collation; by its first 200 characters." },
    WORD_COUNT: { description: "By the length of the body." },
  },
});

export const ArticleOrder = builder.inputType("ArticleOrder", {
  description: "The order of a list of articles. Equal ones come in a fixed order.",
  fields: (t) => ({
    field: t.field({
      type: ArticleOrderField,
      required: true,
      defaultValue: "PUBLISHED_AT",
      description: "What to sort by.",
    }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: "DESC",
      description: "From which end.",
    }),
  }),
});

const ArticleCategory = builder.inputType("ArticleCategory", {
  description: "A category that articles are filed under.",
  fields: (t) => ({
    by: t.field({ type: CategoryBy, required: true, description: "Which one." }),
    includeDescendants: t.boolean({
      required: true,
      defaultValue: true,
      description: "Also articles of the categories below it.",
    }),
  }),
});

const DateTimeRange = builder.inputType("DateTimeRange", {
  description: "from <= x < to",
  fields: (t) => ({
    from: t.field({ type: "DateTime", description: "Not before." }),
    to: t.field({ type: "DateTime", description: "Before." }),
  }),
});

const IntRange = builder.inputType("IntRange", {
  description: "min <= x <= max",
  fields: (t) => ({
    min: t.int({ description: "Not less." }),
    max: t.int({ description: "Not more." }),
  }),
});

export const ArticleFilter = builder.inputType("ArticleFilter", {
  description: "Every field given must hold. All of them are indexed.",
  fields: (t) => ({
    category: t.field({ type: ArticleCategory, description: "Filed under this category." }),
    author: t.field({ type: AuthorBy, description: "Written by this author, be it as the first or not." }),
    sources: t.stringList({ description: "From one of the sources of these names." }),
    tags: t.field({ type: [TagBy], description: "All of these tags." }),
    publishedAt: t.field({
      type: DateTimeRange,
      description: "Published in this range; an article without a date is in none.",
    }),
    changedAt: t.field({
      type: DateTimeRange,
      description: "Altered by an import in this range: for incremental builds.",
    }),
    languages: t.stringList({ description: "BCP 47 primary tags: zh, en, ja." }),
    hasImages: t.boolean({ description: "Whether it shows an image." }),
    wordCount: t.field({ type: IntRange, description: "Words of the body, see `ArticleBody.wordCount`." }),
    status: t.field({ type: [ArticleStatus], description: "Intersected with what the caller may see; no error." }),
  }),
});

/** The arguments that decide a list of articles. */
export interface ArticleListArguments {
  filter?: typeof ArticleFilter.$inferInput | null | undefined;
  orderBy?: typeof ArticleOrder.$inferInput | null | undefined;
}

/** How cursors of that order of articles name it. */
export function articleListOrder({ order }: ArticleListing): ListOrder {
  const types = {
    PUBLISHED_AT: "timestamptz",
    CHANGED_AT: "timestamptz",
    TITLE: "text",
    WORD_COUNT: "integer",
  } as const;
  return { name: `${order.field} ${order.descending ? "DESC" : "ASC"}`, type: types[order.field] };
}

/** What the database needs to know of a list of articles. */
export async function articleListing(args: ArticleListArguments, { db, visible }: Context): Promise<ArticleListing> {
  const { status, ...filter } = args.filter ?? {};
  const wanted = status == null ? visible : inputList("status", status).filter((one) => visible.includes(one));
  const { field, direction } = args.orderBy ?? { field: "PUBLISHED_AT" as const, direction: "DESC" as const };
  return {
    visible: status == null ? visible : [...new Set(wanted)],
    order: { field, descending: direction === "DESC" },
    filter: await articleFilter(filter, db),
  };
}

async function articleFilter(
  filter: Omit<typeof ArticleFilter.$inferInput, "status">,
  db: Context["db"],
): Promise<Filter> {
  const { category, author, sources, tags, publishedAt, changedAt, languages, hasImages, wordCount } = filter;
  return {
    ...(category && {
      category: { lookup: categoryLookup(category.by), includeDescendants: category.includeDescendants },
    }),
    ...(author && { author: nameLookup("Author", author) }),
    ...(sources && { sources: inputList("sources", sources).map((name) => name.normalize()) }),
    ...(tags && tags.length > 0 && { tags: await tagIds(inputList("tags", tags), db) }),
    ...(publishedAt && { publishedAt: given(publishedAt) }),
    ...(changedAt && { changedAt: given(changedAt) }),
    ...(languages && { languages: inputList("languages", languages) }),
    ...(hasImages != null && { hasImages }),
    ...(wordCount && { wordCount: given(wordCount) }),
  };
}

// An explicit null means the same as leaving the field out.
const given = <Value>(range: { [name: string]: Value | null | undefined }) =>
  Object.fromEntries(Object.entries(range).filter(([, value]) => value != null)) as { [name: string]: Value };

// A tag that does not exist is on no article: 0 is no row's id.
async function tagIds(tags: readonly (typeof TagBy.$inferInput)[], db: Context["db"]): Promise<number[]> {
  const lookups = tags.map((tag) => nameLookup("Tag", tag));
  const found = await db.tagsBy({
    ids: lookups.flatMap((lookup) => ("id" in lookup ? [lookup.id] : [])),
    slugs: lookups.flatMap((lookup) => ("slug" in lookup ? [lookup.slug] : [])),
    names: lookups.flatMap((lookup) => ("name" in lookup ? [lookup.name] : [])),
  });
  const idOf = (lookup: (typeof lookups)[number]) =>
    found.find((tag) => Object.entries(lookup).every(([column, value]) => tag[column as keyof typeof tag] === value))
      ?.id;
  return [...new Set(lookups.map((lookup) => idOf(lookup) ?? 0))];
}
