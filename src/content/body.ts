import type { Root } from "hast";
import { toHtml } from "hast-util-to-html";
import { withBraces } from "./characters.ts";
import { bodyFormat } from "./format.ts";
import type { ImageRules } from "./image-addresses.ts";
import { extractImages } from "./images.ts";
import type { Report } from "./issues.ts";
import { markdownToHtml } from "./markdown.ts";
import { treeBeforeMore } from "./more.ts";
import { parseHtml, TooManyElements } from "./parse-html.ts";
import { type Removed, sanitizeTree } from "./sanitize.ts";
import { leadOf, textOf } from "./text.ts";
import type { Article, InlineImage } from "./types.ts";
import { countWords } from "./words.ts";

/** What a body comes to. */
export interface Body extends Pick<Article, "format" | "html" | "text" | "lead" | "wordCount"> {
  images: InlineImage[];
  /** Plain text above `<!-- more -->`; null where the article has no such mark. */
  textBeforeMore: string | null;
  /** Plain text of the first heading that is not empty. */
  firstHeading: string | null;
}

/** How often a printed body is read again before it is taken for settled. */
const MAX_ROUNDS = 4;

/** Reads a body of either format. Null, and reported, where it is too large a tree. */
export function readBody(raw: string, path: string, rules: ImageRules, report: Report): Body | null {
  try {
    return compose(raw, path, rules, report);
  } catch (error) {
    // A library that recurses can overflow on what no rule above foresaw: that costs this file, not the run.
    if (!(error instanceof TooManyElements) && !(error instanceof RangeError)) throw error;
    report("BODY_TOO_COMPLEX", `The body cannot be read: ${error.message}`);
    return null;
  }
}

function compose(raw: string, path: string, rules: ImageRules, report: Report): Body {
  const format = bodyFormat(raw, path);
  const tree = readTree(raw, format, report);
  const images = extractImages(tree, rules, report);
  const head = treeBeforeMore(tree);
  const { safe, html } = settle(tree, report);
  const text = textOf(safe);
  return {
    format,
    html,
    text,
    lead: leadOf(text),
    wordCount: countWords(text),
    images,
    textBeforeMore: head && textOf(sanitizeTree(head).tree),
    firstHeading: firstHeading(safe),
  };
}

function readTree(raw: string, format: Article["format"], report: Report): Root {
  const text = withBraces(raw);
  const source = format === "HTML" ? raw : markdownToHtml(text);
  if (source === null) {
    report("MARKDOWN_TOO_COMPLEX", `Markdown of ${raw.length} characters was kept as plain text.`);
    return preformatted(text);
  }
  const { tree, flattened } = parseHtml(source);
  if (flattened) report("BODY_TOO_DEEP", "The body nests deeper than 256 elements; it was flattened.");
  return tree;
}

function preformatted(text: string): Root {
  const value = text.replace(/\r\n?/g, "\n");
  return {
    type: "root",
    children: [{ type: "element", tagName: "pre", properties: {}, children: [{ type: "text", value }] }],
  };
}

/**
 * The safe tree and its HTML, such that reading and sanitizing that HTML again changes nothing. Where a removed
 * element held others apart, a browser would nest what is left differently than the tree does: then the HTML is read
 * again as a browser would, until it stays the same.
 */
function settle(tree: Root, report: Report): { safe: Root; html: string } {
  const first = sanitizeTree(tree);
  const message = describeRemoved(first.removed);
  if (message !== null) report("MARKUP_REMOVED", message);
  let safe = first.tree;
  let html = print(safe);
  for (let round = 1; first.unsettled && round < MAX_ROUNDS; round++) {
    safe = sanitizeTree(parseHtml(html).tree).tree;
    const again = print(safe);
    if (again === html) break;
    html = again;
  }
  return { safe, html };
}

function print(tree: Root): string {
  return toHtml(tree, { characterReferences: { useNamedReferences: true } });
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
