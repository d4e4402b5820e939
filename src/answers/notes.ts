import type { ArticleScope } from "../db/queries/article-driver.ts";
import type { ArticleFilter } from "../db/queries/article-filter.ts";
import type { ArticleLookup, ArticleRow } from "../db/queries/articles.ts";
import type { FacetOf } from "../db/queries/facet-sets.ts";
import type { ImageLookup } from "../db/queries/images.ts";
import type { CategoryLookup, NameLookup } from "../db/queries/lookup.ts";
import type { NamedQueries } from "../db/queries/named.ts";
import type { Queries } from "../db/queries/queries.ts";
import type { CountScope } from "../db/queries/visibility.ts";
import type { Made } from "./made.ts";
import { categoryPathTag, type Listing, PATHS } from "./tags.ts";

// biome-ignore lint/suspicious/noExplicitAny: any function, whatever it takes.
type AnyQuery = (...args: any[]) => Promise<unknown>;

/** Says what an answer depends on that one query was asked for. */
type Note<Query extends AnyQuery> = (made: Made, args: Parameters<Query>, result: Awaited<ReturnType<Query>>) => void;

/** One for each query, so that a new one without it does not compile. */
type Notes<Group> = {
  [Name in keyof Group]: Group[Name] extends AnyQuery ? Note<Group[Name]> : Notes<Group[Name]>;
};

const KIND_OF = {
  category: "Category",
  author: "Author",
  tag: "Tag",
  source: "Source",
  image: "Image",
} as const satisfies Record<CountScope | ArticleScope["of"], Listing>;

/** An article, and the rows that were joined to it. */
function article(made: Made, row: ArticleRow): void {
  made.row("Article", row);
  made.row("Author", row.author);
  made.row("Source", row.source);
  made.row("Image", row.headImage);
  made.row("Image", row.thumbnail);
}

/**
 * The articles that pass a filter. All parts of it must hold, so that whatever joins or leaves the list is in the list of
 * any one of them: the one that is likely to be the smallest is noted.
 */
function filtered(made: Made, { tags, author, category, sources }: ArticleFilter): void {
  const [tag] = tags ?? [];
  if (tag) made.articlesBy("Tag", tag);
  else if (author) made.articlesBy("Author", author);
  else if (category) made.articlesBy("Category", category.lookup);
  else if (sources && sources.length > 0) for (const name of sources) made.articlesBy("Source", { name });
  else made.articles();
}

/** The lists of articles of some parents; of a list without a parent, what the filter says. */
function listed(made: Made, scope: ArticleScope | null, keys: readonly number[], filter: ArticleFilter): void {
  if (scope === null) filtered(made, filter);
  else for (const id of keys) made.articlesOf(KIND_OF[scope.of], id);
}

function counted(made: Made, of: FacetOf, keys: readonly number[]): void {
  if ("search" in of) made.articles();
  else listed(made, of.scope, keys, of.listing.filter);
}

function articleBy(made: Made, lookup: ArticleLookup): void {
  if ("id" in lookup) made.rows("Article", [lookup.id]);
  else if ("slug" in lookup) made.name("article.slug", lookup.slug);
  else if ("url" in lookup) made.name("article.url", lookup.url);
  else if (lookup.source === null) made.tags.add(PATHS);
  else made.name("article.path", `${lookup.source}/${lookup.path}`);
}

function categoryBy(made: Made, lookup: CategoryLookup): void {
  if ("id" in lookup) made.rows("Category", [lookup.id]);
  else if ("slug" in lookup) made.name("category.slug", lookup.slug);
  else made.tags.add(categoryPathTag(lookup.path));
}

function imageBy(made: Made, lookup: ImageLookup): void {
  if ("id" in lookup) made.rows("Image", [lookup.id]);
  else if ("url" in lookup) made.name("image.url", lookup.url);
  // Files come into being without a name.
  else made.every("Image");
}

const named = <Row extends { id: number }>(
  kind: "Author" | "Source" | "Tag",
  nameOf: (lookup: Exclude<NameLookup, { id: number }>) => Parameters<Made["name"]>,
): Notes<NamedQueries<Row>> => ({
  byIds: (made, [ids]) => made.rows(kind, ids),
  by: (made, [lookup], row) => {
    if ("id" in lookup) made.rows(kind, [lookup.id]);
    else made.name(...nameOf(lookup));
    made.row(kind, row);
  },
  page: (made, _, { rows }) => {
    made.every(kind);
    for (const { row } of rows) made.row(kind, row);
  },
  total: (made) => made.every(kind),
  all: (made) => made.every(kind),
});

/** Of an answer that holds it, changes say nothing. */
const notKept = (made: Made): void => {
  made.keepable = false;
};

/**
 * What each query's answer stands for: the rows that it shows, the rows and names that it was asked for, be they there
 * or not, and the lists that it reads or counts. It may name more than that, never less.
 */
