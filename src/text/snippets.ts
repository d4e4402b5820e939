import type { Range } from "./matches.ts";

const MOST_SNIPPETS = 3;

/** UTF-16 units of a snippet, about: in scripts with spaces, and without. */
const LENGTH = 150;
const DENSE_LENGTH = 80;

const DENSE = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
/** What ends a sentence, with the white space after it. */
const SENTENCE_END = /[。！？…]+[」』”’）]*|[.!?]+["'”’)]*\s+/g;
const GRAPHEMES = new Intl.Segmenter();

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? "");

/** A text, or a part of it, as HTML: escaped, with `<mark>` around what matches. */
export function marked(text: string, matches: readonly Range[], { begin, end }: Range = all(text)): string {
  let html = "";
  let at = begin;
  for (const match of matches) {
    const from = Math.max(match.begin, at);
    const to = Math.min(match.end, end);
    if (from >= to) continue;
    html += `${escaped(text.slice(at, from))}<mark>${escaped(text.slice(from, to))}</mark>`;
    at = to;
  }
  return html + escaped(text.slice(at, end));
}

const all = (text: string): Range => ({ begin: 0, end: text.length });

/**
 * The first places where a text matches, three at the most, as HTML: each from one block of the text, cut at the bounds of
 * sentences where these are near, else between words or graphemes, with … where it is cut within a sentence.
 */
export function snippets(text: string, matches: readonly Range[]): string[] {
  const found: string[] = [];
  let shown = 0;
  for (const match of matches) {
    if (found.length === MOST_SNIPPETS) break;
    if (match.begin < shown) continue;
    const line = lineAround(text, match);
    const range = cut(text, match, { begin: Math.max(line.begin, shown), end: line.end });
    const [before, after] = [isCut(text, line, range.begin), isCut(text, line, range.end)];
    const trimmed = trim(text, range);
    found.push(`${before ? "…" : ""}${marked(text, matches, trimmed)}${after ? "…" : ""}`);
    shown = range.end;
  }
  return found;
}

/** The block of the text that a match lies in. */
function lineAround(text: string, { begin, end }: Range): Range {
  const next = text.indexOf("\n", end);
  return { begin: begin === 0 ? 0 : text.lastIndexOf("\n", begin - 1) + 1, end: next === -1 ? text.length : next };
}

/** The part of a block to show: a third of it before the match, of which no more is shown than has room. */
function cut(text: string, whole: Range, line: Range): Range {
  const length = DENSE.test(text.slice(whole.begin, whole.end)) ? DENSE_LENGTH : LENGTH;
  const fits = whole.end - whole.begin <= length;
  const match = fits ? whole : { begin: whole.begin, end: grapheme(text, whole.begin + length) };
  const near = Math.ceil(length / 4);
  const begin = Math.max(line.begin, match.begin - Math.floor(length / 3));
  const end = Math.max(match.end, Math.min(line.end, begin + length));
  return {
    begin: begin === line.begin ? begin : beginNear(text, begin, Math.max(line.begin, begin - near), match.begin),
    end: end === line.end ? end : endNear(text, end, Math.max(match.end, end - near), Math.min(line.end, end + near)),
  };
}

/** The end of a sentence between two places; of several, the nearest to `wish`. */
function sentenceBound(text: string, wish: number, from: number, to: number): number | null {
  const bounds = Array.from(
    text.slice(from, to).matchAll(SENTENCE_END),
    (match) => from + match.index + match[0].length,
  );
  return bounds.sort((a, b) => Math.abs(a - wish) - Math.abs(b - wish))[0] ?? null;
}

function beginNear(text: string, wish: number, from: number, match: number): number {
  const bound = sentenceBound(text, wish, from, match);
  if (bound !== null) return bound;
  const space = text.indexOf(" ", wish);
  return space !== -1 && space < match && !DENSE.test(text.slice(wish, space)) ? space + 1 : grapheme(text, wish);
}

function endNear(text: string, wish: number, match: number, to: number): number {
  const bound = sentenceBound(text, wish, match, to);
  if (bound !== null) return bound;
  const space = text.lastIndexOf(" ", wish);
  if (space >= match && !DENSE.test(text.slice(space, wish))) return space;
  return Math.max(match, grapheme(text, wish));
}

/** Of UTF-16 units before a place, so many tell its grapheme: flags go by pairs from the first of a row of them. */
const LONGEST_ROW = 1000;

/** The last bound between two graphemes that is not after the place. */
function grapheme(text: string, at: number): number {
  const from = Math.max(0, at - LONGEST_ROW);
  return from + (GRAPHEMES.segment(text.slice(from, at + 32)).containing(at - from)?.index ?? at - from);
}

/** Whether a bound of a snippet lies within a sentence. */
function isCut(text: string, line: Range, at: number): boolean {
  if (at === line.begin || at === line.end) return false;
  return !/[。！？…][」』”’）]*$|[.!?]["'”’)]*\s+$/.test(text.slice(Math.max(line.begin, at - 8), at));
}

function trim(text: string, { begin, end }: Range): Range {
  const part = text.slice(begin, end);
  return {
    begin: begin + part.length - part.trimStart().length,
    end: end - (part.length - part.trimEnd().length),
  };
}
