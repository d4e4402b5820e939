import type { Element, Root } from "hast";
import { type Block, blocksOf } from "./blocks.ts";
import type { BlockSlice, Layout, LinkSlice, OutlineSlice, Span } from "./layout.ts";
import { Marks } from "./marks.ts";
import { providerOf } from "./players.ts";
import { type Heading, headingsOf, type Link, linksOf } from "./references.ts";

/** What a body is made of, before it is known where its parts stand. */
export interface Plan {
  blocks: Block[];
  headings: Heading[];
  links: Link[];
  /** For printing the tree and writing its text. */
  marks: Marks;
}

/** Finds the blocks, headings and links of a sanitized tree. */
export function planLayout(tree: Root): Plan {
  const plan: Plan = { blocks: blocksOf(tree), headings: headingsOf(tree), links: linksOf(tree), marks: new Marks() };
  for (const block of plan.blocks) wantNodes(block, plan.marks);
  for (const { element } of [...plan.headings, ...plan.links]) plan.marks.want(element);
  return plan;
}

function wantNodes(block: Block, marks: Marks): void {
  if (block.type === "paragraph") {
    marks.want(block.first);
    marks.want(block.last);
    return;
  }
  marks.want(block.element);
  if (block.type === "list") for (const item of block.items) marks.want(item);
  if (block.type === "table") for (const cell of [block.header ?? [], ...block.rows].flat()) marks.want(cell);
  if (block.type === "image") for (const part of [block.caption, block.link]) if (part) marks.want(part);
}

/** What of a body's surroundings decides about it. */
export interface Surroundings {
  /** Addresses of the article's images as the tree has them, in the order of their uses. */
  images: readonly string[];
  /** Tells whether a link leaves the site. */
  isExternal: (href: string) => boolean;
}

/** The layout of a body whose tree has been printed and whose text has been written. */
export function layoutOf(plan: Plan, text: string, { images, isExternal }: Surroundings): Layout {
  const { marks } = plan;
  const slicer = new Slicer(marks, text, positionsOf(images));
  return {
    blocks: plan.blocks.map((block) => slicer.slice(block)),
    outline: plan.headings
      .map(({ element, level, anchor }): OutlineSlice => [level, slicer.text(element), anchor])
      // What sanitizing took may have been all of its text.
      .filter(([, [start, end]]) => start < end),
    links: plan.links.map(
      ({ element, href }): LinkSlice => [marks.of(element).start, slicer.text(element), isExternal(href) ? 1 : 0],
    ),
  };
}

/** Where the uses of each address stand; those of one address are taken in their order. */
function positionsOf(images: readonly string[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const [position, address] of images.entries()) {
    const known = positions.get(address);
    if (known) known.push(position);
    else positions.set(address, [position]);
  }
  return positions;
}

class Slicer {
  readonly #marks: Marks;
  readonly #text: string;
  readonly #positions: Map<string, number[]>;

  constructor(marks: Marks, text: string, positions: Map<string, number[]>) {
    this.#marks = marks;
    this.#text = text;
    this.#positions = positions;
  }

  slice(block: Block): BlockSlice {
    if (block.type === "paragraph") {
      const [first, last] = [this.#marks.of(block.first), this.#marks.of(block.last)];
      const text = this.#trimmed(first.textStart, last.textEnd);
      return ["paragraph", [first.start, last.end], text, block.bare ? 1 : 0];
    }
    const { start, end, innerStart, innerEnd } = this.#marks.of(block.element);
    const html: Span = [start, end];
    if (block.type === "heading") return ["heading", html, this.text(block.element), block.level, block.anchor];
    if (block.type === "image") return this.#image(block, html);
    if (block.type === "list") return ["list", html, block.ordered ? 1 : 0, this.#inner(block.items)];
    if (block.type === "quote") return ["quote", html, this.text(block.element)];
    if (block.type === "code") return ["code", html, [innerStart, innerEnd], block.language];
    if (block.type === "table") {
      return ["table", html, block.header && this.#inner(block.header), block.rows.map((row) => this.#inner(row))];
    }
    if (block.type === "embed") return ["embed", html, providerOf(String(block.element.properties.src))];
    if (block.type === "media") return ["media", html, block.kind, block.src];
    return [block.type, html];
  }

  text(element: Element): Span {
    const { textStart, textEnd } = this.#marks.of(element);
    return this.#trimmed(textStart, textEnd);
  }

  #image({ image, caption, link }: Extract<Block, { type: "image" }>, html: Span): BlockSlice {
    const position = this.#positions.get(String(image.properties.src))?.shift();
    // One whose address leads nowhere has no entry of its own.
    if (position === undefined) return ["html", html];
    return ["image", html, position, caption && this.text(caption), link && this.#marks.of(link).start];
  }

  #inner(elements: readonly Element[]): Span[] {
    return elements.map((element) => {
      const { innerStart, innerEnd } = this.#marks.of(element);
      return [innerStart, innerEnd];
    });
  }

  #trimmed(from: number, to: number): Span {
    const written = this.#text.slice(from, to);
    const start = from + written.length - written.trimStart().length;
    return [start, Math.max(start, from + written.trimEnd().length)];
  }
}
