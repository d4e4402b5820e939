import type { TransactionSql } from "postgres";
import { categoryPathKey } from "../keys.ts";
import type { Id } from "./article.ts";
import type { Shared, Slugify } from "./names.ts";
import { bytea, json } from "./parameters.ts";
import { freeSlugs } from "./slugs.ts";

/** A category that articles are filed under, found or made. */
export interface SharedCategory extends Shared {
  path: readonly string[];
}

/** What a category is known by in the maps of a batch. */
export const categoryKey = (path: readonly string[]): string => path.join("\0");

const storedKey = (path: readonly string[]): string => bytea(categoryPathKey(path));

/** The paths of a category's ancestors, root first. */
export const ancestorPaths = (path: readonly string[]): string[][] =>
  path.slice(1).map((_, index) => path.slice(0, index + 1));

/**
 * Finds the categories of these paths and all of their ancestors, and makes those that are missing, parents before
 * children. Keys (of `categoryKey`) to rows.
 */
export async function ensureCategories(
  tx: TransactionSql,
  paths: Iterable<readonly string[]>,
  slugify: Slugify,
): Promise<Map<string, SharedCategory>> {
  const wanted = new Map<string, readonly string[]>();
  for (const path of paths) for (const each of [...ancestorPaths(path), path]) wanted.set(categoryKey(each), each);
  const found = new Map<string, SharedCategory>();
  if (wanted.size === 0) return found;
  const known = await tx<{ id: Id; path: string[]; slug: string }[]>`
    select id, path, slug from categories where path_key = any(array(
      select json_array_elements_text(${json([...wanted.values()].map(storedKey))}::text::json)::bytea))`;
  for (const row of known) found.set(categoryKey(row.path), { ...row, created: false });

  const missing = [...wanted].filter(([key]) => !found.has(key)).map(([, path]) => path);
  const slugs = await freeSlugs(
    tx,
    "categories",
    missing.map((path) => ({ base: slugify(path.join(" ")) || "category", identity: identityOf(path) })),
  );
  for (const siblings of byDepth(missing))
    for (const row of await insert(tx, siblings, found, slugs)) found.set(...row);
  return found;
}

const identityOf = (path: readonly string[]): string => JSON.stringify(path);

/** Paths in groups of one depth, roots first. */
function byDepth(paths: readonly (readonly string[])[]): (readonly string[])[][] {
  const depths = [...new Set(paths.map((path) => path.length))].sort((a, b) => a - b);
  return depths.map((depth) => paths.filter((path) => path.length === depth));
}

async function insert(
  tx: TransactionSql,
  paths: (readonly string[])[],
  known: ReadonlyMap<string, SharedCategory>,
  slugs: ReadonlyMap<string, string>,
): Promise<[string, SharedCategory][]> {
  const rows = paths.map((path) => ({
    key: storedKey(path),
    path,
    parent: known.get(categoryKey(path.slice(0, -1)))?.id ?? null,
    slug: slugs.get(identityOf(path)),
  }));
  // The names of a path are told apart by tabs, which sort before everything that a name can hold.
  const made = await tx<{ id: Id; path: string[]; slug: string }[]>`
    insert into categories (parent_id, name, path, path_key, sort_path, slug, depth)
    select r.parent, r.path[cardinality(r.path)], r.path, r.key, left(array_to_string(r.path, E'\\t'), 600), r.slug,
      cardinality(r.path) - 1
    from json_to_recordset(${json(rows)}::text::json) as r(key bytea, path text[], parent bigint, slug text)
    returning id, path, slug`;
  return made.map((row) => [categoryKey(row.path), { ...row, created: true }]);
}
