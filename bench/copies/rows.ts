import type { Sql } from "postgres";

/** What a copy of a row differs in: SQL by column. The other columns stay as they are. */
export type Altered = Record<string, string>;

/** Where the rows to copy are kept meanwhile. */
const KEPT = "seed";

/** Tables that are copied as they are, or not at all. */
const SETTLED = ["__drizzle_migrations", "sources", "tags", "changes", "import_runs", "api_keys", "secrets"];

/** Tables whose rows are counted or derived from others. */
const DERIVED = ["article_counts", "article_words"];

/**
 * Puts the rows of these tables aside, and empties them.
 * @throws Error where a table holds rows that nobody has been told how to copy: copies would be incomplete.
 */
export async function putAside(client: Sql, tables: readonly string[]): Promise<void> {
  const all = await client<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const known = [...tables, ...SETTLED, ...DERIVED];
  for (const { name } of all.filter((table) => !known.includes(table.name))) {
    const [row] = await client`select from ${client(name)} limit 1`;
    if (row) throw new Error(`Nobody has said how rows of ${name} are copied: see bench/copies.`);
  }
  await client.unsafe(`create schema ${KEPT}`);
  for (const table of [...tables, ...DERIVED])
    await client.unsafe(`create table ${KEPT}.${table} as table public.${table}`);
  await client.unsafe(`truncate ${[...tables, ...DERIVED].map((table) => `public.${table}`).join()} cascade`);
  await client.unsafe("analyze");
}

/** Forgets what was put aside. */
export const forgetKept = (client: Sql): Promise<unknown> => client.unsafe(`drop schema ${KEPT} cascade`);

/**
 * Fills a table by rows of what was put aside. In `from`, the rows to be copied are `s`; generated columns are left out.
 * Columns that later migrations bring are copied as they are.
 */
export async function fillTable(client: Sql, table: string, altered: Altered, from: string): Promise<void> {
  const columns = await client<{ name: string }[]>`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER' order by ordinal_position`;
  const unknown = Object.keys(altered).find((name) => !columns.some((column) => column.name === name));
  if (unknown !== undefined) throw new Error(`${table} has no column ${unknown}.`);
  const names = columns.map(({ name }) => name);
  await client.unsafe(`insert into public.${table} (${names.join()}) overriding system value
    select ${names.map((name) => altered[name] ?? `s.${name}`).join(", ")} from ${from}`);
}

/** Lets identity columns go on behind the rows that are there. */
export async function advanceSequences(client: Sql): Promise<void> {
  const columns = await client<{ table: string; column: string }[]>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and is_identity = 'YES'`;
  for (const { table, column } of columns) {
    await client.unsafe(`select setval(pg_get_serial_sequence('public.${table}', '${column}'),
      (select coalesce(max(${column}), 0) + 1 from public.${table}), false)`);
  }
}
