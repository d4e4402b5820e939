import type { Element, RootContent } from "hast";
import { isElement } from "./elements.ts";
import { type FactFinder, type Facts, isBlock, loneImage } from "./facts.ts";

/** A part of what runs on in lines. */
export type Piece =
  /** Text and what stands among it. */
  | { is: "words"; first: RootContent; last: RootContent }
  /** An image that has its line to itself or shares it with others. */
  | { is: "image"; element: Element; facts: Facts }
  /** What stands on lines of its own, wherever it was written. */
  | { is: "element"; element: Element };

type Token = "break" | "space" | "image" | "element" | "words";

/** Elements that mean nothing without text: what is in them is looked at by itself where they hold none. */
export const TRANSPARENT: ReadonlySet<string> = new Set(
  "b bdi big em font i mark small span strong sub sup u".split(" "),
);

/**
 * Takes a run of inline nodes apart. Images that have a line to themselves (between the beginning, the end and `<br>`)
 * become pieces of their own, and so do players; one among words, like an emoji, stays with them. White space and breaks
 * at the ends of a piece are left out.
 */
export function splitRun(nodes: readonly RootContent[], facts: FactFinder): Piece[] {
  const [only] = nodes;
  // Most paragraphs are one text.
  if (nodes.length === 1 && only?.type === "text") {
    return /\S/.test(only.value) ? [{ is: "words", first: only, last: only }] : [];
  }
  const splitter = new RunSplitter(facts);
  for (const node of nodes) splitter.add(node);
  return splitter.finish();
}

class RunSplitter {
  readonly #facts: FactFinder;
  readonly #pieces: Piece[] = [];
  /** The ends of the words so far; breaks and white space between them stay. */
  #first: RootContent | null = null;
  #last: RootContent | null = null;
  /** What the line so far shows, and whether there are words in it. */
  #line: RootContent[] = [];
  #hasWords = false;

  constructor(facts: FactFinder) {
    this.#facts = facts;
  }

  add(node: RootContent): void {
    const token = tokenOf(node, this.#facts);
    if (token === "break") this.#endLine();
    else if (token === "element" && isElement(node)) {
      this.#endLine();
      this.#endWords();
      this.#pieces.push({ is: "element", element: node });
    } else if (token !== "space") {
      this.#line.push(node);
      this.#hasWords ||= token === "words";
    }
  }

  finish(): Piece[] {
    this.#endLine();
    this.#endWords();
    return this.#pieces;
  }

  #endLine(): void {
    const line = this.#line;
    if (line.length === 0) return;
    if (this.#hasWords) {
      this.#first ??= line[0] ?? null;
      this.#last = line.at(-1) ?? null;
    } else {
      this.#endWords();
      for (const element of line) {
        if (isElement(element)) this.#pieces.push({ is: "image", element, facts: this.#facts.of(element) });
      }
    }
    this.#line = [];
    this.#hasWords = false;
  }

  #endWords(): void {
    if (this.#first && this.#last) this.#pieces.push({ is: "words", first: this.#first, last: this.#last });
    this.#first = null;
    this.#last = null;
  }
}

function tokenOf(node: RootContent, finder: FactFinder): Token {
  if (!isElement(node)) return node.type === "text" && /\S/.test(node.value) ? "words" : "space";
  if (node.tagName === "br") return "break";
  const facts = finder.of(node);
  if (loneImage(facts) !== null) return "image";
  if (isBlock(node) || facts.blocks) return "element";
  if (facts.text || facts.other) return "words";
  if (facts.images === 0) return "space";
  return TRANSPARENT.has(node.tagName) || node.tagName === "a" ? "element" : "words";
}
