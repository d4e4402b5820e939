import type { Element, RootContent } from "hast";
import { BLOCK_ELEMENTS, isElement } from "./elements.ts";

/** What some nodes show, to tell pictures from prose. */
export interface Facts {
  /** Something to read. */
  text: boolean;
  images: number;
  /** The first image, and the link around it. */
  image: Element | null;
  link: Element | null;
  /** Players, tables, rules and the like: neither text nor image. */
  other: boolean;
  /** An element that begins a line of its own. */
  blocks: boolean;
}

const OTHER: ReadonlySet<string> = new Set(["audio", "hr", "iframe", "input", "table", "video"]);
const PLAYERS: ReadonlySet<string> = new Set(["audio", "video"]);

/** Whether an element stands on lines of its own. */
export const isBlock = ({ tagName }: Element): boolean => BLOCK_ELEMENTS.has(tagName) || PLAYERS.has(tagName);

/** Finds out what nodes show, each element once however often it is asked for. */
export class FactFinder {
  readonly #known = new Map<Element, Facts>();

  of(element: Element): Facts {
    const known = this.#known.get(element);
    if (known) return known;
    const facts = this.ofAll(element.children);
    const { tagName, properties } = element;
    if (tagName === "img") {
      facts.images++;
      facts.image = element;
    } else if (tagName === "a" && facts.image !== null && typeof properties.href === "string") facts.link = element;
    facts.other ||= OTHER.has(tagName);
    facts.blocks ||= isBlock(element);
    this.#known.set(element, facts);
    return facts;
  }

  ofAll(nodes: readonly RootContent[]): Facts {
    const all: Facts = { text: false, images: 0, image: null, link: null, other: false, blocks: false };
    for (const node of nodes) {
      if (node.type === "text") all.text ||= /\S/.test(node.value);
      if (!isElement(node)) continue;
      const facts = this.of(node);
      all.text ||= facts.text;
      if (all.image === null) {
        all.image = facts.image;
        all.link = facts.link;
      }
      all.images += facts.images;
      all.other ||= facts.other;
      all.blocks ||= facts.blocks;
    }
    return all;
  }
}

/** The one image of what shows nothing else; null where there is more to it. */
export const loneImage = ({ text, images, image, other }: Facts): Element | null =>
  images === 1 && !text && !other ? image : null;
