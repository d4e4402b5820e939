import { type Context, forgetRead, type UserError as Problem } from "../context.ts";
import type { ArticleRow } from "../db/queries/articles.ts";
import { builder } from "./builder.ts";
import { Article, ImportRun } from "./refs.ts";
import { UserError } from "./user-error.ts";

const SourceFormat = builder.enumType("SourceFormat", {
  description: "What a source was made for: it decides how front matter is understood.",
  values: {
    HEXO: { value: "hexo", description: "Hexo; also what a script fills a folder with." },
    JEKYLL: { value: "jekyll", description: "Jekyll." },
    HUGO: { value: "hugo", description: "Hugo." },
    ASTRO: { value: "astro", description: "Astro, Gatsby, Next and what else is written in MDX." },
  } as const,
});

const ArticleFile = builder.inputType("ArticleFile", {
  description: "A file that holds an article.",
  fields: (t) => ({
    path: t.string({
      required: true,
      description: "Path in the source, as in `2024/hello.md`; the identity of the article.",
    }),
    content: t.string({ required: true, description: "The whole file: front matter and body." }),
  }),
});

const ImportArticlesInput = builder.inputType("ImportArticlesInput", {
  description: "Files of one source. An option that is left out stays as the source remembers it.",
  fields: (t) => ({
    source: t.string({ required: true, description: "Name of the source; made if new, with the options below." }),
    timeZone: t.string({ description: "IANA zone of dates that name none; UTC where none was ever given." }),
    baseUrl: t.field({ type: "URL", description: "Where the site lives, which relative addresses resolve against." }),
    format: t.field({ type: SourceFormat, description: "Detected where left out." }),
    files: t.field({ type: [ArticleFile], required: true, description: "At most 100." }),
    dryRun: t.boolean({
      required: true,
      defaultValue: false,
      description: "Write no article, and say what would become of the files.",
    }),
  }),
});

interface Payload {
  runId: number | null;
  articles: ArticleRow[];
  userErrors: Problem[];
}

const ImportArticlesPayload = builder.objectRef<Payload>("ImportArticlesPayload").implement({
  description: "What became of the files.",
  fields: (t) => ({
    run: t.field({
      type: ImportRun,
      nullable: true,
      description: "The run, with its counts and issues; null where the call was refused as a whole.",
      resolve: ({ runId }, _args, { loaders }) => (runId === null ? null : loaders.importRunById.load(runId)),
    }),
    articles: t.expose("articles", {
      type: [Article],
      description:
        "The articles of the files, as they are now and in the files' order, without those that the caller may not see (for IMPORTER: drafts, articles of the future).",
    }),
    userErrors: t.expose("userErrors", {
      type: [UserError],
      description: "What is wrong with the call, which then wrote nothing, or with single files, which cost no other.",
    }),
  }),
});

builder.mutationField("importArticles", (t) =>
  t.field({
    type: ImportArticlesPayload,
    description:
      "Imports files as if they lay in a folder: new articles are made, changed ones updated. Takes the role IMPORTER or ADMIN.",
    authScopes: { import: true },
    args: { input: t.arg({ type: ImportArticlesInput, required: true, description: "The files, and their source." }) },
    resolve: async (_root, { input }, context) => {
      const { source, timeZone = null, baseUrl = null, format = null, files, dryRun } = input;
      const wanted = { source, timeZone, baseUrl, format, files, dryRun };
      const { runId, articleIds, userErrors } = await context.importer.importArticles(wanted);
      forgetRead(context);
      return { runId, articles: await articlesByIds(articleIds, context), userErrors };
    },
  }),
);

/** In the order of the ids, without those that the caller may not see. */
async function articlesByIds(ids: readonly number[], { loaders }: Context): Promise<ArticleRow[]> {
  const found = await Promise.all(ids.map((id) => loaders.articleById.load(id)));
  return found.filter((article) => article !== null);
}
