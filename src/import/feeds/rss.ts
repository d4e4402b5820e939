import { httpAddress, withBase } from "./addresses.ts";
import { EMPTY_ENTRY, type Entry } from "./entry.ts";
import type { Identity } from "./entry-paths.ts";
import { readMedia } from "./media.ts";
import { plainText, textToHtml, titleText } from "./plain-text.ts";
import { childrenOf, textOf, textsOf } from "./xml-children.ts";
import type { XmlElement } from "./xml-elements.ts";

/** What an entry takes over from its feed. */
export interface FeedContext {
  /** What relative addresses start from: the feed's own http(s) address, or its site's. */
  address: string | null;
  language: string | null;
  /** Of all entries that name none. */
  authors: readonly string[];
}

const BODIES = ["content:encoded", "atom:content", "xhtml:body", "xhtml:div", "body"] as const;
const SUMMARIES = ["description", "atom:summary", "dc:description", "itunes:summary"] as const;

/** RFC 822, which RSS 2.0 follows, has years of two digits. */
const SHORT_YEAR = /^((?:[a-z]{3,9},?\s+)?\d{1,2}\s+[a-z]{3,9}\s+)(\d{2})(?=\s)/i;

/** What an item of RSS (0.9 to 2.0) is known by. */
export function identifyItem(item: XmlElement, { address }: FeedContext): Identity {
  const published = textOf(item, "pubdate", "dc:date", "dcterms:created", "atom:published");
  return {
    id: textOf(item, "guid", "atom:id") ?? (item.attributes["rdf:about"]?.trim() || null),
    link: linkOf(item, address),
    title: textOf(item, "title", "dc:title", "atom:title"),
    date: writtenDate(textOf(item, "atom:updated", "dcterms:modified") ?? published),
  };
}

/** An item of RSS as an entry: the publisher's full text where it is there, else the description. */
export function readItem(item: XmlElement, feed: FeedContext): Entry {
  const { id, link, title } = identifyItem(item, feed);
  const { enclosures, ...images } = readMedia(item, feed.address);
  const names = textsOf(item, "category", "dc:subject").map(titleText);
  const labels = childrenOf(item, "atom:category").map(({ attributes: { label, term } }) =>
    titleText(label ?? term ?? ""),
  );
  return {
    ...EMPTY_ENTRY,
    ...images,
    ...bodyOf(item),
    title: title && titleText(title),
    date: writtenDate(textOf(item, "pubdate", "dc:date", "dcterms:created", "atom:published")),
    updated: writtenDate(textOf(item, "atom:updated", "dcterms:modified")),
    authors: authorsOf(item, feed),
    // A path of its own each: names stand for themselves, also with slashes in them.
    categories: [...new Set([...names, ...labels])].filter((name) => name !== "").map((name) => [name]),
    permalink: link,
    guid: id,
    lang: textOf(item, "dc:language") ?? item.language ?? feed.language,
    others: enclosures.length > 0 ? { enclosures } : {},
  };
}

/** A date as RFC 5322 writes it: a year of two digits is one of the years from 1950 to 2049. */
function writtenDate(text: string | null): string | null {
  const longYear = (_all: string, day: string, year: string) => `${day}${year < "50" ? "20" : "19"}${year}`;
  return text?.replace(SHORT_YEAR, longYear) ?? null;
}

/** FeedBurner puts its own address in the link's place, and the publisher's beside it. */
function linkOf(item: XmlElement, address: string | null): string | null {
  const link = childrenOf(item, "link").find(({ text }) => text.trim() !== "");
  const guid = childrenOf(item, "guid")[0];
  const alternate = childrenOf(item, "atom:link").find(
    ({ attributes: { rel } }) => (rel ?? "alternate") === "alternate",
  );
  return (
    httpAddress(textOf(item, "feedburner:origlink"), null) ??
    httpAddress(link?.text, link?.base ?? address) ??
    httpAddress(alternate?.attributes.href, alternate?.base ?? address) ??
    // RSS 2.0: a guid is an address unless it says otherwise.
    (guid?.attributes.ispermalink?.toLowerCase() === "false" ? null : httpAddress(guid?.text, null))
  );
}

function bodyOf(item: XmlElement): Pick<Entry, "body" | "excerpt"> {
  const find = (names: readonly string[]) =>
    names.flatMap((name) => childrenOf(item, name)).find(({ text }) => text.trim() !== "");
  const full = find(BODIES);
  const summary = find(SUMMARIES);
  const body = full ?? summary;
  if (!body) return { body: textToHtml(mediaDescription(item) ?? ""), excerpt: null };
  const excerpt = full && summary && summary.text.trim() !== full.text.trim() ? plainText(summary.text) : null;
  return { body: withBase(body.text, body.base), excerpt: excerpt || null };
}

/** A video's text, which has no other place. */
export function mediaDescription(entry: XmlElement): string | null {
  const group = childrenOf(entry, "media:group")[0];
  return textOf(entry, "media:description") ?? (group ? textOf(group, "media:description") : null);
}

function authorsOf(item: XmlElement, feed: FeedContext): string[] {
  const creators = textsOf(item, "dc:creator", "dcterms:creator");
  const authors = creators.length > 0 ? creators : textsOf(item, "author");
  const persons = childrenOf(item, "atom:author").flatMap((author) => textsOf(author, "atom:name"));
  const names = [authors, persons, textsOf(item, "itunes:author"), feed.authors].find((list) => list.length > 0) ?? [];
  return [...new Set(names.map((name) => titleText(withoutMail(name))))].filter((name) => name !== "");
}

/** `jo@example.org (Jo Doe)`, as RSS 2.0 has it, and `Jo Doe <jo@example.org>`, as mail has it, are Jo Doe. */
function withoutMail(author: string): string {
  const found = /^[^\s@]+@[^\s()]+\s*\(([^()]+)\)$/.exec(author) ?? /^([^<>]+)<[^\s<>@]+@[^\s<>]+>$/.exec(author);
  return found?.[1]?.trim() || author;
}
