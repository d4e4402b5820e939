import type { Element, Properties, Root } from "hast";
import { sanitize } from "hast-util-sanitize";
import { removeBlank } from "./blank.ts";
import { DROPPED_ELEMENTS, HTML_ELEMENTS, isElement, type Parent, VOID_ELEMENTS } from "./elements.ts";
import { FRAME_ALLOW, FRAME_SANDBOX, playerUrl } from "./players.ts";
import { ARTICLE_SCHEMA, LINK_PROTOCOLS } from "./sanitize-schema.ts";

/** How much was removed that a reader might miss, or that could do harm. */
export interface Removed {
  scripts: number;
  frames: number;
  forms: number;
  embeds: number;
  eventHandlers: number;
  addresses: number;
}

/** A tree that is safe to show, and what it lost. */
export interface Sanitized {
  tree: Root;
  removed: Removed;
  /** Whether what was removed held the rest apart, so that a browser may read the printed tree differently. */
  unsettled: boolean;
}

/** Elements that stand for a line or box of their own, and mean nothing else to a reader. */
const BOXES: Readonly<Record<string, string>> = {
  address: "div",
  center: "div",
  dialog: "div",
  dir: "ul",
  fieldset: "div",
  form: "div",
  hgroup: "div",
  legend: "div",
  listing: "pre",
  main: "div",
  menu: "ul",
  nav: "div",
  plaintext: "pre",
  search: "div",
  xmp: "pre",
};

const ALLOWED = new Set(ARTICLE_SCHEMA.tagNames);

/** Elements whose going changes nothing about how their neighbours nest. */
const INERT = new Set(["script", "style", "font", "picture"]);

const PIXELS = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp)[;,]/i;
const LINKED = ["href", "src", "poster", "cite"] as const;

/**
 * Leaves in a tree what an article may hold: an allow-list of elements and attributes, links and media by harmless
 * protocols, frames of known players only, and no wrappers around nothing. The tree that is given is used up.
 */
export function sanitizeTree(tree: Root): Sanitized {
  const cleaner = new Cleaner();
  cleaner.cleanChildren(tree);
  const safe = sanitize(tree, ARTICLE_SCHEMA);
  const root: Root = safe.type === "root" ? safe : { type: "root", children: [safe as Element] };
  removeBlank(root);
  return { tree: root, removed: cleaner.removed, unsettled: cleaner.unsettled };
}

/** Decides what an allow-list of names cannot: it looks at addresses, and counts what goes. */
class Cleaner {
  readonly removed: Removed = { scripts: 0, frames: 0, forms: 0, embeds: 0, eventHandlers: 0, addresses: 0 };
  unsettled = false;

  cleanChildren(parent: Parent): void {
    const kept = [];
    for (const child of parent.children) {
      if (!isElement(child) || this.#clean(child)) kept.push(child);
    }
    (parent as Root).children = kept;
  }

  /** False where the element has to go together with its content. */
  #clean(element: Element): boolean {
    const { tagName, properties } = element;
    // All others of HTML have a say in which end tags may be left out, and where a paragraph or item ends.
    if (!ALLOWED.has(tagName) && HTML_ELEMENTS.has(tagName) && !INERT.has(tagName)) this.unsettled = true;
    if (tagName === "script") this.removed.scripts++;
    if (tagName === "form") this.removed.forms++;
    if (tagName === "object" || tagName === "embed" || tagName === "applet") this.removed.embeds++;
    this.#cleanProperties(properties);
    if (DROPPED_ELEMENTS.has(tagName)) return false;
    if (tagName === "iframe") return this.#cleanFrame(element);
    if (tagName === "img" && !properties.src) return false;
    if (tagName === "input" && properties.type !== "checkbox") return false;
    if (tagName !== "img" && /^data:/i.test(String(properties.src ?? ""))) delete properties.src;
    if (Object.hasOwn(BOXES, tagName)) element.tagName = BOXES[tagName] ?? tagName;
    this.cleanChildren(element);
    if (element.tagName === "pre") dropFirstBreaks(element);
    return true;
  }

  #cleanProperties(properties: Properties): void {
    for (const name of Object.keys(properties)) {
      if (/^on/i.test(name)) this.removed.eventHandlers++;
    }
    const classes = Array.isArray(properties.className) ? properties.className : [];
    const kept = classes.filter((name) => /^language-|^footnotes$|^sr-only$/.test(String(name)));
    if (kept.length > 0) properties.className = kept;
    else delete properties.className;
    for (const name of LINKED) {
      const value = properties[name];
      if (value === undefined || value === null) continue;
      const address = typeof value === "string" ? safeAddress(value) : null;
      if (address !== null) properties[name] = address;
      else {
        delete properties[name];
        this.removed.addresses++;
      }
    }
  }

  #cleanFrame(frame: Element): boolean {
    const src = playerUrl(String(frame.properties.src ?? ""));
    if (src === null) {
      this.removed.frames++;
      return false;
    }
    const { width, height, title } = frame.properties;
    frame.children = [];
    frame.properties = {
      src,
      ...(typeof width === "number" ? { width } : {}),
      ...(typeof height === "number" ? { height } : {}),
      ...(typeof title === "string" ? { title } : {}),
      loading: "lazy",
      referrerPolicy: "strict-origin-when-cross-origin",
      sandbox: FRAME_SANDBOX,
      allow: FRAME_ALLOW,
      allowFullScreen: true,
    };
    return true;
  }
}

/** An address as a browser reads it, without the white space it ignores; null for one that could do harm. */
function safeAddress(written: string): string | null {
  // Browsers drop these, also in the middle of "java\nscript:".
  const address = written.replace(/[\t\n\r]/g, "").trim();
  const scheme = /^([^/?#:]*):/.exec(address)?.[1];
  if (scheme === undefined || PIXELS.test(address)) return address;
  const name = scheme.toLowerCase();
  return LINK_PROTOCOLS.includes(name) ? name + address.slice(scheme.length) : null;
}

/**
 * A parser drops the line break that <pre> begins with, so that each reading would lose another one, were there
 * several. True once something else than a line break was met.
 */
function dropFirstBreaks(parent: Element): boolean {
  for (const child of parent.children) {
    if (child.type === "text") child.value = child.value.replace(/^\n+/, "");
    const hasContent = child.type === "text" ? child.value !== "" : isElement(child) && dropFirstBreaks(child);
    if (hasContent) return true;
  }
  return VOID_ELEMENTS.has(parent.tagName);
}
