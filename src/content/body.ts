import type { Root } from "hast";
import { giveAnchors } from "./anchors.ts";
import type { Aside } from "./aside.ts";
import { layoutOf, planLayout } from "./body-layout.ts";
import { withBraces } from "./characters.ts";
import { markFigures } from "./figures.ts";
import type { ImageRules } from "./image-addresses.ts";
import { extractImages, shownAddress } from "./images.ts";
import type { Report } from "./issues.ts";
import { putLiquidAside } from "./liquid.ts";
import { markdownToHtml } from "./markdown.ts";
import { MAX_MARKDOWN } from "./markdown-cost.ts";
import { mdxToMarkdown } from "./mdx.ts";
import { type IsMark, treeBeforeMore } from "./more.ts";
import { parseHtml } from "./parse-html.ts";
import { printTree } from "./print.ts";
import { readingTimeOf } from "./reading-time.ts";
import { type Removed, sanitizeTree } from "./sanitize.ts";
import { removeShareBoxes } from "./share-boxes.ts";
import { putShortcodesAside } from "./shortcodes.ts";
import { leadOf, textOf } from "./text.ts";
import { TooManyElements } from "./tokenizer.ts";
import type { Article, InlineImage, SourceKind } from "./types.ts";
import { countWords } from "./words.ts";

/** What a body comes to. */
export interface Body
  extends Pick<Article, "format" | "html" | "text" | "lead" | "wordCount" | "readingTime" | "layout"> {
  images: InlineImage[];
  /** Plain text above `<!-- more -->`; null where the article has no such mark. */
  textBeforeMore: string | null;
  /** Plain text of the first heading that is not empty. */
  firstHeading: string | null;
}

/** How a body is written. */
export interface Manner {
  format: Article["format"];
  kind: SourceKind;
  /** Markdown with components. */
  mdx: boolean;
  isMore: IsMark;
  /** Tells whether a link leaves the site. */
  isExternal: (href: string) => boolean;
}

/** How much of Markdown that takes too long is still worth keeping as plain text, in UTF-16 units. */
const MAX_PLAIN = 6_000_000;

/** How often a printed body is read again before it is taken for settled. */
const MAX_ROUNDS = 4;

/** Reads a body of either format. Null, and reported, where it is too large a tree. */
export function readBody(raw: string, manner: Manner, rules: ImageRules, report: Report): Body | null {
  try {
    return compose(raw, manner, rules, report);
  } catch (error) {
    // A library that recurses can overflow on what no rule above foresaw: that costs this file, not the run.
    if (!(error instanceof TooManyElements) && !(error instanceof RangeError)) throw error;
    report("BODY_TOO_COMPLEX", `The body cannot be read: ${error.message}`);
    return null;
  }
}

function compose(raw: string, manner: Manner, rules: ImageRules, report: Report): Body {
  const tree = readTree(raw, manner, report);
  removeShareBoxes(tree);
  markFigures(tree);
  const images = extractImages(tree, rules, report);
  giveAnchors(tree);
  const head = treeBeforeMore(tree, manner.isMore);
  const safe = settle(tree, report);
  const plan = planLayout(safe);
  const html = printTree(safe, plan.marks);
  const text = textOf(safe, plan.marks);
  const counts = countWords(text);
  const addresses = images.map(({ address }) => shownAddress(address));
  return {
    format: manner.format,
    html,
    text,
    lead: leadOf(text),
    wordCount: counts.characters + counts.words,
    readingTime: readingTimeOf(counts, images.length),
    layout: layoutOf(plan, text, { images: addresses, isExternal: manner.isExternal }),
    images,
    textBeforeMore: head && textOf(sanitizeTree(head).tree),
    firstHeading: firstHeading(safe),
  };
}

function readTree(raw: string, { format, kind, mdx }: Manner, report: Report): Root {
  const text = format === "HTML" ? raw : withBraces(raw);
  const aside = putTemplatesAside(text, kind);
  const source = format === "HTML" ? aside.text : readMarkdown(aside.text, mdx, report);
  if (source === null) {
    if (raw.length > MAX_PLAIN) throw new TooManyElements(`It is Markdown of ${raw.length} characters.`);
    report("MARKDOWN_TOO_COMPLEX", `Markdown of ${raw.length} characters was kept as plain text.`);
    return preformatted(text);
  }
  const { html, kept } = aside.restore(source);
  if (kept.length > 0) report(kind === "hugo" ? "SHORTCODE_KEPT" : "LIQUID_KEPT", describeKept(kept));
  const { tree, flattened } = parseHtml(html);
  if (flattened) report("BODY_TOO_DEEP", "The body nests deeper than 256 elements; it was flattened.");
  return tree;
}

function putTemplatesAside(text: string, kind: SourceKind): Aside {
  if (kind === "hugo") return putShortcodesAside(text);
  if (kind === "jekyll") return putLiquidAside(text);
  return { text, restore: (html) => ({ html, kept: [] }) };
}

function readMarkdown(text: string, mdx: boolean, report: Report): string | null {
  if (!mdx || text.length > MAX_MARKDOWN) return markdownToHtml(text);
  const { markdown, kept } = mdxToMarkdown(text);
  if (kept.length > 0) report("COMPONENT_KEPT", describeKept(kept));
  return markdownToHtml(markdown, ["codeIndented"]);
}

const describeKept = (names: readonly string[]): string =>
  `Kept in the body as it is written: ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`;

function preformatted(text: string): Root {
  const value = text.replace(/\r\n?/g, "\n");
  return {
    type: "root",
    children: [{ type: "element", tagName: "pre", properties: {}, children: [{ type: "text", value }] }],
  };
}

/**
 * The safe tree, such that reading and sanitizing its HTML again changes nothing. Where a removed element held others
 * apart, a browser would nest what is left differently than the tree does: then the HTML is read again as a browser
 * would, until it stays the same.
 */
function settle(tree: Root, report: Report): Root {
  const first = sanitizeTree(tree);
  const message = describeRemoved(first.removed);
  if (message !== null) report("MARKUP_REMOVED", message);
  let safe = first.tree;
  if (!first.unsettled) return safe;
  let html = printTree(safe);
  for (let round = 1; round < MAX_ROUNDS; round++) {
    safe = sanitizeTree(parseHtml(html).tree).tree;
    const again = printTree(safe);
    if (again === html) break;
    html = again;
  }
  return safe;
}

function describeRemoved(removed: Removed): string | null {
  const counts: [number, string][] = [
    [removed.scripts, "script"],
    [removed.frames, "frame"],
    [removed.forms, "form"],
    [removed.embeds, "embedded object"],
    [removed.eventHandlers, "event handler"],
    [removed.addresses, "unsafe address"],
  ];
  const parts = counts.filter(([count]) => count > 0).map(([count, name]) => `${count} × ${name}`);
  return parts.length === 0 ? null : `Removed from the body: ${parts.join(", ")}.`;
}

function firstHeading(tree: Root): string | null {
  const stack = [...tree.children].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type !== "element") continue;
    const text = /^h[1-6]$/.test(node.tagName) ? textOf(node).replace(/\s+/g, " ") : "";
    if (text !== "") return text;
    for (let at = node.children.length - 1; at >= 0; at--) {
      const child = node.children[at];
      if (child) stack.push(child);
    }
  }
  return null;
}
