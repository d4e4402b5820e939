import { lineAt } from "./decode.ts";
import type { Report } from "./issues.ts";
import { readJson } from "./json.ts";
import { readYaml } from "./yaml.ts";

/** A file taken apart at its fences. */
export interface Fenced {
  /** The language that the fence stands for, or that is named behind it, in lower case; "" where none is. */
  language: string;
  /** What stands between the fences, its lines ending in LF. */
  block: string;
  /** The line of the file at which the block begins. */
  firstLine: number;
  /** Whether blank lines stand before the opening fence. */
  afterBlank: boolean;
  /** Everything after the line of the closing fence, untouched. */
  body: string;
}

/** The fences of each language. Dashes are YAML's, where no other language is named behind them. */
const FENCES = [
  {
    language: null,
    sign: "---",
    opening: /-{3,}[ \t]*([A-Za-z]*)[ \t]*(?=[\r\n]|$)/y,
    closing: /(?:\r\n?|\n)-{3,}[ \t]*(?=[\r\n]|$)/g,
  },
  {
    language: "toml",
    sign: "+++",
    opening: /\+{3,}[ \t]*(?=[\r\n]|$)/y,
    closing: /(?:\r\n?|\n)\+{3,}[ \t]*(?=[\r\n]|$)/g,
  },
  {
    language: "json",
    sign: ";;;",
    opening: /;{3,}[ \t]*(?=[\r\n]|$)/y,
    closing: /(?:\r\n?|\n);{3,}[ \t]*(?=[\r\n]|$)/g,
  },
] as const;
type Fence = (typeof FENCES)[number];
const [DASHES, , SEMICOLONS] = FENCES;

/** An object that the file begins with. */
const JSON_OBJECT = /\{\s*["}]/y;
/** A text that is never closed goes on to the end, or each quote in it would be looked at to there. */
const JSON_SIGNS = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|[{}[\]]/g;
const MAX_JSON = 1_048_576;

/** Front matter without its opening fence: how its first line looks, and how far its closing fence may be. */
const SHORT_FORM = /[A-Za-z_][\w-]*[ \t]*:(?=[\s]|$)/y;
const JSON_KEY = /"[^"\r\n]*"[ \t]*:/y;
const SHORT_LINES = 100;
const SHORT_LENGTH = 20_000;
/** One of these has to be there, or it is a text with a heading underlined by dashes. */
const KNOWN_KEYS = ["title", "date", "categories", "tags"];

/**
 * Finds the front matter, whatever stands before it: blank lines, a second byte order mark, spaces after a fence. YAML
 * stands between dashes, TOML between `+++`, JSON between `;;;` or as an object by itself; as in Hexo, the opening
 * fence may be left out. Null, and reported, where there is none, and where it is never closed.
 */
export function takeApart(text: string, report: Report): Fenced | null {
  const start = text.length - text.trimStart().length;
  if (matchAt(JSON_OBJECT, text, start)) return asObject(text, start, report);
  for (const fence of FENCES) {
    const opening = matchAt(fence.opening, text, start);
    if (opening) return between(fence, opening, text, report);
  }
  const short = withoutOpening(text, start);
  if (short) return short;
  report(
    "NO_FRONT_MATTER",
    start === text.length ? "The file is empty." : "The file does not begin with front matter.",
  );
  return null;
}

function between(fence: Fence, opening: RegExpExecArray, text: string, report: Report): Fenced | null {
  const openingLine = lineAt(text, opening.index);
  const opened = opening.index + opening[0].length;
  const closing = matchAt(fence.closing, text, opened);
  if (!closing) {
    report("FRONT_MATTER_UNCLOSED", `The front matter opened by ${fence.sign} is never closed.`, openingLine);
    return null;
  }
  return {
    language: fence.language ?? (opening[1] ?? "").toLowerCase(),
    // Without the line ending of the opening fence; an empty block has none of its own.
    block: withoutFirstBreak(text.slice(opened, closing.index)).replace(/\r\n?/g, "\n"),
    firstLine: openingLine + 1,
    afterBlank: openingLine > 1,
    body: bodyAfter(closing, text),
  };
}

/** Front matter that is an object of JSON; everything behind its last brace is the body. */
function asObject(text: string, start: number, report: Report): Fenced | null {
  const firstLine = lineAt(text, start);
  let depth = 0;
  for (const { 0: sign, index } of text.slice(start, start + MAX_JSON).matchAll(JSON_SIGNS)) {
    if (sign === "{" || sign === "[") depth++;
    if (sign !== "}" && sign !== "]") continue;
    depth--;
    if (depth > 0) continue;
    const end = start + index + 1;
    const block = text.slice(start, end).replace(/\r\n?/g, "\n");
    // Hexo's fence may follow the object.
    const body = withoutFirstBreak(text.slice(end).replace(/^(?:\s*;{3,})?[ \t]*(?=[\r\n]|$)/, ""));
    return { language: "json", block, firstLine, afterBlank: firstLine > 1, body };
  }
  report("FRONT_MATTER_UNCLOSED", "The front matter opened by { is never closed.", firstLine);
  return null;
}

/** Front matter whose opening fence was left out; null where this is none. */
function withoutOpening(text: string, start: number): Fenced | null {
  const json = matchAt(JSON_KEY, text, start) !== null;
  if (!json && !matchAt(SHORT_FORM, text, start)) return null;
  const closing = matchAt((json ? SEMICOLONS : DASHES).closing, text, start);
  if (!closing || closing.index - start > SHORT_LENGTH) return null;
  const block = text.slice(start, closing.index).replace(/\r\n?/g, "\n");
  if (block.split("\n").length >= SHORT_LINES) return null;
  const read = json ? readJson(block) : readYaml(block);
  const keys = read.ok && read.value !== null && typeof read.value === "object" ? Object.keys(read.value) : [];
  if (!keys.some((key) => KNOWN_KEYS.includes(key))) return null;
  const firstLine = lineAt(text, start);
  const language = json ? "json" : "";
  return { language, block, firstLine, afterBlank: firstLine > 1, body: bodyAfter(closing, text) };
}

function bodyAfter(closing: RegExpExecArray, text: string): string {
  return withoutFirstBreak(text.slice(closing.index + closing[0].length));
}

function withoutFirstBreak(text: string): string {
  return text.replace(/^(?:\r\n?|\n)/, "");
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  // A pattern of its own, since lastIndex is state that would outlive the call.
  const own = new RegExp(pattern);
  own.lastIndex = position;
  return own.exec(text);
}
