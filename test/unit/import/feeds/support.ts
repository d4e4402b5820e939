import { readFileSync } from "node:fs";
import type { Issue, Json } from "../../../../src/content/types.ts";
import { type Feed, openFeed } from "../../../../src/import/feeds/open-feed.ts";

/** An entry's file, taken apart again. */
export interface ReadEntry {
  path: string;
  front: { [key: string]: Json };
  body: string;
}

/** A fixture's bytes. */
export const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../fixtures/feeds/${name}`, import.meta.url));

/** Reads all of a feed, which comes in small pieces. Fails where it is none. */
export async function readFeed(
  source: string | Buffer,
  { address = "https://feeds.example/feed", contentType = null as string | null } = {},
): Promise<{ feed: Feed; entries: ReadEntry[]; issues: Issue[] }> {
  const feed = await openPieces(source, address, contentType);
  if (feed === null) throw new Error("It is no feed");
  const entries: ReadEntry[] = [];
  const issues: Issue[] = [];
  for await (const one of feed.entries()) {
    if ("bytes" in one) entries.push({ path: one.path, ...takeApart(Buffer.from(one.bytes).toString()) });
    else issues.push(one);
  }
  return { feed, entries, issues };
}

/** Opens a feed whose bytes come in pieces of a length at which nothing ends. */
export function openPieces(source: string | Buffer, address: string, contentType: string | null): Promise<Feed | null> {
  const bytes = Buffer.from(source);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 4099) yield bytes.subarray(at, at + 4099);
  }
  return openFeed(pieces, address, contentType);
}

function takeApart(text: string): Pick<ReadEntry, "front" | "body"> {
  const end = text.startsWith("{}") ? 2 : text.indexOf("\n}\n") + 2;
  return { front: JSON.parse(text.slice(0, end)), body: text.slice(end + 1) };
}

/** An RSS feed of these items. */
export const rss = (items: string, declarations = ""): string =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" ${declarations}><channel><title>Test</title><link>https://site.example/</link>${items}</channel></rss>`;
