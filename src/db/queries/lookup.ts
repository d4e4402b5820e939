import { type SQL, sql } from "drizzle-orm";
import { categoryPathKey } from "../keys.ts";
import { authors, categories, sources, tags } from "../tables.ts";

/** One of the things that a category is known by. */
export type CategoryLookup = { id: number } | { slug: string } | { path: readonly string[] };

/** One of the things that an author or a tag is known by. */
export type NameLookup = { id: number } | { slug: string } | { name: string };

const TABLES = { category: categories, author: authors, tag: tags, source: sources };
type Kind = keyof typeof TABLES;

/** Which of the ways a lookup uses: a part of a statement's shape. */
export const lookupShape = (lookup: CategoryLookup | NameLookup): string => Object.keys(lookup).join();

/** The value of a lookup's placeholder. */
export function lookupValue(lookup: CategoryLookup | NameLookup): number | string | Buffer {
  if ("id" in lookup) return lookup.id;
  if ("slug" in lookup) return lookup.slug;
  return "name" in lookup ? lookup.name : categoryPathKey(lookup.path);
}

/** A condition on a row of the table of that kind. */
export function matches(kind: Kind, lookup: CategoryLookup | NameLookup, placeholder: string): SQL {
  const table = TABLES[kind];
  const value = sql.placeholder(placeholder);
  if ("id" in lookup) return sql`${table.id} = ${value}::bigint`;
  if ("path" in lookup) return sql`${categories.pathKey} = ${value}::bytea`;
  // A source has no slug; no lookup of one comes here.
  const column = "slug" in lookup && "slug" in table ? table.slug : table.name;
  return sql`${column} = ${value}::text`;
}

/**
 * The id that a lookup stands for, as an expression: it saves the statement that would find it first. Null where there
 * is no such row, which no foreign key equals.
 */
export const idOf = (kind: Kind, lookup: CategoryLookup | NameLookup, placeholder: string): SQL =>
  "id" in lookup
    ? sql`${sql.placeholder(placeholder)}::bigint`
    : sql`(select ${TABLES[kind].id} from ${TABLES[kind]} where ${matches(kind, lookup, placeholder)})`;
