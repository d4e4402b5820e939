import { BLOCK_ELEMENTS } from "./elements.ts";
import type { Article } from "./types.ts";

const OPENING_TAG = /^<([A-Za-z][A-Za-z0-9]*)(?=[\s/>])/;
const ANY_TAG = /<\/?[A-Za-z][^<>]*>/;
const HTML_FILE = /\.html?$/i;
const TEXT_FILE = /\.txt$/i;

/**
 * How a body is written. HTML is what begins with a block element, however its lines are indented (Markdown would
 * read those as code), the body of an .html file, and that of a .txt file with any tag in it.
 */
export function bodyFormat(body: string, path: string): Article["format"] {
  if (HTML_FILE.test(path) || (TEXT_FILE.test(path) && ANY_TAG.test(body))) return "HTML";
  const first = OPENING_TAG.exec(body.trimStart())?.[1]?.toLowerCase();
  return first !== undefined && BLOCK_ELEMENTS.has(first) ? "HTML" : "MARKDOWN";
}
