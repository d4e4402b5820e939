import type { Report } from "./issues.ts";
import { readName } from "./names.ts";
import type { ContentOptions, Json } from "./types.ts";

const MAX_DEPTH = 16;

// The marks of a list that a generator put before its names: "— Weekly", "| Weekly", "- Weekly".
const LIST_MARKS = /^(?:[—|]+\s*|-+\s+)+/;

/**
 * The categories of an article, each a path of names from the root down.
 *
 * In chain mode, as in Hexo: a flat list is one chain of parents and children; a list with a list inside is several
 * chains, one an item. Only a lone nested name behind plain ones (` -  - News`, a list mark taken for a list)
 * continues their chain. In flat mode each name stands for itself.
 */
export function readCategories(
  value: Json | undefined,
  mode: ContentOptions["categoryMode"],
  report: Report,
): string[][] {
  const items = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  const chains = mode === "flat" ? (items.flat(2) as Json[]).map((item) => [item]) : chainsOf(items);
  const paths = chains.map((chain) => readPath(chain, report)).filter((path) => path.length > 0);
  const distinct = new Map(paths.map((path) => [JSON.stringify(path), path]));
  return [...distinct.values()];
}

function chainsOf(items: readonly Json[]): Json[][] {
  if (!items.some(Array.isArray) || isBrokenChain(items)) return [items.flat(2) as Json[]];
  return items.map((item) => (Array.isArray(item) ? (item.flat(2) as Json[]) : [item]));
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
