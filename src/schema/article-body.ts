import type { GraphQLResolveInfo } from "graphql";
import type { Context } from "../context.ts";
import type { ArticleDetails, ArticleRow } from "../db/queries/articles.ts";
import { BODY_COLUMNS, type BodyColumn, type BodyRow } from "../db/queries/bodies.ts";
import { withdrawn } from "../errors.ts";
import { Block } from "./block.ts";
import { builder } from "./builder.ts";
import { type BodySlices, type LinkRow, type OutlineRow, readBlocks, readLinks, readOutline } from "./read-blocks.ts";
import { selected, selectedFields } from "./selection.ts";

const BodyFormat = builder.enumType("BodyFormat", {
  description: "What an article is written in.",
  values: {
    HTML: { description: "HTML as in the HTML standard." },
    MARKDOWN: { description: "CommonMark with GitHub's extensions and footnotes; HTML inside it is HTML." },
  },
});

const OutlineEntry = builder.objectRef<OutlineRow>("OutlineEntry").implement({
  description: "A heading of a body.",
  fields: (t) => ({
    level: t.exposeInt("level", { description: "1 to 6." }),
    text: t.exposeString("text", { description: "Without markup, on one line." }),
    anchor: t.exposeString("anchor", { description: "The id of the heading in `html`: `#` and this leads to it." }),
  }),
});

const Link = builder.objectRef<LinkRow>("Link").implement({
  description: "A link in a body.",
  fields: (t) => ({
    href: t.exposeString("href", {
      description: "As written: may be relative, mailto: or #. One to a heading of the body leads to its anchor.",
    }),
    text: t.exposeString("text", { description: "Without markup, on one line; empty where an image is the link." }),
    external: t.exposeBoolean("external", {
      description: "Whether it leads to another host than the source's and the article's.",
    }),
  }),
});

/** As much of a body as was asked for: the columns of the fields that are selected. */
type Body = Partial<BodyRow> &
  Pick<ArticleDetails, "wordCount" | "readingTime"> & { articleId: number; show: (html: string) => string };

// A text of thousands of characters is sent as often as it is asked for.
const LONG_TEXT = { cost: 10 };

/** The text of an article. */
export const ArticleBody = builder.objectRef<Body>("ArticleBody").implement({
  description: "The text of an article. Lists read it only where it is asked for.",
  fields: (t) => ({
    html: t.field({
      type: "HTML",
      extensions: LONG_TEXT,
      description:
        "As a page shows it: images that are files of the source have the gateway's address, headings have anchors. Other relative addresses of a source without `baseUrl` stay as the file has them.",
      resolve: (body) => body.show(selected(body.html)),
    }),
    text: t.string({
      extensions: LONG_TEXT,
      description: "Without markup; blocks apart by newlines.",
      resolve: (body) => selected(body.text),
    }),
    raw: t.string({
      extensions: LONG_TEXT,
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
    readingTime: t.exposeInt("readingTime", {
      description:
        "Seconds, by script: CJK 500 characters a minute, other 265 words a minute, 12 s an image falling to 3 s.",
    }),
    blocks: t.field({
      type: [Block],
      description: "What the body is made of, in reading order. Together the blocks show what `html` shows.",
      resolve: (body) => readBlocks(slicesOf(body)),
    }),
    outline: t.field({
      type: [OutlineEntry],
      description: "Headings as a flat list with levels and anchors, but for those that are quoted.",
      resolve: ({ text, blocks }) => readOutline({ text: selected(text), blocks: selected(blocks) }),
    }),
    links: t.field({
      type: [Link],
      description: "All links with an address, in reading order, but for those between footnotes.",
      resolve: (body) => readLinks(slicesOf(body)),
    }),
  }),
});

const slicesOf = ({ articleId, html, text, blocks, show }: Body): BodySlices => ({
  articleId,
  html: selected(html),
  text: selected(text),
  blocks: selected(blocks),
  show,
});

/** The columns that a field is made of, where these are others than the one of its name. */
const COLUMNS_OF: Readonly<Record<string, readonly BodyColumn[]>> = {
  blocks: ["html", "text", "blocks"],
  outline: ["text", "blocks"],
  links: ["html", "text", "blocks"],
};

/** The columns of an article's body that are selected; none are read where only the row's own are. */
export async function loadBody(
  { id, sourceId, details }: ArticleRow,
  { loaders, images }: Context,
  info: GraphQLResolveInfo,
): Promise<Body> {
  const wanted = new Set<string>();
  for (const field of selectedFields(info).keys())
    for (const column of COLUMNS_OF[field] ?? [field]) wanted.add(column);
  const columns = BODY_COLUMNS.filter((column) => wanted.has(column));
  const show = (html: string) => images.inHtml(html, sourceId);
  const { wordCount, readingTime } = selected(details);
  const own = { articleId: id, wordCount, readingTime, show };
  if (columns.length === 0) return own;
  const body = await loaders.bodyByArticleId(columns).load(id);
  if (!body) throw withdrawn();
  return { ...body, ...own };
}
