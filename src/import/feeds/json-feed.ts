import type { Issue, Json, SourceFile } from "../../content/types.ts";
import { ImportRefused } from "../refused.ts";
import { httpAddress } from "./addresses.ts";
import { EMPTY_ENTRY, type Entry } from "./entry.ts";
import { EntryPaths, type Identity } from "./entry-paths.ts";
import type { Feed } from "./feed.ts";
import { baseAddress, MOST_AUTHORS, sharedLanguage, sharedName } from "./inherited.ts";
import { feedIssue } from "./issues.ts";
import { placed } from "./placed.ts";
import { textToHtml } from "./plain-text.ts";
import type { FeedContext } from "./rss.ts";

/** UTF-16 units: JSON is read whole, and takes several times its length. */
const MOST_LENGTH = 64 * 1024 * 1024;

type JsonMap = { [key: string]: Json };

/**
 * A JSON Feed, version 1 or 1.1 (jsonfeed.org/version/1.1). Null where it is other JSON.
 * @param found - what is to be reported of the feed in any case.
 * @throws ImportRefused where it is too large.
 */
export async function openJsonFeed(
  text: AsyncIterable<string>,
  address: string,
  found: readonly Issue[],
): Promise<Feed | null> {
  const feed = parse(await wholeText(text, address));
  if (!isMap(feed) || !Array.isArray(feed.items)) return null;
  if (!/^https?:\/\/(?:www\.)?jsonfeed\.org\//.test(textIn(feed, "version") ?? "")) return null;
  const items = feed.items;
  const siteUrl = baseAddress(textIn(feed, "home_page_url"), null);
  const context: FeedContext = {
    address: siteUrl ?? baseAddress(address, null),
    language: sharedLanguage(textIn(feed, "language")),
    authors: authorsIn(feed).slice(0, MOST_AUTHORS).map(sharedName),
  };
  return {
    kind: "feed",
    title: textIn(feed, "title"),
    siteUrl,
    language: context.language,
    async *entries() {
      yield* found;
      yield* entriesOf(items, context, address);
    },
  };
}

function* entriesOf(items: readonly Json[], feed: FeedContext, address: string): Generator<SourceFile | Issue> {
  const paths = new EntryPaths();
  for (const item of items) if (isMap(item)) paths.note(identify(item, feed));
  for (const item of items) {
    if (isMap(item)) yield* placed(paths.place(identify(item, feed)), readItem(item, feed));
    else
      yield feedIssue(
        address,
        "ENTRY_UNREADABLE",
        `An item is no object but ${Array.isArray(item) ? "a list" : String(item)}`,
      );
  }
}

async function wholeText(text: AsyncIterable<string>, address: string): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const part of text) {
    parts.push(part);
    length += part.length;
    if (length > MOST_LENGTH) {
      throw new ImportRefused(`${address} is JSON of more than 64 MiB; a feed of that size has to be split.`);
    }
  }
  return parts.join("");
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function identify(item: JsonMap, feed: FeedContext): Identity {
  return {
    id: textIn(item, "id"),
    link: httpAddress(textIn(item, "url"), feed.address),
    title: textIn(item, "title"),
    date: textIn(item, "date_modified") ?? textIn(item, "date_published"),
  };
}

function readItem(item: JsonMap, feed: FeedContext): Entry {
  const { id, link, title } = identify(item, feed);
  const image = httpAddress(textIn(item, "image"), link ?? feed.address);
  const authors = authorsIn(item);
  const html = textIn(item, "content_html");
  const text = textIn(item, "content_text");
  const summary = textIn(item, "summary");
  const body = html ?? (text === null ? null : textToHtml(text));
  const others = { external_url: textIn(item, "external_url"), attachments: attachmentsIn(item) };
  return {
    ...EMPTY_ENTRY,
    title,
    date: textIn(item, "date_published"),
    updated: textIn(item, "date_modified"),
    authors: authors.length > 0 ? authors : [...feed.authors],
    tags: Array.isArray(item.tags) ? item.tags.filter((tag) => typeof tag === "string") : [],
    permalink: link,
    guid: id,
    lang: textIn(item, "language") ?? feed.language,
    excerpt: body === null ? null : summary,
    headimg: httpAddress(textIn(item, "banner_image"), link ?? feed.address) ?? image,
    thumbnail: image,
    others,
    body: body ?? textToHtml(summary ?? ""),
  };
}

/** Version 1.1 has a list of authors, version 1 had one. */
function authorsIn(map: JsonMap): string[] {
  const list = Array.isArray(map.authors) ? map.authors : [map.author ?? null];
  return list.flatMap((author) => (isMap(author) ? (textIn(author, "name") ?? []) : []));
}

/** Recordings and the like, which no other key holds. */
function attachmentsIn(item: JsonMap): Json[] {
  const list = Array.isArray(item.attachments) ? item.attachments.filter(isMap) : [];
  return list.map((one) => ({
    url: textIn(one, "url"),
    mime_type: textIn(one, "mime_type"),
    title: textIn(one, "title"),
  }));
}

/** A text that is there; ids are numbers in many feeds. */
function textIn(map: JsonMap, key: string): string | null {
  const value = map[key];
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text.trim() !== "" ? text.trim() : null;
}

function isMap(value: Json): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
