import type { TransactionSql } from "postgres";
import type { Id } from "./article.ts";
import { json } from "./parameters.ts";
import { freeSlugs } from "./slugs.ts";

/** A row that articles are filed under, found or made. */
export interface Shared {
  id: Id;
  slug: string;
  /** Made by this transaction. */
  created: boolean;
}

/** Text to a readable slug; empty where nothing readable is left. */
export type Slugify = (text: string) => string;

const KINDS = { authors: "author", tags: "tag" };

/** Finds the authors or tags of these names, and makes those that are missing. Names to rows. */
export async function ensureNames(
  tx: TransactionSql,
  table: "authors" | "tags",
  names: ReadonlySet<string>,
  slugify: Slugify,
): Promise<Map<string, Shared>> {
  const found = new Map<string, Shared>();
  if (names.size === 0) return found;
  const known = await tx<{ id: Id; name: string; slug: string }[]>`
    select id, name, slug from ${tx(table)}
    where name = any(array(select json_array_elements_text(${json(names)}::text::json)))`;
  for (const { id, name, slug } of known) found.set(name, { id, slug, created: false });

  const missing = [...names].filter((name) => !found.has(name)).sort();
  if (missing.length === 0) return found;
  const slugs = await freeSlugs(
    tx,
    table,
    missing.map((name) => ({ base: slugify(name) || KINDS[table], identity: name })),
  );
  const made = await tx<{ id: Id; name: string; slug: string }[]>`
    insert into ${tx(table)} (name, slug)
    select name, slug from json_to_recordset(${json(missing.map((name) => ({ name, slug: slugs.get(name) })))}::text::json)
      as r(name text, slug text)
    returning id, name, slug`;
  for (const { id, name, slug } of made) found.set(name, { id, slug, created: true });
  return found;
}
