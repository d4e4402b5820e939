import { createHash } from "node:crypto";
import type { BlockSlice, Layout, Span } from "../db/layout.ts";

/** A body as it is stored, and how its HTML is shown. */
export interface BodySlices {
  articleId: number;
  html: string;
  text: string;
  /** Null in a row of a pipeline that knew no blocks. */
  blocks: Layout | null;
  /** Puts the gateway's addresses into a piece of the HTML. */
  show: (html: string) => string;
}

interface Common {
  /** Stable while the block's content is; of equal blocks of one body, each has its own. */
  id: string;
  html: string;
}

/** A block, as the schema shows it. */
export type BlockRow = Common &
  (
    | { type: "ParagraphBlock"; text: string }
    | { type: "HeadingBlock"; text: string; level: number; anchor: string }
    | {
        type: "ImageBlock";
        articleId: number;
        /** Of the use among the article's images in the body. */
        position: number;
        alt: string | null;
        caption: string | null;
        href: string | null;
      }
    | { type: "ListBlock"; ordered: boolean; items: string[] }
    | { type: "QuoteBlock"; text: string }
    | { type: "CodeBlock"; code: string; language: string | null }
    | { type: "TableBlock"; header: string[] | null; rows: string[][] }
    | { type: "EmbedBlock"; url: string; provider: string | null }
    | { type: "MediaBlock"; src: string; kind: "AUDIO" | "VIDEO" }
    | { type: "DividerBlock" }
    | { type: "HtmlBlock" }
  );

/** A heading of the outline. */
export interface OutlineRow {
  level: number;
  text: string;
  anchor: string;
}

/** A link of the body. */
export interface LinkRow {
  href: string;
  text: string;
  external: boolean;
}

/** The blocks of a body. One that was derived before there were blocks is a single HtmlBlock. */
export function readBlocks(body: BodySlices): BlockRow[] {
  const slices: readonly BlockSlice[] = body.blocks?.blocks ?? [["html", [0, body.html.length]]];
  const seen = new Map<string, number>();
  return slices.map((slice) => {
    const [type, span] = slice;
    const written = cut(body.html, span);
    const html = type === "paragraph" && slice[3] === 1 ? `<p>${written}</p>` : written;
    const hash = createHash("sha256").update(`${type}\0${html}`).digest("base64url").slice(0, 16);
    const times = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, times);
    return { id: times === 1 ? hash : `${hash}-${times}`, html: body.show(html), ...readSlice(slice, written, body) };
  });
}

type Own<Row> = Row extends Common ? Omit<Row, keyof Common> : never;

function readSlice(slice: BlockSlice, written: string, { articleId, html, text, show }: BodySlices): Own<BlockRow> {
  const inner = (spans: readonly Span[]) => spans.map((span) => show(cut(html, span)));
  switch (slice[0]) {
    case "paragraph":
      return { type: "ParagraphBlock", text: cut(text, slice[2]) };
    case "heading":
      return { type: "HeadingBlock", text: onOneLine(cut(text, slice[2])), level: slice[3], anchor: slice[4] };
    case "image": {
      const [, , position, caption, link] = slice;
      const href = link === null ? null : attribute(html.slice(link), "a", "href");
      const alt = onOneLine(attribute(written, "img", "alt") ?? "") || null;
      return { type: "ImageBlock", articleId, position, alt, caption: caption && onOneLine(cut(text, caption)), href };
    }
    case "list":
      return { type: "ListBlock", ordered: slice[2] === 1, items: inner(slice[3]) };
    case "quote":
      return { type: "QuoteBlock", text: cut(text, slice[2]) };
    case "code":
      return { type: "CodeBlock", code: codeOf(cut(html, slice[2])), language: slice[3] };
    case "table":
      return { type: "TableBlock", header: slice[2] && inner(slice[2]), rows: slice[3].map(inner) };
    case "embed":
      return { type: "EmbedBlock", url: attribute(written, "iframe", "src") ?? "", provider: slice[2] };
    case "media":
      return { type: "MediaBlock", kind: slice[2], src: slice[3] };
    case "divider":
      return { type: "DividerBlock" };
    case "html":
      return { type: "HtmlBlock" };
  }
}

/** The headings of a body, in reading order. */
export const readOutline = ({ text, blocks }: Pick<BodySlices, "text" | "blocks">): OutlineRow[] =>
  (blocks?.outline ?? []).map(([level, span, anchor]) => ({ level, text: onOneLine(cut(text, span)), anchor }));

/** The links of a body, in reading order. */
export const readLinks = ({ html, text, blocks }: Pick<BodySlices, "html" | "text" | "blocks">): LinkRow[] =>
  (blocks?.links ?? []).map(([start, span, external]) => ({
    href: attribute(html.slice(start, start + LONGEST_TAG), "a", "href") ?? "",
    text: onOneLine(cut(text, span)),
    external: external === 1,
  }));

// An address can be as long as its file; what is cut off here would not be one that a browser follows.
const LONGEST_TAG = 100_000;

const cut = (text: string, [start, end]: Span): string => text.slice(start, end);

const onOneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

// What stores HTML writes a "<" nowhere but where a tag begins, and every value between double quotes.
const TAGS = /<(?:[^>"]|"[^"]*")*>/g;
const REFERENCES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&quot;": '"',
  "&#x27;": "'",
  "&#x60;": "`",
  "&amp;": "&",
};

const decoded = (text: string): string =>
  text.replace(/&(?:lt|quot|#x27|#x60|amp);/g, (name) => REFERENCES[name] ?? name);

/** The value of an attribute of the first such element; null where it has none. */
function attribute(html: string, tagName: string, name: string): string | null {
  const [, attributes = ""] = new RegExp(`<${tagName}((?: [a-z-]+(?:="[^"]*")?)*)>`).exec(html) ?? [];
  for (const [, key, value = ""] of attributes.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)) {
    if (key === name) return decoded(value) || null;
  }
  return null;
}

const codeOf = (inner: string): string => decoded(inner.replaceAll("<br>", "\n").replace(TAGS, "")).replace(/\n$/, "");
