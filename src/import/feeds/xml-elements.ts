import { Parser } from "htmlparser2";
import { VOID_ELEMENTS } from "../../content/elements.ts";
import { baseAddress, sharedLanguage } from "./inherited.ts";
import { innerScope, nameIn, type Scope } from "./namespaces.ts";
import { decodeUndeclared, escapeHtml } from "./plain-text.ts";

/** An element of a feed, whole. */
export interface XmlElement {
  /** Lower case, with the prefix of namespaces.ts. */
  name: string;
  /** By their names as written, in lower case. */
  attributes: Readonly<Record<string, string>>;
  /** xml:base in force, absolute; null where there is none. */
  base: string | null;
  /** xml:lang in force. */
  language: string | null;
  /** The element's text; of a text with markup in it, the HTML that it comes to. */
  text: string;
  children: XmlElement[];
  /** It holds more than an article can: its texts are not whole. */
  oversized: boolean;
}

/** Elements that hold a feed's entries: they are never whole before the feed's end. */
const CONTAINERS = new Set(["rss", "rdf:rdf", "channel", "atom:feed"]);

/** Elements that hold text or markup: tags inside them are part of it. */
const TEXTS = new Set(
  `title description body content:encoded excerpt:encoded xhtml:body xhtml:div itunes:summary media:description
  dc:title dc:description atom:title atom:subtitle atom:summary atom:content atom:rights`.split(/\s+/),
);

/** What an export keeps with an entry and no article has, as long as it may be. */
const IGNORED = new Set(["wp:comment"]);

/** UTF-16 units. An article has 16 MiB at the most, and an export keeps more with it than its text. */
const MOST_OF_ELEMENT = 20 * 1024 * 1024;
/** UTF-16 units without an end of what was begun: a tag, a comment or a CDATA section that is never closed. */
const MOST_PENDING = MOST_OF_ELEMENT;
/** Also bounds the work of a tag that closes many. */
const MOST_DEPTH = 256;
const MOST_ATTRIBUTES = 1000;

/** What an element costs beside its text, in the same measure. */
const COST_OF_TAG = 100;

/** An element that is still open. */
interface Frame {
  element: XmlElement;
  scope: Scope;
  parts: string[];
  /** How much the whole element had before this one. */
  sizeBefore: number;
}

/**
 * Reads XML as feeds are written, whatever is wrong with it, and gives the elements of a feed as soon as they are
 * whole. Knows neither entities of a document type nor anything outside the document. Takes memory for one element.
 */
export class XmlElementReader {
  /** The name of the outermost element; null before it has come. */
  root: string | null = null;
  /** Why nothing more is read; null while all is well. */
  problem: string | null = null;

  readonly #parser: Parser;
  readonly #frames: Frame[] = [];
  readonly #documentBase: string | null;
  #whole: XmlElement[] = [];
  /** Tags that are open inside a text. */
  readonly #markup: string[] = [];
  #size = 0;
  #pending = 0;
  #attributes = 0;

