import { createHash } from "node:crypto";
import { collapsed } from "./characters.ts";
import { withoutNoise } from "./essence.ts";
import { isMdx } from "./format.ts";
import type { FrontMatter } from "./front-matter.ts";
import { addressKey } from "./image-addresses.ts";
import { firstOf, KEYS } from "./keys.ts";
import { asText } from "./names.ts";
import type { Article } from "./types.ts";

/**
 * Characters. Below this, articles of one site can be equal and yet be two: a notice in place of a text that may not be
 * copied, a reminder of the next meeting. Of the articles of seven sites, none that differ are equal above it.
 */
const SHORT_TEXT = 500;

/** What articles are told apart by. */
type Told = Pick<Article, "text" | "images" | "title" | "categories" | "language" | "guid" | "url" | "raw" | "path">;

/** The id that the source itself gives an article; null where it gives none. */
export function readGuid(front: FrontMatter): string | null {
  return asText(firstOf(front, KEYS.guid))?.trim() || null;
}

/**
 * SHA-256 of an article's text (NFKC, white space collapsed), its images and its language: equal in copies of it under
 * other paths, with other dates, thumbnails or proxies. Of a short text, and one with components, also its title,
 * categories and body, whose tags may say more than its text. Articles to which the source itself gives an id or an
 * address differ where these do.
 * @param proxies - prefixes of addresses that are left out.
 */
export function contentKeyOf(article: Told, proxies: readonly string[]): Buffer {
  const { text, images, title, categories, language, guid, url, raw } = article;
  const plain = normalised(text);
  const addresses = images.map(({ address }) =>
    // A file of the source moves together with the article.
    address.localPath === null ? addressKey(address) : address.localPath.slice(address.localPath.lastIndexOf("/") + 1),
  );
  const primaryLanguage = language?.split(/[-_]/)[0]?.toLowerCase() ?? null;
  const saysMore = plain.length < SHORT_TEXT || isMdx(article.path);
  const besides = saysMore ? [normalised(title), categories, normalised(withoutNoise(raw, proxies))] : [];
  return createHash("sha256")
    .update(JSON.stringify([plain, addresses, primaryLanguage, guid, url, ...besides]))
    .digest();
}

function normalised(text: string): string {
  return collapsed(text.normalize("NFKC")).trim();
}
