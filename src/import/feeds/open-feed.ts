import { decodeText, findEncoding, type Open } from "./encoding.ts";
import type { Feed } from "./feed.ts";
import { feedIssue } from "./issues.ts";
import { openJsonFeed } from "./json-feed.ts";
import { openXmlFeed } from "./xml-feed.ts";

export type { Feed } from "./feed.ts";

/**
 * Opens a feed (RSS, Atom, JSON Feed) or a WordPress export: finds out which it is, and what its entries refer to.
 * Null where it is none of them.
 * @param open - reads it from its beginning; called several times.
 * @param address - its URL or path: what relative addresses start from, and what is called it in messages.
 * @param contentType - the header of the answer that it came in, which may name the encoding.
 * @throws ImportRefused where it is too large to be read.
 */
export async function openFeed(open: Open, address: string, contentType: string | null = null): Promise<Feed | null> {
  const { label, broken } = await findEncoding(open, contentType);
  const text = () => decodeText(open, label);
  const message = `Bytes that are no characters in ${label} were replaced by U+FFFD.`;
  const found = broken ? [feedIssue(address, "FEED_ENCODING", message)] : [];
  const first = await firstCharacter(text());
  if (first === "{") return openJsonFeed(text(), address, found);
  return first === "<" ? openXmlFeed(text, address, found) : null;
}

async function firstCharacter(text: AsyncIterable<string>): Promise<string | null> {
  for await (const piece of text) {
    const start = piece.replace(/^[\s\ufeff]+/, "");
    if (start !== "") return start.charAt(0);
  }
  return null;
}
