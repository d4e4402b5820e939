import type { GraphQLResolveInfo } from "graphql";
import type { Context } from "../context.ts";
import type { ArticleScope } from "../db/queries/article-driver.ts";
import type { ArticleListing } from "../db/queries/article-listing.ts";
import type { ListedArticle } from "../db/queries/article-lists.ts";
import type { ArticleJoins } from "../db/queries/articles.ts";
import type { Facets } from "../db/queries/facet-sets.ts";
import {
  ArticleFilter,
  type ArticleListArguments,
  ArticleOrder,
  articleListing,
  articleListOrder,
} from "./article-input.ts";
import { builder } from "./builder.ts";
import { type Connection, type ConnectionArguments, toConnection, windowOf } from "./connection.ts";
import { ArticleFacets, facetsOf } from "./facets.ts";
import { Article } from "./refs.ts";
import { isExact, NODES, type SelectedFields, selectedFields } from "./selection.ts";

/** A page of articles, wherever they are listed. */
export const ArticleConnection = builder.connectionObject({
  type: Article,
  name: "ArticleConnection",
  description: "A page of articles.",
  fields: (t) => ({
    facets: t.field({
      type: ArticleFacets,
      nullable: true,
      description: "What the articles of the whole list have in common.",
      resolve: facetsOf,
    }),
  }),
});

/** The arguments of every list of articles. */
export const articleArguments = builder.args((t) => ({
  filter: t.field({ type: ArticleFilter, description: "What must hold of the articles." }),
  orderBy: t.field({ type: ArticleOrder, description: "Newest first where left out." }),
  ...t.connectionArgs(),
}));

type Arguments = ArticleListArguments & ConnectionArguments;

const listed = ({ row, sort }: ListedArticle) => ({ node: row, sort });

// Whatever is not one of these is among the details, which are read together.
const NO_DETAILS: ReadonlySet<string> = new Set(
  `__typename id slug title publishedAt language excerpt source author authors categories tags headImage thumbnail images
  next previous related frontMatter`.split(/\s+/),
);

/** What the fields selected of an article need to have read. */
export function joinsOf(fields: SelectedFields, { directory }: Pick<Context, "directory">): ArticleJoins {
  const excerpts = fields.get("excerpt") ?? [];
  const areUsual = excerpts.every((node) => !node.arguments?.length);
  return {
    beginning: excerpts.length > 0 && areUsual,
    lead: !areUsual,
    details: [...fields.keys()].some((field) => !NO_DETAILS.has(field)),
    categories: fields.has("categories"),
    // Whom the directory does not know is asked for by itself.
    author: fields.has("author") && directory === null,
    source: fields.has("source"),
    headImage: fields.has("headImage"),
    thumbnail: fields.has("thumbnail"),
  };
}

/** A page of all articles that pass the filter. */
export async function articlePage(args: Arguments, context: Context, info: GraphQLResolveInfo) {
  const listing = articleListing(args, context);
  const order = articleListOrder(listing);
  const joins = joinsOf(selectedFields(info, NODES), context);
  // Asked beside the page rather than after it.
  const counted = selectedFields(info).has("totalCount") ? total(listing, context) : null;
  counted?.catch(() => {});
  const page = await context.db.articlePage(listing, { ...windowOf(args, order), exact: isExact(info) }, joins);
  const connection = toConnection(page, order, listed, () => counted ?? total(listing, context));
  return Object.assign(connection, { facets: { of: { scope: null, listing }, key: 0 } });
}

/** A page of a parent's articles; the same page of other parents in the list comes with the same statement. */
export async function articlePageOf(
  scope: ArticleScope,
  parentId: number,
  args: Arguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection<ListedArticle["row"]> & { facets: Facets }> {
  const listing = articleListing(args, context);
  const order = articleListOrder(listing);
  const joins = joinsOf(selectedFields(info, NODES), context);
  const window = { ...windowOf(args, order), exact: isExact(info) };
  const page = context.loaders.articlesByParentId({ scope, listing, window, joins });
  const count = () => totalOf(scope, parentId, listing, context);
  const connection = toConnection(await page.load(parentId), order, listed, count);
  return Object.assign(connection, { facets: { of: { scope, listing }, key: parentId } });
}

// What narrows by nothing, or by one thing that counts are kept of, costs the same however many articles there are.
async function total(listing: ArticleListing, { db }: Context): Promise<number> {
  const { filter, visible } = listing;
  const { category, author, tags, sources } = filter;
  const narrowing = Object.keys(filter).length;
  if (narrowing === 0) return db.countOfAll(visible);
  if (narrowing > 1) return db.articleTotal(listing);
  if (category) return countOf(await db.countBy("category", category.lookup, visible), category.includeDescendants);
  if (author) return countOf(await db.countBy("author", author, visible));
  const [tag, anotherTag] = tags ?? [];
  if (tag && !anotherTag) return countOf(await db.countBy("tag", tag, visible));
  const [name, anotherName] = sources ?? [];
  if (name !== undefined && anotherName === undefined) return countOf(await db.countBy("source", { name }, visible));
  return db.articleTotal(listing);
}

async function totalOf(scope: ArticleScope, parentId: number, listing: ArticleListing, { loaders }: Context) {
  const narrows = Object.keys(listing.filter).length > 0;
  if (narrows || scope.of === "image") {
    return (await loaders.articleTotalByParentId({ scope, listing }).load(parentId))?.total ?? 0;
  }
  const count = await loaders.countById({ scope: scope.of, visible: listing.visible }).load(parentId);
  return countOf(count, scope.of !== "category" || scope.includeDescendants);
}

const countOf = (count: { direct: number; total: number } | null, includeDescendants = true): number =>
  (includeDescendants ? count?.total : count?.direct) ?? 0;
