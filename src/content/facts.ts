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
    const inner = this.ofAll(element.children);
    const { tagName, properties } = element;
    const isImage = tagName === "img";
    const isLink = tagName === "a" && typeof properties.href === "string" && inner.image !== null;
    const facts: Facts = {
      text: inner.text,
      images: inner.images + (isImage ? 1 : 0),
      image: isImage ? element : inner.image,
      link: isLink ? element : inner.link,
      other: inner.other || OTHER.has(tagName),
      blocks: inner.blocks || isBlock(element),
    };
    this.#known.set(element, facts);
    return facts;
  }

  ofAll(nodes: readonly RootContent[]): Facts {
    const all: Facts = { text: false, images: 0, image: null, link: null, other: false, blocks: false };
    for (const node of nodes) {
      if (node.type === "text") all.text ||= /\S/.test(node.value);
      if (!isElement(node)) continue;
      const { text, images, image, link, other, blocks } = this.of(node);
      all.text ||= text;
      if (all.image === null) {
        all.image = image;
        all.link = link;
      }
      all.images += images;
      all.other ||= other;
      all.blocks ||= blocks;
    }
    return all;
  }
}

/** The one image of what shows nothing else; null where there is more to it. */
export const loneImage = ({ text, images, image, other }: Facts): Element | null =>
  images === 1 && !text && !other ? image : null;
