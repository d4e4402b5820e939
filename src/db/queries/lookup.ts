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

/** The ways to know tags of which there are several, and what holds those that are known so. */
const TAG_LOOKUPS = [
  { column: "id", placeholder: "tags.id", type: sql.raw("bigint[]") },
  { column: "slug", placeholder: "tags.slug", type: sql.raw("text[]") },
  { column: "name", placeholder: "tags.name", type: sql.raw("text[]") },
] as const;

/** Values of the placeholders of `idsOfTags`; its keys are a part of the statement's shape. */
export const tagValues = (wanted: readonly NameLookup[]): Record<string, unknown[]> =>
  Object.fromEntries(
    TAG_LOOKUPS.map(({ column, placeholder }): [string, unknown[]] => [
      placeholder,
      wanted.filter((lookup) => column in lookup).map(lookupValue),
    ]).filter(([, values]) => values.length > 0),
  );

/** The ids of tags, each once, as an array; with a null where there is no such tag. */
export function idsOfTags(wanted: readonly NameLookup[]): SQL {
  const given = tagValues(wanted);
  const ids = TAG_LOOKUPS.filter(({ placeholder }) => placeholder in given).map(
    ({ column, placeholder, type }) => sql`select ${tags.id} as id
      from unnest(${sql.placeholder(placeholder)}::${type}) as wanted(value) left join ${tags} on ${tags[column]} = wanted.value`,
  );
  return sql`(select array_agg(distinct each.id) from (${sql.join(ids, sql` union all `)}) each)`;
}