export const NOTES: Notes<Queries> = {
  apiKeyByHash: notKept,

  articlesBy: (made, [lookup], rows) => {
    articleBy(made, lookup);
    for (const row of rows) article(made, row);
  },
  articlesByIds: (made, [ids], rows) => {
    made.rows("Article", ids);
    for (const row of rows) article(made, row);
  },
  articlePage: (made, [{ filter }], { rows }) => {
    filtered(made, filter);
    for (const { row } of rows) article(made, row);
  },
  articlesByParents: (made, [scope, parents, { filter }], rows) => {
    listed(made, scope, parents, filter);
    for (const { row } of rows) article(made, row);
  },
  articleTotal: (made, [{ filter }]) => filtered(made, filter),
  articleTotalsByParents: (made, [scope, parents, { filter }]) => listed(made, scope, parents, filter),

  // An article is written together with its uses of images, its body and its filings.
  usesByArticleIds: (made, [ids], found) => {
    made.rows("Article", ids);
    for (const { uses } of found) for (const { image } of uses) made.row("Image", image);
  },
  useTotalsByArticleIds: (made, [ids]) => made.rows("Article", ids),
  bodiesByArticleIds: (made, [ids]) => made.rows("Article", ids),
  authorsByArticleIds: (made, [ids], filed) => {
    made.rows("Article", ids);
    for (const { row } of filed) made.row("Author", row);
  },
  tagsByArticleIds: (made, [ids], filed) => {
    made.rows("Article", ids);
    for (const { row } of filed) made.row("Tag", row);
  },

  categoryBy: (made, [lookup], row) => {
    categoryBy(made, lookup);
    made.row("Category", row);
  },
  allCategories: (made) => made.every("Category"),
  categoriesByIds: (made, [ids]) => made.rows("Category", ids),
  categoriesByPaths: (made, [paths], rows) => {
    for (const path of paths) categoryBy(made, { path });
    for (const row of rows) made.row("Category", row);
  },
  categoryPage: (made, [{ hasArticles }, { field }], { rows }) => {
    made.every("Category");
    if (hasArticles !== undefined || field === "ARTICLE_COUNT") made.articles();
    for (const { row } of rows) made.row("Category", row);
  },
  categoryTotal: (made, [{ hasArticles }]) => {
    made.every("Category");
    if (hasArticles !== undefined) made.articles();
  },
  childrenByCategoryIds: (made, _, rows) => {
    made.every("Category");
    for (const row of rows) made.row("Category", row);
  },

  countsByIds: (made, [scope, ids]) => {
    for (const id of ids) made.articlesOf(KIND_OF[scope], id);
  },
  countBy: (made, [scope, lookup]) => made.articlesBy(KIND_OF[scope], lookup),
  countOfAll: (made) => made.articles(),

  categoryFacet: (made, [{ of }, keys], rows) => {
    counted(made, of, keys);
    for (const { row } of rows) made.row("Category", row);
  },
  authorFacet: (made, [{ of }, keys], rows) => {
    counted(made, of, keys);
    for (const { row } of rows) made.row("Author", row);
  },
  tagFacet: (made, [{ of }, keys], rows) => {
    counted(made, of, keys);
    for (const { row } of rows) made.row("Tag", row);
  },
  sourceFacet: (made, [{ of }, keys], rows) => {
    counted(made, of, keys);
    for (const { row } of rows) made.row("Source", row);
  },
  languageFacet: (made, [{ of }, keys]) => counted(made, of, keys),
  dateFacet: (made, [{ of }, keys]) => counted(made, of, keys),

  imagesByIds: (made, [ids]) => made.rows("Image", ids),
  imageBy: (made, [lookup], row) => {
    imageBy(made, lookup);
    made.row("Image", row);
  },
  imagePage: (made, _, { rows }) => {
    made.every("Image");
    for (const { row } of rows) made.row("Image", row);
  },
  imageTotal: (made) => made.every("Image"),
  // For images themselves, which are kept elsewhere.
  localImage: notKept,
  imageOrigin: notKept,

  // For importers, and altered without a word.
  importRunsByIds: notKept,
  importRunPage: notKept,
  importRunTotal: notKept,
  issuesByRunIds: notKept,
  issueTotalsByRunIds: notKept,

  neighboursByArticleIds: (made, [ids, { within }], found) => {
    made.rows("Article", ids);
    if (within === null) made.articles();
    else made.articlesBy("Category", within);
    for (const { row } of found) article(made, row);
  },
  relatedByArticleIds: (made, [ids], found) => {
    made.rows("Article", ids);
    // How rare a word, a tag or a category is depends on all articles.
    made.articles();
    for (const { row } of found) article(made, row);
  },
  searchPage: (made, _, { rows }) => {
    made.articles();
    for (const { row } of rows) article(made, row);
  },
  searchTotal: (made) => made.articles(),
  namesBeginning: (made) => made.articles(),
  titlesBeginning: (made, _, rows) => {
    made.articles();
    for (const { row } of rows) article(made, row);
  },

  sources: named("Source", (lookup) => ["source.name", "name" in lookup ? lookup.name : lookup.slug]),
  authors: named("Author", (lookup) =>
    "name" in lookup ? ["author.name", lookup.name] : ["author.slug", lookup.slug],
  ),
  tags: named("Tag", (lookup) => ("name" in lookup ? ["tag.name", lookup.name] : ["tag.slug", lookup.slug])),
};
