import { BLOCK_ELEMENTS, HTML_ELEMENTS } from "./elements.ts";
import type { Article } from "./types.ts";

/** What may stand before the first tag without telling anything: white space, comments, a document type. */
const PREAMBLE = /(?:\s|<!--[\s\S]*?-->|<!doctype[^<>]*>)*/iy;
const OPENING_TAG = /<([A-Za-z][A-Za-z0-9]*)(?=[\s/>])/y;
/** Markdown takes a line for code where it is indented by so much. */
const CODE_INDENT = /^(?: {4}| {0,3}\t)/;
const ANY_TAG = /<\/?[A-Za-z][^<>]*>/;
const HTML_FILE = /\.html?$/i;
const TEXT_FILE = /\.txt$/i;

/**
 * How a body is written. HTML is what begins with a block element, however its lines are indented (Markdown would
 * read those as code), also behind comments, a document type or lines that begin with other tags where one is indented
 * like that; the body of an .html file, and that of a .txt file with any tag in it.
 */
export function bodyFormat(body: string, path: string): Article["format"] {
  if (HTML_FILE.test(path) || (TEXT_FILE.test(path) && ANY_TAG.test(body))) return "HTML";
  const start = endOf(PREAMBLE, body, 0);
  const first = tagAt(body, start);
  if (first === null || !HTML_ELEMENTS.has(first)) return "MARKDOWN";
  return BLOCK_ELEMENTS.has(first) || hidesBlock(body.slice(start)) ? "HTML" : "MARKDOWN";
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

function endOf(pattern: RegExp, text: string, position: number): number {
  const own = new RegExp(pattern);
  own.lastIndex = position;
  return own.test(text) ? own.lastIndex : position;
}
