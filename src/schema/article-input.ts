import type { Context } from "../context.ts";
import type { ArticleFilter as Filter } from "../db/queries/article-filter.ts";
import type { ArticleListing } from "../db/queries/article-listing.ts";
import type { ArticleStatus as Status } from "../db/queries/visibility.ts";
import { builder } from "./builder.ts";
import { AuthorBy, CategoryBy, categoryLookup, nameLookup, TagBy } from "./by.ts";
import { inputList, type ListOrder } from "./connection.ts";
import { OrderDirection } from "./order.ts";

/** How far an article has come. */
export const ArticleStatus = builder.enumType("ArticleStatus", {
  description: "How far an article has come.",
  values: {
    DRAFT: { description: "Not meant for readers yet." },
    SCHEDULED: { description: "To come out by itself on its date." },
    PUBLISHED: { description: "For everybody." },
    ARCHIVED: { description: "Withdrawn, and kept." },
  } satisfies Record<Status, object>,
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

/** What lists of articles take as `orderBy`. */
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

/** What lists of articles take as `filter`. */
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
    languages: t.stringList({
      description: "BCP 47 primary tags: zh, en, ja. What follows a primary tag is not compared.",
    }),
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
export function articleListing(args: ArticleListArguments, { visible }: Context): ArticleListing {
  const { status, ...filter } = args.filter ?? {};
  const { field, direction } = args.orderBy ?? { field: "PUBLISHED_AT" as const, direction: "DESC" as const };
  return {
    visible: status == null ? visible : visible.filter((one) => inputList("status", status).includes(one)),
    order: { field, descending: direction === "DESC" },
    filter: articleFilter(filter),
  };
}

function articleFilter(filter: Omit<typeof ArticleFilter.$inferInput, "status">): Filter {
  const { category, author, sources, tags, publishedAt, changedAt, languages, hasImages, wordCount } = filter;
  return {
    ...(category && {
      category: { lookup: categoryLookup(category.by), includeDescendants: category.includeDescendants },
    }),
    ...(author && { author: nameLookup("Author", author) }),
    ...(sources && { sources: inputList("sources", sources).map((name) => name.normalize()) }),
    ...(tags && tags.length > 0 && { tags: inputList("tags", tags).map((tag) => nameLookup("Tag", tag)) }),
    ...(publishedAt && { publishedAt: given(publishedAt) }),
    ...(changedAt && { changedAt: given(changedAt) }),
    ...(languages && { languages: inputList("languages", languages).map(primaryTag) }),
    ...(hasImages != null && { hasImages }),
    ...(wordCount && { wordCount: given(wordCount) }),
  };
}

// An explicit null means the same as leaving the field out.
const given = <Value>(range: { [name: string]: Value | null | undefined }) =>
  Object.fromEntries(Object.entries(range).filter(([, value]) => value != null)) as { [name: string]: Value };

const primaryTag = (language: string): string => language.toLowerCase().split(/[-_]/, 1)[0] ?? "";
