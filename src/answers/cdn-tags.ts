import { hash } from "node:crypto";
import { ARTICLES, PATHS } from "./tags.ts";

/** Characters of all tags of one answer: Cloudflare and Fastly take 16 KB of a header, others less. */
const MOST_CHARACTERS = 8_000;

/**
 * The tags of an answer for a CDN: rows and lists as they are, names by their hashes, since a name may be long and hold
 * anything. Where they take too much room, each stands for the kind that it belongs to: whatever changes a row or a name
 * changes that as well, so that the answer goes sooner than it had to, and never later.
 */
export function cdnTags(tags: Iterable<string>): string[] {
  const exact = Array.from(tags, cdnTag);
  const length = exact.reduce((sum, tag) => sum + tag.length + 1, 0);
  return length <= MOST_CHARACTERS ? exact : [...new Set(Array.from(tags, coarse))];
}

/** One tag, of an answer or of a change. */
export const cdnTag = (tag: string): string =>
  /^[A-Z]/.test(tag) || tag === PATHS ? tag : `name:${hash("sha256", tag, "base64url").slice(0, 16)}`;

function coarse(tag: string): string {
  const [kind = ""] = tag.split(":", 1);
  if (tag.endsWith("/articles") && /^[A-Z]/.test(tag)) return ARTICLES;
  if (kind === PATHS) return PATHS;
  return KINDS_OF_NAMES[kind.split(".", 1)[0] ?? ""] ?? (kind === "Article" ? ARTICLES : kind);
}

const KINDS_OF_NAMES: Record<string, string> = {
  article: ARTICLES,
  category: "Category",
  author: "Author",
  tag: "Tag",
  source: "Source",
  image: "Image",
};
