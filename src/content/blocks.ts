import type { Element, Root, RootContent } from "hast";
import { isElement } from "./elements.ts";
import { FactFinder, type Facts, isBlock, loneImage } from "./facts.ts";
import { splitRun, TRANSPARENT } from "./inline-runs.ts";
import { gridOf } from "./table-grid.ts";

/** A block as nodes of the tree. */
export type Block =
  /** From one node to another of the same parent; `bare` where they are no `<p>`. */
  | { type: "paragraph"; first: RootContent; last: RootContent; bare: boolean }
  | { type: "heading"; element: Element; level: number; anchor: string }
  | { type: "image"; element: Element; image: Element; caption: Element | null; link: Element | null }
  | { type: "list"; element: Element; ordered: boolean; items: Element[] }
  | { type: "quote"; element: Element }
  | { type: "code"; element: Element; language: string | null }
  | { type: "table"; element: Element; header: Element[] | null; rows: Element[][] }
  | { type: "embed"; element: Element }
  | { type: "media"; element: Element; kind: "AUDIO" | "VIDEO"; src: string }
  | { type: "divider"; element: Element }
  | { type: "html"; element: Element };

/** Elements that only put others together. */
const WRAPPERS: ReadonlySet<string> = new Set("article aside div figcaption footer header section span".split(" "));

/**
 * The blocks of a sanitized tree, in reading order. Together they hold all of its text and media: what only puts others
 * together is gone through, and what is of no other type is kept whole.
 */
export function blocksOf(tree: Root): Block[] {
  const splitter = new Splitter();
  splitter.flow(tree.children);
  return splitter.blocks;
}

class Splitter {
  readonly blocks: Block[] = [];
  readonly #facts = new FactFinder();

  /** Nodes among which some begin lines of their own, and the others run on. */
  flow(nodes: readonly RootContent[]): void {
    let run: RootContent[] = [];
    for (const node of nodes) {
      // Of what is a block anyhow, nothing else needs to be known yet.
      if (!isElement(node) || !(isBlock(node) || this.#facts.of(node).blocks)) run.push(node);
      else {
        this.#run(run, null);
        run = [];
        this.#block(node);
      }
    }
    this.#run(run, null);
  }

  #run(nodes: readonly RootContent[], paragraph: Element | null): void {
    const pieces = splitRun(nodes, this.#facts);
    for (const piece of pieces) {
      if (piece.is === "element") this.#block(piece.element);
      else if (piece.is === "image") this.#image(piece.element, piece.facts, null);
      else if (pieces.length === 1 && paragraph !== null) {
        this.blocks.push({ type: "paragraph", first: paragraph, last: paragraph, bare: false });
      } else this.blocks.push({ type: "paragraph", first: piece.first, last: piece.last, bare: true });
    }
  }

  #image(element: Element, { image, link }: Facts, caption: Element | null): void {
    const hasAddress = image !== null && !/^data:/i.test(String(image.properties.src));
    this.blocks.push(hasAddress ? { type: "image", element, image, caption, link } : { type: "html", element });
  }

  #block(element: Element): void {
    const { tagName } = element;
    if (tagName === "p") this.#run(element.children, element);
    else if (/^h[1-6]$/.test(tagName)) this.#heading(element);
    else if (tagName === "figure") this.#figure(element);
    else if (WRAPPERS.has(tagName) && element.properties.dataFootnotes === undefined) this.flow(element.children);
    else if (tagName === "ul" || tagName === "ol") this.#list(element);
    else if (tagName === "blockquote") this.blocks.push({ type: "quote", element });
    else if (tagName === "pre") this.#code(element);
    else if (tagName === "table") this.#table(element);
    else if (tagName === "hr") this.blocks.push({ type: "divider", element });
    else if (tagName === "iframe") this.blocks.push({ type: "embed", element });
    else if (tagName === "audio" || tagName === "video") this.#media(element);
    else this.#other(element);
  }

  #heading(element: Element): void {
    const { text } = this.#facts.of(element);
    if (!text) this.flow(element.children);
    else {
      const { id } = element.properties;
      const level = Number(element.tagName.slice(1));
      this.blocks.push({ type: "heading", element, level, anchor: typeof id === "string" ? id : "" });
    }
  }

  #figure(element: Element): void {
    const captions = element.children.filter((child) => isElement(child, "figcaption"));
    const [caption = null] = captions;
    const facts = this.#facts.ofAll(element.children.filter((child) => child !== caption));
    const isPlain = captions.length < 2 && (caption === null || isProse(this.#facts.of(caption)));
    if (isPlain && loneImage(facts) !== null) this.#image(element, facts, caption);
    else this.flow(element.children);
  }

  #list(element: Element): void {
    const items = element.children.filter((child) => isElement(child, "li"));
    const others = this.#facts.ofAll(element.children.filter((child) => !isElement(child, "li")));
    if (items.length === 0 || others.text || others.images > 0 || others.other) this.#other(element);
    else this.blocks.push({ type: "list", element, ordered: element.tagName === "ol", items });
  }

  #code(element: Element): void {
    if (!isProse(this.#facts.of(element))) this.#other(element);
    else this.blocks.push({ type: "code", element, language: languageOf(element) });
  }

  #table(element: Element): void {
    const grid = gridOf(element);
    if (grid === null) this.#other(element);
    else this.blocks.push({ type: "table", element, ...grid });
  }

  #media(element: Element): void {
    const sources = [element, ...element.children.filter((child) => isElement(child, "source"))];
    const src = sources.map(({ properties }) => properties.src).find((address) => typeof address === "string");
    if (typeof src !== "string" || src === "") this.#other(element);
    else this.blocks.push({ type: "media", element, kind: element.tagName === "audio" ? "AUDIO" : "VIDEO", src });
  }

  #other(element: Element): void {
    const facts = this.#facts.of(element);
    if (loneImage(facts) !== null) this.#image(element, facts, null);
    // Bold or small, pictures are what they are.
    else if (TRANSPARENT.has(element.tagName) && !facts.text) this.flow(element.children);
    else if (facts.text || facts.images > 0 || facts.other) this.blocks.push({ type: "html", element });
  }
}

const isProse = ({ images, other }: Facts): boolean => images === 0 && !other;

/** What Markdown and most highlighters call the language of code by. */
function languageOf(pre: Element): string | null {
  const code = pre.children.find((child) => isElement(child, "code"));
  const classes = isElement(code) && Array.isArray(code.properties.className) ? code.properties.className : [];
  const named = classes.map(String).find((name) => name.startsWith("language-"));
  return named?.slice("language-".length) || null;
}
