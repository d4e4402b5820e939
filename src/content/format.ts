import { BLOCK_ELEMENTS, HTML_ELEMENTS } from "./elements.ts";
import { hasMarkdownSigns } from "./markdown-signs.ts";
import type { Article } from "./types.ts";

const DOCUMENT_TYPE = /^<!doctype/i;
const OPENING_TAG = /<([A-Za-z][A-Za-z0-9]*)(?=[\s/>])/y;
/** Markdown takes a line for code where it is indented by so much. */
const CODE_INDENT = /^(?: {4}| {0,3}\t)/;
const ANY_TAG = /<\/?[A-Za-z][^<>]*>/;
const HTML_FILE = /\.html?$/i;
const MDX_FILE = /\.mdx$/i;
const TEXT_FILE = /\.txt$/i;

/** Whether a file is Markdown with components, going by its name. */
export function isMdx(path: string): boolean {
  return MDX_FILE.test(path);
}

/**
 * How a body is written. HTML is what begins with a block element, however its lines are indented (Markdown would
 * read those as code), also behind comments, a document type or lines that begin with other tags where one is indented
 * like that; the body of an .html file, and that of a .txt file with any tag in it. MDX is Markdown, whatever it begins
 * with, and so is what has marks of Markdown further down, unless a feed script wrote it.
 */
export function bodyFormat(body: string, path: string, generated = false): Article["format"] {
  if (HTML_FILE.test(path) || (TEXT_FILE.test(path) && ANY_TAG.test(body))) return "HTML";
  if (MDX_FILE.test(path)) return "MARKDOWN";
  const start = endOfPreamble(body);
  const first = tagAt(body, start);
  if (first === null || !HTML_ELEMENTS.has(first)) return "MARKDOWN";
  if (!BLOCK_ELEMENTS.has(first) && !hidesBlock(body.slice(start))) return "MARKDOWN";
  return generated || !hasMarkdownSigns(body) ? "HTML" : "MARKDOWN";
}

/** Whether, of the lines that begin with tags, one is a block element which Markdown would take for code. */
function hidesBlock(body: string): boolean {
  for (const [line] of body.matchAll(/[^\r\n]+/g)) {
    const text = line.trimStart();
    if (text === "") continue;
    const tag = tagAt(text, 0);
    if (tag !== null && BLOCK_ELEMENTS.has(tag) && CODE_INDENT.test(line)) return true;
    if (!text.startsWith("<")) return false;
  }
  return false;
}

function tagAt(text: string, position: number): string | null {
  const pattern = new RegExp(OPENING_TAG);
  pattern.lastIndex = position;
  return pattern.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** Where what tells nothing ends: white space, comments, a document type. */
function endOfPreamble(body: string): number {
  let at = 0;
  for (;;) {
    at = body.length - body.slice(at).trimStart().length;
    if (body.startsWith("<!--", at)) {
      const end = body.indexOf("-->", at);
      if (end === -1) return at;
      at = end + 3;
    } else if (DOCUMENT_TYPE.test(body.slice(at, at + 10))) {
      const end = body.indexOf(">", at);
      if (end === -1) return at;
      at = end + 1;
    } else {
      return at;
    }
  }
}
