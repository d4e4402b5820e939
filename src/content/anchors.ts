import type { Element, Root } from "hast";
import { oneLine } from "./characters.ts";
import { DROPPED_ELEMENTS, isElement, type Parent } from "./elements.ts";
import { slugify } from "./slug.ts";
import { textOf } from "./text.ts";

/** What keeps an anchor from being a name that a page's own scripts or styles go by. */
const PREFIX = "h-";

/** What a heading without a letter is called. */
const NAMELESS = "section";

/** What an anchor may be; the sanitizer lets headings have no other id. */
export const ANCHOR = /^h-[\p{L}\p{N}\p{M}-]+$/u;

/**
 * Gives each heading of a tree an anchor of its own: `h-` and the id that its author gave it, else its text as a slug,
 * with -2, -3 … where that is taken. Links inside the body to the author's ids, or to the slugs that generators make of
 * headings, are led to the anchors. A heading inside of another one is part of that.
 */
export function giveAnchors(tree: Root): void {
  const anchors = new AnchorGiver();
  anchors.visit(tree, false);
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
  /** Anchors by the names that authors gave their headings, and by those that generators make of the texts. */
  readonly #written = new Map<string, string>();
  readonly #made = new Map<string, string>();
  /** Names that stand right before a heading are meant for it. */
  #waiting: string[] = [];

  visit(parent: Parent, inHeading: boolean): void {
    for (const child of parent.children) {
      if (child.type === "text" && this.#waiting.length > 0 && /\S/.test(child.value)) this.#waiting = [];
      if (!isElement(child) || DROPPED_ELEMENTS.has(child.tagName)) continue;
      const { href } = child.properties;
      if (child.tagName === "a" && typeof href === "string" && href.startsWith("#")) this.links.push(child);
      if (!isHeading(child)) this.#waiting.push(...namesOf(child));
      else if (!inHeading) this.#give(child);
      // Each of some that nest has the text of all below it: looked at one by one, they would take minutes. An anchor it
      // needs all the same, for a browser may read the one in the other as one behind the other.
      else child.properties.id = this.#free(`${PREFIX}${NAMELESS}`);
      this.visit(child, inHeading || isHeading(child));
    }
  }

  find(target: string): string | undefined {
    const plain = decoded(target);
    const written = this.#written.get(plain);
    if (written !== undefined || this.#taken.has(plain)) return written ?? plain;
    return this.#made.get(plain) ?? this.#made.get(slugify(plain));
  }

  #give(heading: Element): void {
    const { id } = heading.properties;
    const own = typeof id === "string" && id !== "" ? id : undefined;
    const within = own === undefined ? [] : [own];
    collectNames(heading, within);
    const [first = ""] = within;
    const written = [...within, ...this.#waiting];
    this.#waiting = [];
    const title = slugify(oneLine(textOf(heading)));
    // The footnotes' own, which is hidden.
    if (own === "footnote-label" || (title === "" && own === undefined && /^\s*$/.test(textOf(heading)))) return;
    const base = slugify(first.replace(/^h-/, "")) || title || NAMELESS;
    const anchor = this.#free(PREFIX + base);
    heading.properties.id = anchor;
    // As in a browser, the first one of a name has it.
    for (const name of written) if (!this.#written.has(name)) this.#written.set(name, anchor);
    this.#made.set(anchor.slice(PREFIX.length), anchor);
    if (title !== "" && !this.#made.has(title)) this.#made.set(title, anchor);
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

function collectNames({ children }: Element, names: string[]): void {
  for (const child of children) {
    if (!isElement(child)) continue;
    names.push(...namesOf(child));
    collectNames(child, names);
  }
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
