import type { Element, Nodes, Root, RootContent } from "hast";
import { collapsed, cutAtGrapheme } from "./characters.ts";
import { BLOCK_ELEMENTS, DROPPED_ELEMENTS } from "./elements.ts";
import type { Marks } from "./marks.ts";

const MAX_LEAD = 700;

const CJK = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303F\uFF01-\uFFEE]`;
const CJK_BEGINS = new RegExp(`^${CJK}`, "u");
const CJK_ENDS = new RegExp(`${CJK}$`, "u");
const PUNCTUATION_ENDS = /(?=\p{P})[\u3001-\u303F\uFF01-\uFFEE]$/u;

/**
 * The plain text of a tree: blocks on lines of their own, the cells of a row apart by tabs, code as it stands.
 * @param marks - told where their nodes stand.
 * @param enough - UTF-16 units after which the rest may be left out.
 */
export function textOf(tree: Root | Element, marks?: Marks, enough = Number.POSITIVE_INFINITY): string {
  const writer = new TextWriter(marks, enough);
  writer.writeAll(tree.children, false);
  const written = writer.text();
  const text = written.trim();
  // Most texts begin with a letter, and a search from the beginning finds it at once.
  const cut = text === "" ? 0 : written.length - written.trimStart().length;
  for (const mark of marks?.all() ?? []) {
    mark.textStart = within(mark.textStart - cut, text);
    mark.textEnd = within(mark.textEnd - cut, text);
  }
  return text;
}

const within = (place: number, text: string): number => Math.min(Math.max(place, 0), text.length);

/**
 * The beginning of a text on one line, at most 700 UTF-16 units, cut between graphemes and ending in … where cut. Lines
 * are joined by a space, but for those of Chinese and Japanese.
 */
export function leadOf(text: string): string {
  // White space collapses, so that a longer piece than the lead is needed to fill it.
  const piece = text.slice(0, MAX_LEAD * 4);
  let line = "";
  for (const part of piece.split("\n")) {
    const words = collapsed(part).trim();
    if (words !== "") line += jointOf(line, words) + words;
    // A cut looks at a few characters behind it, and at nothing further on.
    if (line.length > MAX_LEAD * 2) break;
  }
  if (line.length <= MAX_LEAD && piece.length === text.length) return line;
  return `${cutAtGrapheme(line, MAX_LEAD - 1).trimEnd()}…`;
}

/** Nothing between two characters that are set without spaces, or after a sign that brings its own. */
function jointOf(before: string, after: string): "" | " " {
  // A character is two UTF-16 units at the most.
  const last = before.slice(-2);
  const closed = last === "" || PUNCTUATION_ENDS.test(last) || (CJK_ENDS.test(last) && CJK_BEGINS.test(after));
  return closed ? "" : " ";
}

/** Writes text the way a browser lays it out: white space collapses to one space, blocks begin new lines. */
class TextWriter {
  readonly #parts: string[] = [];
  /** What stands between the text so far and the next: it is written only once there is a next. */
  #separator: "" | " " | "\t" | "\n" = "";
  /** Of the parts so far. */
  #length = 0;
  readonly #marks: Marks | undefined;
  readonly #enough: number;

  constructor(marks: Marks | undefined, enough: number) {
    this.#marks = marks;
    this.#enough = enough;
  }

  text(): string {
    return this.#parts.join("");
  }

  writeAll(nodes: readonly Nodes[], preformatted: boolean): void {
    for (const node of nodes) {
      if (this.#length > this.#enough) return;
      const mark = this.#marks?.find(node as RootContent);
      if (mark) mark.textStart = this.#length;
      if (node.type === "element") this.#writeElement(node, preformatted);
      else if (node.type === "text" && preformatted) this.#write(node.value);
      else if (node.type === "text") this.#writeCollapsed(node.value);
      if (mark) mark.textEnd = this.#length;
    }
  }

  #writeElement(element: Element, preformatted: boolean): void {
    const { tagName } = element;
    if (DROPPED_ELEMENTS.has(tagName) || isFootnoteFurniture(element)) return;
    if (tagName === "br") {
      if (preformatted) this.#write("\n");
      else this.#separator = "\n";
      return;
    }
    const isCell = tagName === "td" || tagName === "th";
    const isBlock = !isCell && BLOCK_ELEMENTS.has(tagName);
    if (isBlock) this.#separator = "\n";
    this.writeAll(element.children, preformatted || tagName === "pre");
    if (isBlock) this.#separator = "\n";
    if (isCell) this.#separator = "\t";
  }

  #writeCollapsed(value: string): void {
    // White space of HTML alone, and no lone spaces, which are what they become.
    const line = value.replace(/[\t\n\r\f][ \t\n\r\f]*| [ \t\n\r\f]+/g, " ");
    const begins = line.startsWith(" ");
    const ends = line.endsWith(" ");
    if (begins) this.#space();
    // Spaces alone: trim() would take no-break and ideographic spaces, which the author put there.
    const words = line.slice(begins ? 1 : 0, ends ? -1 : undefined);
    if (words === "") return;
    this.#write(words);
    if (ends) this.#space();
  }

  #space(): void {
    this.#separator ||= " ";
  }

  #write(text: string): void {
    if (this.#parts.length > 0 && this.#separator !== "") {
      this.#parts.push(this.#separator);
      this.#length++;
    }
    this.#separator = "";
    this.#parts.push(text);
    this.#length += text.length;
  }
}

/** What only helps to move between footnotes: the hidden heading above them, and the arrows back. */
function isFootnoteFurniture({ properties }: Element): boolean {
  const classes = Array.isArray(properties.className) ? properties.className : [];
  return properties.dataFootnoteBackref !== undefined || classes.includes("sr-only");
}
