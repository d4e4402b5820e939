import { oneLine } from "../../content/characters.ts";
import { httpAddress, withBase } from "./addresses.ts";
import { EMPTY_ENTRY, type Entry } from "./entry.ts";
import type { Identity } from "./entry-paths.ts";
import { readMedia } from "./media.ts";
import { decodeUndeclared, plainText, textToHtml, titleText } from "./plain-text.ts";
import { type FeedContext, mediaDescription } from "./rss.ts";
import { childrenOf, textOf, textsOf } from "./xml-children.ts";
import type { XmlElement } from "./xml-elements.ts";

const XHTML_WRAPPER = /^\s*<div(?:\s[^<>]*)?>([\s\S]*)<\/div>\s*$/i;
const ANY_TAG = /<\/[a-z][a-z0-9]*\s*>|<(?:br|img|hr)\b[^<>]*>/i;

/** What an entry of Atom (RFC 4287) is known by. */
export function identifyEntry(entry: XmlElement, { address }: FeedContext): Identity {
  return {
    id: textOf(entry, "atom:id"),
    link: linkOf(entry, address),
    title: textOf(entry, "atom:title"),
    date: textOf(entry, "atom:updated", "atom:modified", "atom:published", "atom:issued", "atom:created"),
  };
}

/** An entry of Atom. One that was changed but never said to be published was published when it was changed. */
export function readEntry(entry: XmlElement, feed: FeedContext): Entry {
  const { id, link } = identifyEntry(entry, feed);
  const { enclosures, ...images } = readMedia(entry, feed.address);
  const published = textOf(entry, "atom:published", "atom:issued", "atom:created", "dc:date");
  const updated = textOf(entry, "atom:updated", "atom:modified");
  const title = childrenOf(entry, "atom:title")[0];
  const labels = childrenOf(entry, "atom:category").map(
    ({ attributes: { label, term } }) => label?.trim() || (term ?? ""),
  );
  return {
    ...EMPTY_ENTRY,
    ...images,
    ...bodyOf(entry),
    title: title ? plainOf(title) || null : null,
    date: published ?? updated,
    updated: published === null || published === updated ? null : updated,
    authors: authorsOf(entry, feed),
    categories: [...new Set([...labels, ...textsOf(entry, "dc:subject")].map(titleText))]
      .filter((name) => name !== "")
      .map((name) => [name]),
    permalink: link,
    guid: id,
    lang: entry.language ?? feed.language,
    others: enclosures.length > 0 ? { enclosures } : {},
  };
}

/** The names of the persons that an element (an entry, a source, a feed) calls its authors. */
function personsOf(element: XmlElement): string[] {
  const names = childrenOf(element, "atom:author").flatMap((author) => textsOf(author, "atom:name").slice(0, 1));
  return names.map(titleText).filter((name) => name !== "");
}

/** The address of what is there to be read: the alternate in HTML, else any, else an id that is an address. */
function linkOf(element: XmlElement, address: string | null): string | null {
  const links = childrenOf(element, "atom:link").filter(
    ({ attributes: { rel } }) => (rel ?? "alternate") === "alternate",
  );
  const link = links.find(({ attributes: { type } }) => type === "text/html") ?? links[0];
  return httpAddress(link?.attributes.href, link?.base ?? address) ?? httpAddress(textOf(element, "atom:id"), null);
}

/** The text of a text construct, on one line. */
export function plainOf(construct: XmlElement): string {
  const html = markupOf(construct, false);
  return html === null ? oneLine(decodeUndeclared(construct.text)) : plainText(html);
}

function bodyOf(entry: XmlElement): Pick<Entry, "body" | "excerpt"> {
  const content = childrenOf(entry, "atom:content")[0];
  const summary = childrenOf(entry, "atom:summary")[0];
  const full = content && htmlOf(content);
  const body = full || (summary && htmlOf(summary)) || textToHtml(mediaDescription(entry) ?? "");
  const excerpt = full && summary && summary.text.trim() !== content.text.trim() ? plainOf(summary) : null;
  return { body, excerpt: excerpt || null };
}

/** The HTML of a content or text construct; empty for what is neither text nor markup, and for what lies elsewhere. */
function htmlOf(construct: XmlElement): string {
  const html = markupOf(construct, true);
  if (html !== null) return withBase(html, construct.base);
  const type = construct.attributes.type?.toLowerCase() ?? "text";
  return type === "text" || type.startsWith("text/") ? textToHtml(decodeUndeclared(construct.text)) : "";
}

/**
 * RFC 4287, sections 3.1.1 and 4.1.3: what `type` makes of the text. Null where it is no HTML.
 * @param guess - a body that names no type and has tags in it was meant as HTML.
 */
function markupOf({ text, attributes }: XmlElement, guess: boolean): string | null {
  const type = attributes.type?.trim().toLowerCase();
  if (type === "xhtml" || type === "application/xhtml+xml") return XHTML_WRAPPER.exec(text)?.[1] ?? text;
  if (type === "html" || type === "text/html") return text;
  return guess && type === undefined && ANY_TAG.test(text) ? text : null;
}

function authorsOf(entry: XmlElement, feed: FeedContext): string[] {
  const source = childrenOf(entry, "atom:source")[0];
  const lists = [personsOf(entry), textsOf(entry, "dc:creator"), source ? personsOf(source) : [], feed.authors];
  return [...new Set(lists.find((list) => list.length > 0) ?? [])];
}
