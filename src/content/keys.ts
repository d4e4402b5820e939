import type { Fenced } from "./fences.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { Report } from "./issues.ts";
import type { Json, SourceKind } from "./types.ts";

/**
 * The keys of front matter that are read, by what they tell. Generators and themes have different ones for the same
 * thing; where several are there, the first goes before the others.
 */
export const KEYS = {
  title: ["title"],
  date: ["date", "pubDate", "publishDate", "publishedAt", "publishedDate", "datePublished", "published"],
  updated: [
    "updated",
    "lastmod",
    "updatedDate",
    "updatedAt",
    "modified",
    "modifiedDate",
    "last_modified_at",
    "lastUpdated",
    "dateModified",
  ],
  categories: ["categories"],
  category: ["category"],
  tags: ["tags", "tag"],
  authors: ["author", "authors"],
  summary: ["excerpt", "description", "summary"],
  excerptSeparator: ["excerpt_separator"],
  slug: ["slug"],
  /** The article's own address. */
  address: ["permalink", "link", "url"],
  canonical: ["canonical", "canonical_url", "canonicalUrl", "canonicalURL"],
  language: ["lang", "language"],
  comments: ["comments", "comment"],
  /** Hugo's, and the older name of it. */
  expires: ["expiryDate", "unpublishdate"],
  draft: ["draft"],
  archived: ["archived"],
  published: ["published"],
  headImage: [
    "headimg",
    "head_image",
    "headImage",
    "heroImage",
    "hero_image",
    "cover",
    "coverImage",
    "cover_image",
    "banner",
    "featured_image",
    "featuredImage",
    "feature_image",
    "featureImage",
    "image",
    "images",
    "photos",
    "photo",
  ],
  thumbnail: ["thumbnail", "thumbnailImage", "thumbnail_image", "thumb", "teaser"],
  guid: ["guid", "uuid", "abbrlink"],
} as const satisfies Record<string, readonly string[]>;

const KNOWN: ReadonlySet<string> = new Set(Object.values(KEYS).flat());
const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map([...KNOWN].map((key) => [key.toLowerCase(), key]));

/** Shorter keys are too close to each other: `data` is no misspelt `date`. */
const SHORTEST = 5;
const MOST_REPORTED = 20;
const LONG = [...BY_LOWER_CASE].filter(([key]) => key.length >= SHORTEST);

/** The value of the first of the keys that is there and not empty. */
export function firstOf(front: FrontMatter, keys: readonly string[]): Json | undefined {
  const key = keys.find((name) => !isEmpty(front[name]));
  return key === undefined ? undefined : front[key];
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "";
}

/**
 * Front matter under the keys that are read here. Hugo does not distinguish capitals, and keeps terms and a theme's
 * values below `taxonomies` and `params` as well as at the top, which goes before.
 */
export function underKnownKeys(front: FrontMatter, kind: SourceKind): FrontMatter {
  if (kind !== "hugo") return front;
  const entries = [front.params, front.taxonomies, front].flatMap((map) =>
    typeof map === "object" && map !== null && !Array.isArray(map) ? Object.entries(map) : [],
  );
  return Object.fromEntries(entries.map(([key, value]) => [BY_LOWER_CASE.get(key.toLowerCase()) ?? key, value]));
}

/** Reports keys that are read only once a letter of theirs is corrected, unless the right key is there as well. */
export function reportMisspelt(front: FrontMatter, { block, firstLine }: Fenced, report: Report): void {
  const wrong = Object.keys(front).flatMap((key) => {
    const meant = KNOWN.has(key) ? null : meantBy(key);
    return meant === null || Object.hasOwn(front, meant) ? [] : [{ key, meant }];
  });
  // Each is looked for in all lines.
  const reported = wrong.slice(0, MOST_REPORTED);
  const lines = wrong.length === 0 ? [] : block.split("\n").map((line) => line.trimStart().replace(/^["']/, ""));
  for (const { key, meant } of reported) {
    const line = lines.findIndex((text) => text.startsWith(key));
    const message = `The key “${key}” is not read; “${meant}” is.`;
    report("KEY_MISSPELT", message, line === -1 ? firstLine : firstLine + line);
  }
}

/**
 * Reports what is wrong with a value at the line of its key.
 * @param keys - the key is the first of these that is there.
 */
export function reportAt(keys: readonly string[], { block, firstLine }: Fenced, report: Report): Report {
  return (code, message) => {
    const lines = block.split("\n");
    const at = keys.map((key) => lines.findIndex((line) => isOfKey(line, key))).find((index) => index !== -1);
    report(code, message, at === undefined ? undefined : firstLine + at);
  };
}

/** Whether a line gives a key its value, in YAML, TOML or JSON. Hugo does not distinguish capitals. */
function isOfKey(line: string, key: string): boolean {
  const start = line.trimStart().replace(/^["']/, "");
  if (start.slice(0, key.length).toLowerCase() !== key.toLowerCase()) return false;
  return /^["']?\s*[:=]/.test(start.slice(key.length));
}

function meantBy(key: string): string | null {
  const lower = key.toLowerCase();
  const sameLetters = BY_LOWER_CASE.get(lower);
  if (sameLetters !== undefined) return sameLetters;
  // One letter less may make a word of its own of a short key.
  if (key.length < SHORTEST - 1) return null;
  return LONG.find(([known]) => isOneEditAway(lower, known))?.[1] ?? null;
}

/** Whether one letter too many, too few or wrong, or two that changed places, make the difference. */
function isOneEditAway(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  const [a, b] = [one.slice(start), other.slice(start)];
  if (a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1)) return true;
  return a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
}
