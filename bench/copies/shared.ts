import type { Sql } from "postgres";
import { fillTable } from "./rows.ts";

/** So many copies share categories and authors: at a hundred times the articles there are ten times as many of these. */
const COPIES_A_GROUP = 10;

/** SQL: the group of a copy. */
export const groupOf = (copy: string): string => `(${copy} / ${COPIES_A_GROUP})`;

/** SQL: the bytes that categoryPathKey hashes. */
const pathBytes = (path: string): string =>
  `(select string_agg(convert_to(part, 'UTF8'), '\\x00'::bytea order by n) from unnest(${path}) with ordinality as u(part, n))`;

/**
 * Copies categories and authors for each group of copies. Roots are shared by all; what lies below them, and authors, are
 * the same but for a number behind the name. Tags are shared by all.
 */
export async function copyShared(client: Sql, copies: number): Promise<void> {
  const groups = Math.ceil(copies / COPIES_A_GROUP);
  await makeIds(client, "categories", "s.depth > 0", groups);
  await makeIds(client, "authors", "true", groups);
  await fillTable(
    client,
    "categories",
    {
      id: "n.id",
      parent_id: "parent.id",
      name: "path.of[cardinality(path.of)]",
      path: "path.of",
      path_key: `sha256(${pathBytes("path.of")})`,
      sort_path: "left(array_to_string(path.of, e'\\t'), 600)",
      slug: numbered("s.slug", "-"),
    },
    `seed.new_categories n join seed.categories s on s.id = n.old
      cross join lateral (select case when n.g = 0 then s.path
        else s.path[1:1] || array[s.path[2] || ' ' || n.g] || s.path[3:] end as of) path
      left join seed.new_categories parent on parent.old = s.parent_id and parent.g = n.g
      where (s.depth > 0 or n.g = 0)
      order by n.id`,
  );
  await fillTable(
    client,
    "authors",
    { id: "n.id", name: numbered("s.name", " "), slug: numbered("s.slug", "-") },
    "seed.new_authors n join seed.authors s on s.id = n.old order by n.id",
  );
  await copyNames(client);
}

const numbered = (column: string, mark: string): string =>
  `case when n.g = 0 then ${column} else ${column} || '${mark}' || n.g end`;

/** A table that tells the id of a group's copy of a row. */
async function makeIds(client: Sql, table: string, ownCopy: string, groups: number): Promise<void> {
  await client.unsafe(`create table seed.new_${table} as
    select g, s.id as old, case when g > 0 and ${ownCopy} then row_number() over (order by g, s.id)
      + (select max(id) from seed.${table}) else s.id end as id
    from generate_series(0, ${groups - 1}) g, seed.${table} s`);
  await client.unsafe(`create unique index on seed.new_${table} (old, g)`);
  await client.unsafe(`analyze seed.new_${table}`);
}

/** What names are suggested by: of a category its last name, which only has the number on the second level. */
async function copyNames(client: Sql): Promise<void> {
  const suggested = "lower(case when n.g = 0 then s.name else s.name || ' ' || n.g end)";
  await fillTable(
    client,
    "search_names",
    { scope_id: "n.id", name: `case when s.scope = 'category' and n.depth <> 1 then s.name else ${suggested} end` },
    `seed.search_names s join (
      select 'category'::count_scope as scope, n.g, n.old, n.id, c.depth
        from seed.new_categories n join seed.categories c on c.id = n.old where c.depth > 0 or n.g = 0
      union all select 'author', g, old, id, null from seed.new_authors
      union all select 'tag', 0, id, id, null from tags
    ) n on n.scope = s.scope and n.old = s.scope_id`,
  );
}
