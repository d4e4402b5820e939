import { lineAt } from "./decode.ts";
import type { Report } from "./issues.ts";
import { readYaml } from "./yaml.ts";

/** A file taken apart at its fences. */
export interface Fenced {
  /** The language named behind the opening fence, in lower case; "" where none is. */
  language: string;
  /** What stands between the fences, its lines ending in LF. */
  block: string;
  /** The line of the file at which the block begins. */
  firstLine: number;
  /** Everything after the line of the closing fence, untouched. */
  body: string;
}

const OPENING = /-{3,}[ \t]*([A-Za-z]*)[ \t]*(?=[\r\n]|$)/y;
const CLOSING = /(?:\r\n?|\n)-{3,}[ \t]*(?=[\r\n]|$)/g;

/** Front matter without its opening fence: how its first line looks, and how far its closing fence may be. */
const SHORT_FORM = /[A-Za-z_][\w-]*[ \t]*:(?=[\s]|$)/y;
const SHORT_LINES = 100;
const SHORT_LENGTH = 20_000;
/** One of these has to be there, or it is a text with a heading underlined by dashes. */
const KNOWN_KEYS = ["title", "date", "categories", "tags"];

/**
 * Finds the front matter, whatever stands before it: blank lines, a second byte order mark, spaces after a fence. As
 * in Hexo, the opening fence may be left out. Null, and reported, where there is none, where it is never closed, and where it is TOML or JSON.
 */
export function takeApart(text: string, report: Report): Fenced | null {
  const start = text.length - text.trimStart().length;
  const foreign = foreignLanguage(text, start);
  if (foreign) {
    report("FRONT_MATTER_UNSUPPORTED", `The front matter is ${foreign}.`, lineAt(text, start));
    return null;
  }
  const opening = matchAt(OPENING, text, start);
  if (!opening) {
    const short = withoutOpening(text, start);
    if (short) return short;
    const message = start === text.length ? "The file is empty." : "The file does not begin with front matter.";
    report("NO_FRONT_MATTER", message);
    return null;
  }
  const openingLine = lineAt(text, start);
  const opened = start + opening[0].length;
  const closing = matchAt(CLOSING, text, opened);
  if (!closing) {
    report("FRONT_MATTER_UNCLOSED", "The front matter opened here is never closed.", openingLine);
    return null;
  }
  return {
    language: (opening[1] ?? "").toLowerCase(),
    // Without the line ending of the opening fence; an empty block has none of its own.
    block: withoutFirstBreak(text.slice(opened, closing.index)).replace(/\r\n?/g, "\n"),
    firstLine: openingLine + 1,
    body: bodyAfter(closing, text),
  };
}

/** Front matter whose opening fence was left out; null where this is none. */
function withoutOpening(text: string, start: number): Fenced | null {
  if (!matchAt(SHORT_FORM, text, start)) return null;
  const closing = matchAt(CLOSING, text, start);
  if (!closing || closing.index - start > SHORT_LENGTH) return null;
  const block = text.slice(start, closing.index).replace(/\r\n?/g, "\n");
  if (block.split("\n").length >= SHORT_LINES) return null;
  const read = readYaml(block);
  const keys = read.ok && read.value !== null && typeof read.value === "object" ? Object.keys(read.value) : [];
  if (!keys.some((key) => KNOWN_KEYS.includes(key))) return null;
  return { language: "", block, firstLine: lineAt(text, start), body: bodyAfter(closing, text) };
}

function bodyAfter(closing: RegExpExecArray, text: string): string {
  return withoutFirstBreak(text.slice(closing.index + closing[0].length));
}

function withoutFirstBreak(text: string): string {
  return text.replace(/^(?:\r\n?|\n)/, "");
}

/** Front matter of other generators: `+++` opens TOML, an object at the very beginning is JSON. */
function foreignLanguage(text: string, start: number): string | null {
  if (matchAt(/\+\+\+[ \t]*(?=[\r\n]|$)/y, text, start)) return "TOML";
  if (matchAt(/;;;[ \t]*(?=[\r\n]|$)|\{\s*["}]/y, text, start)) return "JSON";
  return null;
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  // A pattern of its own, since lastIndex is state that would outlive the call.
  const own = new RegExp(pattern);
  own.lastIndex = position;
  return own.exec(text);
}
