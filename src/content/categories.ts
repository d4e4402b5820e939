import type { FrontMatter } from "./front-matter.ts";
import type { Report } from "./issues.ts";
import { readName } from "./names.ts";
import type { ContentOptions, Json, SourceKind } from "./types.ts";

const MAX_DEPTH = 16;

// The marks of a list that a generator put before its names: "— Weekly", "| Weekly", "- Weekly".
const LIST_MARKS = /^(?:[—|]+\s*|-+\s+)+/;

/**
 * The categories of an article, each a path of names from the root down.
 *
 * In chain mode, as in Hexo: a flat list is one chain of parents and children; a list with a list inside is several
 * chains, one an item. Only a lone nested name behind plain ones (` -  - News`, a list mark taken for a list)
 * continues their chain. In flat mode each name of the list stands for itself; a list inside is a chain.
 */
export function readCategories(
  value: Json | undefined,
  mode: ContentOptions["categoryMode"],
  report: Report,
): string[][] {
  const items = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  const chains = mode === "flat" ? items.map(asChain) : chainsOf(items);
  const paths = chains.map((chain) => readPath(chain, report)).filter((path) => path.length > 0);
  const distinct = new Map(paths.map((path) => [JSON.stringify(path), path]));
  return [...distinct.values()];
}

/**
 * What front matter says of categories, as a list. Jekyll takes them from the folders above `_posts`, from
 * `categories`, which it splits at white space, and from `category`, which it does not; it knows no lists of lists.
 */
export function writtenCategories(front: FrontMatter, kind: SourceKind, path: string): Json | undefined {
  const { categories, category } = front;
  if (kind !== "jekyll") return categories ?? category;
  const folders = path.split("/").slice(0, -1);
  const posts = Math.max(folders.indexOf("_posts"), folders.indexOf("_drafts"));
  const words = typeof categories === "string" ? categories.split(/\s+/) : [categories ?? null];
  return [folders.slice(0, Math.max(posts, 0)), words, [category ?? null]].flat(4) as Json[];
}

function asChain(item: Json): Json[] {
  return Array.isArray(item) ? (item.flat(2) as Json[]) : [item];
}

function chainsOf(items: readonly Json[]): Json[][] {
  if (!items.some(Array.isArray) || isBrokenChain(items)) return [items.flat(2) as Json[]];
  return items.map(asChain);
}

/** Whether the nested items are accidents: plain names first, then lists of a single name each. */
function isBrokenChain(items: readonly Json[]): boolean {
  return !Array.isArray(items[0]) && items.every((item) => !Array.isArray(item) || item.length === 1);
}

function readPath(chain: readonly Json[], report: Report): string[] {
  const names = chain
    .map((item) => (typeof item === "string" ? item.trimStart().replace(LIST_MARKS, "") : item))
    .map((item) => readName(item, report))
    .filter((name) => name !== null);
  if (names.length <= MAX_DEPTH) return names;
  report("CATEGORY_TOO_DEEP", `A chain of ${names.length} categories was cut: ${names.slice(0, 3).join(" > ")} > …`);
  return names.slice(0, MAX_DEPTH);
}
