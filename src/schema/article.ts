import type { GraphQLResolveInfo } from "graphql";
import type { Context } from "../context.ts";
import { BEGINNING } from "../db/queries/articles.ts";
import { badUserInput, withdrawn } from "../errors.ts";
import { loadAll } from "../loaders/known-first.ts";
import type { Loaders } from "../loaders/loaders.ts";
import { ArticleBody, loadBody } from "./article-body.ts";
import { ArticleConnection, articleArguments, articlePage, joinsOf } from "./article-connection.ts";
import { ArticleImageConnection, ImageRole, imageUsePage } from "./article-images.ts";
import { ArticleStatus } from "./article-input.ts";
import { builder } from "./builder.ts";
import { ArticleBy, articleLookup, CategoryBy, categoryLookup } from "./by.ts";
import { checkRange } from "./connection.ts";
import { excerpt, excerptOfBeginning } from "./excerpt.ts";
import { encodeId } from "./ids.ts";
import { Article, Author, Category, Image, Source, Tag } from "./refs.ts";
import { selected, selectedFields } from "./selection.ts";

const DatePrecision = builder.enumType("DatePrecision", {
  description: "How much of a date the source gave.",
  values: {
    DAY: { description: "A day; the time is its beginning in the source's time zone." },
    INSTANT: { description: "Day and time." },
  },
});

const withinCategory =
  "Only articles of this category and of those below it. The article itself need not be one; where there is no such category, there is no neighbour.";

const USUAL_EXCERPT = 140;

/** Of an article whose beginning does not tell: one of letters with marks, or of emoji made of several. */
async function loadExcerpt(id: number, length: number, loaders: Loaders): Promise<string> {
  const article = await loaders.articleById.load(id);
  if (!article) throw withdrawn();
  return excerpt(selected(article.lead), length);
}

function neighbour(
  side: "next" | "previous",
  id: number,
  { within }: { within?: typeof CategoryBy.$inferInput | null | undefined },
  context: Context,
  info: GraphQLResolveInfo,
) {
  const joins = joinsOf(selectedFields(info), context);
  return context.loaders.neighbourByArticleId({ side, within: within ? categoryLookup(within) : null, joins }).load(id);
}

