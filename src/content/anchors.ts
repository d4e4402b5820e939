import type { Element, Root } from "hast";
import { oneLine } from "./characters.ts";
import { DROPPED_ELEMENTS, isElement, type Parent } from "./elements.ts";
import { slugify } from "./slug.ts";
import { textOf } from "./text.ts";

/** What keeps an anchor from being a name that a page's own scripts or styles go by. */
const PREFIX = "h-";

/** What an anchor may be; the sanitizer lets headings have no other id. */
export const ANCHOR = /^h-[\p{L}\p{N}\p{M}-]+$/u;

/**
 * Gives each heading of a tree an anchor of its own: `h-` and the id that its author gave it, else its text as a slug,
 * with -2, -3 … where that is taken. Links inside the body to the author's ids, or to the slugs that generators make of
 * headings, are led to the anchors.
 */
export function giveAnchors(tree: Root): void {
  const anchors = new AnchorGiver();
  anchors.visit(tree);
  for (const link of anchors.links) {
    const anchor = anchors.find(String(link.properties.href).slice(1));
    if (anchor !== undefined) link.properties.href = `#${anchor}`;
  }
}

class AnchorGiver {
  /** Links to places of the same page. */
  readonly links: Element[] = [];
  readonly #taken = new Set<string>();
  /** The number that an anchor goes on with once it is taken: a thousand equal headings are not counted up each. */
  readonly #next = new Map<string, number>();
  /** What links may call a heading, and its anchor. */
  readonly #names = new Map<string, string>();
  /** Names that stand right before a heading are meant for it. */
  #waiting: string[] = [];

  visit(parent: Parent): void {
    for (const child of parent.children) {
      if (child.type === "text" && this.#waiting.length > 0 && /\S/.test(child.value)) this.#waiting = [];
      if (!isElement(child) || DROPPED_ELEMENTS.has(child.tagName)) continue;
      const { href } = child.properties;
      if (child.tagName === "a" && typeof href === "string" && href.startsWith("#")) this.links.push(child);
      if (isHeading(child)) this.#give(child);
      else if (child.properties.id !== undefined || child.properties.name !== undefined) {
        this.#waiting.push(...namesOf(child));
      }
      this.visit(child);
    }
  }

  find(target: string): string | undefined {
    const plain = decoded(target);
    if (this.#taken.has(plain)) return plain;
    return this.#names.get(plain) ?? this.#names.get(slugify(plain));
  }

  #give(heading: Element): void {
    const { id } = heading.properties;
    const own = typeof id === "string" ? id : undefined;
    const names = [...(own === undefined ? [] : [own]), ...namesWithin(heading), ...this.#waiting];
    this.#waiting = [];
    const title = slugify(oneLine(textOf(heading)));
    // The footnotes' own, which is hidden.
    if (own === "footnote-label" || (title === "" && own === undefined && /^\s*$/.test(textOf(heading)))) return;
    const [written = ""] = own === undefined ? namesWithin(heading) : [own];
    const base = slugify(written.replace(/^h-/, "")) || title || "section";
    const anchor = this.#free(PREFIX + base);
    heading.properties.id = anchor;
    for (const name of [...names, anchor.slice(PREFIX.length), title]) {
      if (name !== "" && !this.#names.has(name)) this.#names.set(name, anchor);
    }
  }

  #free(wanted: string): string {
    let anchor = wanted;
    let number = this.#next.get(wanted) ?? 2;
    for (; this.#taken.has(anchor); number++) anchor = `${wanted}-${number}`;
    this.#next.set(wanted, number);
    this.#taken.add(anchor);
    return anchor;
  }
}

const isHeading = ({ tagName }: Element): boolean => tagName.length === 2 && /^h[1-6]$/.test(tagName);

const namesOf = ({ properties: { id, name } }: Element): string[] =>
  [id, name].filter((value) => typeof value === "string" && value !== "") as string[];

function namesWithin({ children }: Element): string[] {
  return children.filter((child) => isElement(child)).flatMap((child) => [...namesOf(child), ...namesWithin(child)]);
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