  /** @param documentBase - absolute address of the document, that a relative xml:base is relative to. */
  constructor(documentBase: string | null) {
    this.#documentBase = documentBase;
    this.#parser = new Parser(
      {
        onattribute: () => this.#countAttribute(),
        onopentag: (name, attributes) => this.#open(name, attributes),
        onclosetag: (name) => this.#close(name),
        ontext: (text) => this.#text(text),
      },
      { xmlMode: true },
    );
  }

  /** Reads on, and gives the elements that have become whole. */
  write(text: string): XmlElement[] {
    if (this.problem !== null) return [];
    this.#pending += text.length;
    this.#parser.write(text);
    if (this.#pending > MOST_PENDING) this.problem = "something in it is opened and never closed";
    const whole = this.#whole;
    this.#whole = [];
    return whole;
  }

  /** To be called at the document's end: what is still open then will never be whole. */
  end(): void {
    const open = this.#frames.at(-1)?.element.name;
    if (open !== undefined) this.problem ??= `it ends inside of <${open}>`;
  }

  #countAttribute(): void {
    if (++this.#attributes > MOST_ATTRIBUTES) this.problem ??= `an element has more than ${MOST_ATTRIBUTES} attributes`;
  }

  #open(written: string, attributes: Record<string, string>): void {
    this.#pending = 0;
    this.#attributes = 0;
    if (this.problem !== null) return;
    if (this.#frames.length + this.#markup.length >= MOST_DEPTH) {
      this.problem = `it nests deeper than ${MOST_DEPTH} elements`;
      return;
    }
    const parent = this.#frames.at(-1);
    if (parent && TEXTS.has(parent.element.name)) this.#openMarkup(parent, written, attributes);
    else this.#openElement(parent, written, attributes);
  }

  #openElement(parent: Frame | undefined, written: string, attributes: Record<string, string>): void {
    const scope = innerScope(parent?.scope ?? scopeOfRoot(written), attributes);
    const element: XmlElement = {
      name: nameIn(scope, written),
      attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value])),
      base: this.#baseOf(parent?.element.base ?? null, attributes["xml:base"]),
      language: sharedLanguage(attributes["xml:lang"]) ?? parent?.element.language ?? null,
      text: "",
      children: [],
      oversized: false,
    };
    this.root ??= element.name;
    if (parent && isContainer(parent)) this.#size = 0;
    this.#frames.push({ element, scope, parts: [], sizeBefore: this.#size });
    this.#size += COST_OF_TAG + sizeOf(attributes);
  }

  #openMarkup(text: Frame, written: string, attributes: Record<string, string>): void {
    const name = localName(written);
    this.#markup.push(written);
    const pairs = Object.entries(attributes).filter(([key]) => !key.includes(":") && key !== "xmlns");
    const printed = pairs.map(([key, value]) => ` ${key}="${escapeHtml(value).replaceAll('"', "&quot;")}"`);
    this.#push(text, `<${name}${printed.join("")}>`);
  }

  #close(written: string): void {
    this.#pending = 0;
    const frame = this.#frames.at(-1);
    if (this.problem !== null || frame === undefined) return;
    if (this.#markup.length > 0) {
      this.#markup.pop();
      const name = localName(written);
      if (!VOID_ELEMENTS.has(name)) this.#push(frame, `</${name}>`);
      return;
    }
    this.#frames.pop();
    frame.element.text = frame.parts.join("");
    const parent = this.#frames.at(-1);
    if (parent === undefined || isContainer(frame)) return;
    if (IGNORED.has(frame.element.name)) this.#size = frame.sizeBefore;
    else if (isContainer(parent)) this.#whole.push(Object.assign(frame.element, { oversized: this.#isFull() }));
    else if (!this.#isFull()) parent.element.children.push(frame.element);
  }

  #isFull(): boolean {
    return this.#size > MOST_OF_ELEMENT;
  }

  #text(text: string): void {
    this.#pending = 0;
    const frame = this.#frames.at(-1);
    if (this.problem !== null || frame === undefined || isContainer(frame)) return;
    // Outside of tags, the text is itself the source of what it means; inside, it is what XML has made of it.
    this.#push(frame, this.#markup.length === 0 ? text : escapeHtml(decodeUndeclared(text)));
  }

  #push(frame: Frame, text: string): void {
    this.#size += text.length;
    if (!this.#isFull()) frame.parts.push(text);
  }

  #baseOf(outer: string | null, written: string | undefined): string | null {
    return baseAddress(written, outer ?? this.#documentBase) ?? outer;
  }
}

const isContainer = ({ element }: Frame): boolean => CONTAINERS.has(element.name);

/** Atom that does not say so is Atom all the same. */
const scopeOfRoot = (root: string): Scope => new Map(root.toLowerCase() === "feed" ? [["", "atom"]] : []);

const localName = (written: string): string => written.slice(written.indexOf(":") + 1).toLowerCase();

function sizeOf(attributes: Readonly<Record<string, string>>): number {
  return Object.entries(attributes).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}