Article.implement({
  description: "An article as its file gives it.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({ description: "Global id.", resolve: (article) => encodeId("Article", article.id) }),
    slug: t.exposeString("slug", {
      description: "Unique, stable across re-imports, readable for CJK titles too.",
    }),
    source: t.field({
      type: Source,
      description: "Where it comes from.",
      // The source of a row is never null, though a left join could make it so.
      resolve: ({ source }) => selected(source ?? undefined),
    }),
    path: t.string({ description: "Path in its source.", resolve: ({ details }) => selected(details).path }),
    url: t.field({
      type: "URL",
      nullable: true,
      description: "Canonical page of the article, where the source names one.",
      resolve: ({ details }) => selected(details).url,
    }),
    title: t.exposeString("title", { description: "Plain text." }),
    summary: t.string({
      nullable: true,
      description: "Written summary: front matter, else the text above `<!-- more -->`.",
      resolve: ({ details }) => selected(details).summary,
    }),
    excerpt: t.string({
      extensions: { cost: 1 },
      description: "Plain text of the beginning, cut at a grapheme (CJK) or word boundary, with … where cut.",
      args: {
        length: t.arg.int({
          required: true,
          defaultValue: USUAL_EXCERPT,
          description: "Characters at the most, 1 to 500.",
        }),
      },
      resolve: ({ id, beginning, lead }, { length }, { loaders }) => {
        checkRange("length", length, 500);
        if (beginning === undefined) return excerpt(selected(lead), length);
        return excerptOfBeginning(beginning, BEGINNING, length) ?? loadExcerpt(id, length, loaders);
      },
    }),
    language: t.exposeString("language", {
      nullable: true,
      description: "BCP 47, as given; detected where not given, null where that is not certain.",
    }),
    status: t.field({
      type: ArticleStatus,
      description: "How far it has come.",
      resolve: ({ details }) => selected(details).status,
    }),
    publishedAt: t.expose("publishedAt", {
      type: "DateTime",
      nullable: true,
      description: "Null where the source has no readable date.",
    }),
    publishedAtPrecision: t.field({
      type: DatePrecision,
      nullable: true,
      description: "How much of `publishedAt` the source gave; null where there is no date.",
      resolve: ({ details }) => selected(details).publishedPrecision,
    }),
    updatedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "The source's own `updated` or `lastmod`.",
      resolve: ({ details }) => selected(details).updatedAt,
    }),
    changedAt: t.field({
      type: "DateTime",
      description: "Last import that altered it, or the moment at which it came out on its date.",
      resolve: ({ details }) => selected(details).changedAt,
    }),
    commentsEnabled: t.boolean({
      description: "Whether readers may comment.",
      resolve: ({ details }) => selected(details).commentsEnabled,
    }),
    author: t.field({
      type: Author,
      nullable: true,
      description: "The first author.",
      resolve: ({ author, authorId }, _args, { loaders }) => {
        if (author !== undefined || authorId === null) return author ?? null;
        return loaders.authorById.load(authorId);
      },
    }),
    authors: t.field({
      type: [Author],
      description: "In the order of the front matter.",
      resolve: (article, _args, { loaders }) => loaders.authorsByArticleId.load(article.id),
    }),
    categories: t.field({
      type: [Category],
      description: "The categories it was filed under (not their ancestors).",
      resolve: ({ categoryIds }, _args, { loaders }) => loadAll(loaders.categoryById, selected(categoryIds) ?? []),
    }),
    tags: t.field({
      type: [Tag],
      description: "In the order of the front matter.",
      resolve: (article, _args, { loaders }) => loaders.tagsByArticleId.load(article.id),
    }),
    headImage: t.field({
      type: Image,
      nullable: true,
      description: "The picture above the article, as its front matter names it.",
      resolve: ({ headImage, headImageId }, _args, { loaders }) => {
        if (headImage !== undefined || headImageId === null) return headImage ?? null;
        return loaders.imageById.load(headImageId);
      },
    }),
    thumbnail: t.field({
      type: Image,
      nullable: true,
      description: "Front matter, else head image, else first usable image of the body.",
      resolve: ({ thumbnail, thumbnailId }, _args, { loaders }) => {
        if (thumbnail !== undefined || thumbnailId === null) return thumbnail ?? null;
        return loaders.imageById.load(thumbnailId);
      },
    }),
    images: t.field({
      type: ArticleImageConnection,
      description:
        "The uses of images, by default those in the body in reading order; HEAD and THUMBNAIL are uses too.",
      args: {
        roles: t.arg({
          type: [ImageRole],
          required: true,
          defaultValue: ["INLINE"],
          description: "Uses of these kinds.",
        }),
        ...t.arg.connectionArgs(),
      },
      resolve: (article, args, context, info) => imageUsePage(article.id, args, context, info),
    }),
    body: t.field({
      type: ArticleBody,
      description: "The text itself.",
      resolve: (article, _args, context, info) => loadBody(article, context, info),
    }),
    wordCount: t.int({
      description: "As `ArticleBody.wordCount`; lists can be sorted by it.",
      resolve: ({ details }) => selected(details).wordCount,
    }),
    readingTime: t.int({
      description: "Seconds; as `ArticleBody.readingTime`.",
      resolve: ({ details }) => selected(details).readingTime,
    }),
    next: t.field({
      type: Article,
      nullable: true,
      description:
        "The article published after it, which is newer, within a category if given; null for the newest. Articles without a date come before all others.",
      args: { within: t.arg({ type: CategoryBy, description: withinCategory }) },
      resolve: ({ id }, args, context, info) => neighbour("next", id, args, context, info),
    }),
    previous: t.field({
      type: Article,
      nullable: true,
      description: "The article published before it, which is older, within a category if given; null for the oldest.",
      args: { within: t.arg({ type: CategoryBy, description: withinCategory }) },
      resolve: ({ id }, args, context, info) => neighbour("previous", id, args, context, info),
    }),
    related: t.field({
      type: [Article],
      extensions: { cost: 10 },
      description:
        "What to read after it: articles that share tags, categories and words with it, the rarer the better, best first. Never itself or nearly the same; fewer than asked for where no more are related.",
      args: { first: t.arg.int({ required: true, defaultValue: 5, description: "At most so many, 1 to 20." }) },
      resolve: ({ id }, { first }, context, info) => {
        checkRange("first", first, 20);
        const joins = joinsOf(selectedFields(info), context);
        return context.loaders.relatedByArticleId({ first, joins }).load(id);
      },
    }),
    frontMatter: t.field({
      type: "JSON",
      extensions: { cost: 1 },
      description: "All front matter as read.",
      resolve: async (article, _args, { loaders }) => {
        const body = await loaders.bodyByArticleId(["frontMatter"]).load(article.id);
        if (!body) throw withdrawn();
        return body.frontMatter;
      },
    }),
  }),
});

builder.queryField("article", (t) =>
  t.field({
    type: Article,
    nullable: true,
    description: "One article.",
    args: { by: t.arg({ type: ArticleBy, required: true, description: "What it is known by." }) },
    resolve: async (_root, { by }, context, info) => {
      const joins = joinsOf(selectedFields(info), context);
      const [found, another] = await context.db.articlesBy(articleLookup(by), joins, context.visible);
      if (another && by.path) {
        throw badUserInput(`Several sources have the path "${by.path.path}". Name one: path: {path: …, source: …}.`);
      }
      return found ?? null;
    },
  }),
);

builder.queryField("articles", (t) =>
  t.field({
    type: ArticleConnection,
    description: "All articles, newest first.",
    args: articleArguments,
    resolve: (_root, args, context, info) => articlePage(args, context, info),
  }),
);
