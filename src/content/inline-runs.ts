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
  const pieces: Piece[] = [];
  let words: RootContent[] = [];
  let line: { node: RootContent; token: Token }[] = [];
  const endWords = () => {
    const from = words.findIndex((node) => !isLight(node, facts));
    const [first] = words.slice(Math.max(from, 0));
    const last = words[words.findLastIndex((node) => !isLight(node, facts))];
    if (from !== -1 && first && last) pieces.push({ is: "words", first, last });
    words = [];
  };
  const endLine = () => {
    const isPictures = line.some(({ token }) => token === "image") && line.every(({ token }) => token !== "words");
    if (isPictures) {
      endWords();
      for (const { node, token } of line) {
        if (token === "image" && isElement(node)) pieces.push({ is: "image", element: node, facts: facts.of(node) });
      }
    } else words.push(...line.map(({ node }) => node));
    line = [];
  };
  for (const node of nodes) {
    const token = tokenOf(node, facts);
    if (token === "element" && isElement(node)) {
      endLine();
      endWords();
      pieces.push({ is: "element", element: node });
    } else if (token === "break") {
      endLine();
      words.push(node);
    } else line.push({ node, token });
  }
  endLine();
  endWords();
  return pieces;
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

const isLight = (node: RootContent, facts: FactFinder): boolean => {
  const token = tokenOf(node, facts);
  return token === "break" || token === "space";
};
