import type { GraphQLResolveInfo } from "graphql";
import type { Context } from "../context.ts";
import type { ArticleRow } from "../db/queries/articles.ts";
import { BODY_COLUMNS, type BodyRow } from "../db/queries/bodies.ts";
import { withdrawn } from "../errors.ts";
import { builder } from "./builder.ts";
import { selectedFields } from "./selection.ts";

const BodyFormat = builder.enumType("BodyFormat", {
  description: "What an article is written in.",
  values: {
    HTML: { description: "HTML as in the HTML standard." },
    MARKDOWN: { description: "CommonMark with GitHub's extensions and footnotes; HTML inside it is HTML." },
  },
});

/** As much of a body as was asked for: the columns of the fields that are selected. */
type Body = Partial<BodyRow> & Pick<ArticleRow, "wordCount">;

/** The text of an article. */
export const ArticleBody = builder.objectRef<Body>("ArticleBody").implement({
  description: "The text of an article. Lists read it only where it is asked for.",
  fields: (t) => ({
    html: t.field({
      type: "HTML",
      description:
        "As a page shows it. Addresses of a source without `baseUrl` stay as the file has them; `Article.images` says where the gateway serves its images.",
      resolve: (body) => selected(body.html),
    }),
    text: t.string({
      description: "Without markup; blocks apart by newlines.",
      resolve: (body) => selected(body.text),
    }),
    raw: t.string({
      description: "As imported: what stands below the front matter, neither sanitized nor repaired.",
      resolve: (body) => selected(body.raw),
    }),
    format: t.field({
      type: BodyFormat,
      description: "What `raw` is written in.",
      resolve: (body) => selected(body.format),
    }),
    wordCount: t.exposeInt("wordCount", {
      description: "Space-separated words, plus one for each Han or Kana character.",
    }),
  }),
});

function selected<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("a column of the body was not read");
  return value;
}

/** The columns of an article's body that are selected; none are read where only the row's own are. */
export async function loadBody(
  { id, wordCount }: ArticleRow,
  { loaders }: Context,
  info: GraphQLResolveInfo,
): Promise<Body> {
  const fields = selectedFields(info);
  const columns = BODY_COLUMNS.filter((column) => fields.has(column));
  if (columns.length === 0) return { wordCount };
  const body = await loaders.bodyByArticleId(columns).load(id);
  if (!body) throw withdrawn();
  return { ...body, wordCount };
}
