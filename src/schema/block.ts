import type { ImageRow } from "../db/queries/images.ts";
import { withdrawn } from "../errors.ts";
import type { Loaders } from "../loaders/loaders.ts";
import { builder } from "./builder.ts";
import { wantsFacts } from "./image-facts.ts";
import type { BlockRow } from "./read-blocks.ts";
import { Image } from "./refs.ts";
import { selectedFields } from "./selection.ts";

type Row<Type extends BlockRow["type"]> = Extract<BlockRow, { type: Type }>;

const MediaKind = builder.enumType("MediaKind", {
  description: "What a player plays.",
  values: { AUDIO: { description: "Sound alone." }, VIDEO: { description: "Moving pictures." } },
});

/** One block of a body. */
export const Block = builder.interfaceRef<BlockRow>("Block").implement({
  description: "One block of a body, in reading order. Together the blocks hold everything the body shows.",
  resolveType: ({ type }) => type,
  fields: (t) => ({
    id: t.exposeID("id", {
      description: "Stable while the block's content is; unique in its body. No global id: `node` does not know it.",
    }),
    html: t.expose("html", { type: "HTML", description: "The block as HTML." }),
  }),
});

builder.objectRef<Row<"ParagraphBlock">>("ParagraphBlock").implement({
  description: "Running text.",
  interfaces: [Block],
  fields: (t) => ({ text: t.exposeString("text", { description: "Without markup." }) }),
});

builder.objectRef<Row<"HeadingBlock">>("HeadingBlock").implement({
  description: "A heading.",
  interfaces: [Block],
  fields: (t) => ({
    text: t.exposeString("text", { description: "Without markup, on one line." }),
    level: t.exposeInt("level", { description: "1 to 6." }),
    anchor: t.exposeString("anchor", { description: "The id of the heading in `html`: `#` and this leads to it." }),
  }),
});

/** The image of a block; those of all articles of a list come with one statement. */
async function imageOf(
  { articleId, position }: Row<"ImageBlock">,
  loaders: Loaders,
  facts: boolean,
): Promise<ImageRow> {
  const { rows } = await loaders.usesByArticleId({ ...INLINE, facts }).load(articleId);
  // Reading order without gaps, but for an article that was written since its body was read.
  const use = rows[position]?.position === position ? rows[position] : rows.find((one) => one.position === position);
  if (!use) throw withdrawn();
  return use.image;
}

// As many as a body can hold.
const INLINE = {
  roles: ["INLINE" as const],
  window: { limit: 150_000, backward: false, after: undefined, before: undefined },
  texts: false,
};

builder.objectRef<Row<"ImageBlock">>("ImageBlock").implement({
  description: "An image with an address, on lines of its own. A `data:` image is an HtmlBlock.",
  interfaces: [Block],
  fields: (t) => ({
    image: t.field({
      type: Image,
      description: "The image, shared by all articles that use it.",
      resolve: (block, _args, { loaders }, info) => imageOf(block, loaders, wantsFacts(selectedFields(info))),
    }),
    alt: t.exposeString("alt", { nullable: true, description: "What to say in its place." }),
    caption: t.exposeString("caption", { nullable: true, description: "The text below it." }),
    href: t.exposeString("href", { nullable: true, description: "Where a click on it leads, as written." }),
  }),
});

builder.objectRef<Row<"ListBlock">>("ListBlock").implement({
  description: "A list.",
  interfaces: [Block],
  fields: (t) => ({
    ordered: t.exposeBoolean("ordered", { description: "Whether its items are numbered." }),
    items: t.expose("items", { type: ["HTML"], description: "What is in each item, lists in it included." }),
  }),
});

builder.objectRef<Row<"QuoteBlock">>("QuoteBlock").implement({
  description: "A quotation.",
  interfaces: [Block],
  fields: (t) => ({ text: t.exposeString("text", { description: "Without markup; paragraphs apart by newlines." }) }),
});

builder.objectRef<Row<"CodeBlock">>("CodeBlock").implement({
  description: "Code, or other text whose spaces and lines count.",
  interfaces: [Block],
  fields: (t) => ({
    code: t.exposeString("code", { description: "Without markup, and without the last line break." }),
    language: t.exposeString("language", { nullable: true, description: "As the author calls it." }),
  }),
});

builder.objectRef<Row<"TableBlock">>("TableBlock").implement({
  description:
    "A table of rows and columns. One that rows of cells cannot say (cells that span others) is an HtmlBlock.",
  interfaces: [Block],
  fields: (t) => ({
    header: t.expose("header", { type: ["HTML"], nullable: true, description: "The cells of the header row." }),
    rows: t.field({
      type: t.listRef(t.listRef("HTML")),
      description: "The cells of each other row.",
      resolve: ({ rows }) => rows,
    }),
  }),
});

builder.objectRef<Row<"EmbedBlock">>("EmbedBlock").implement({
  description: "A player of another site, one of those that articles may embed.",
  interfaces: [Block],
  fields: (t) => ({
    url: t.expose("url", { type: "URL", description: "The address of its frame." }),
    provider: t.exposeString("provider", { nullable: true, description: "Whose player it is." }),
  }),
});

builder.objectRef<Row<"MediaBlock">>("MediaBlock").implement({
  description: "Sound or a video that the browser plays itself.",
  interfaces: [Block],
  fields: (t) => ({
    src: t.exposeString("src", { description: "As written: may be relative." }),
    kind: t.expose("kind", { type: MediaKind, description: "What it plays." }),
  }),
});

builder.objectRef<Row<"DividerBlock">>("DividerBlock").implement({
  description: "A line across, between two parts.",
  interfaces: [Block],
});

builder.objectRef<Row<"HtmlBlock">>("HtmlBlock").implement({
  description: "What fits no other block, kept whole.",
  interfaces: [Block],
});
