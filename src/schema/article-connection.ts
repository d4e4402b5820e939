import type { GraphQLResolveInfo } from "graphql";
import type { Context } from "../context.ts";
import type { ArticleListing, ArticleScope, ListedArticle } from "../db/queries/article-lists.ts";
import type { ArticleJoins } from "../db/queries/articles.ts";
import {
  ArticleFilter,
  type ArticleListArguments,
  ArticleOrder,
  articleListing,
  articleListOrder,
} from "./article-input.ts";
import { builder } from "./builder.ts";
import { type Connection, type ConnectionArguments, toConnection, windowOf } from "./connection.ts";
import { Article } from "./refs.ts";
import { NODES, selectedFields } from "./selection.ts";

export const ArticleConnection = builder.connectionObject({
  type: Article,
  name: "ArticleConnection",
  description: "A page of articles.",
});

/** The arguments of every list of articles. */
export const articleArguments = builder.args((t) => ({
  filter: t.field({ type: ArticleFilter, description: "What must hold of the articles." }),
  orderBy: t.field({ type: ArticleOrder, description: "Newest first where left out." }),
  ...t.connectionArgs(),
}));

type Arguments = ArticleListArguments & ConnectionArguments;

const listed = ({ row, sort }: ListedArticle) => ({ node: row, sort });

/** What the fields selected of an article need to have joined. */
export function joinsOf(fields: Set<string>): ArticleJoins {
  return {
    author: fields.has("author"),
    source: fields.has("source"),
    headImage: fields.has("headImage"),
    thumbnail: fields.has("thumbnail"),
  };
}

/** A page of all articles that pass the filter. */
export async function articlePage(args: Arguments, context: Context, info: GraphQLResolveInfo) {
  const listing = await articleListing(args, context);
  const order = articleListOrder(listing);
  const page = await context.db.articlePage(listing, windowOf(args, order), joinsOf(selectedFields(info, NODES)));
  return toConnection(page, order, listed, () => total(listing, context));
}

/** A page of a parent's articles; the same page of other parents in the list comes with the same statement. */
export async function articlePageOf(
  scope: ArticleScope,
  parentId: number,
  args: Arguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection<ListedArticle["row"]>> {
  const listing = await articleListing(args, context);
  const order = articleListOrder(listing);
  const joins = joinsOf(selectedFields(info, NODES));
  const page = context.loaders.articlesByParentId({ scope, listing, window: windowOf(args, order), joins });
  return toConnection(await page.load(parentId), order, listed, () => totalOf(scope, parentId, listing, context));
}

// What narrows by nothing, or by what counts are kept of, costs the same however many articles there are.
async function total(listing: ArticleListing, { db }: Context): Promise<number> {
  const { category, author, ...rest } = listing.filter;
  if (Object.keys(rest).length > 0 || (category && author)) return db.articleTotal(listing);
  if (author) return (await db.countBy("author", author, listing.visible)).total;
  if (!category) return db.countOfAll(listing.visible);
  const count = await db.countBy("category", category.lookup, listing.visible);
  return category.includeDescendants ? count.total : count.direct;
}

async function totalOf(scope: ArticleScope, parentId: number, listing: ArticleListing, context: Context) {
  const { loaders, visible } = context;
  const counted = scope.of !== "image" && Object.keys(listing.filter).length === 0 && listing.visible === visible;
  if (!counted) return (await loaders.articleTotalByParentId({ scope, listing }).load(parentId))?.total ?? 0;
  const count = await loaders.countById(scope.of).load(parentId);
  const direct = scope.of === "category" && !scope.includeDescendants;
  return (direct ? count?.direct : count?.total) ?? 0;
}
