import { once } from "node:events";
import { closeSync, openSync, writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";

// What an import leaves behind of itself is no content.
const HISTORY = ["api_keys", "changes", "import_issues", "import_runs"];

/** The tables that hold content, with the definition of their primary keys. */
export const contentTables = (client: Sql): Promise<{ name: string; key: string }[]> => client`
  select conrelid::regclass::text as name, pg_get_constraintdef(oid) as key from pg_constraint
  where contype = 'p' and connamespace = 'public'::regnamespace
  and not conrelid::regclass::text = any(${HISTORY}::text[])`;

/**
 * Writes the rows of every content table to a file of the folder, and makes an empty table for them in the schema floor,
 * which has a primary key and no other index, no check and no reference.
 */
export async function prepareFloor({ client, url }: { client: Sql; url: string }, folder: string): Promise<void> {
  await mkdir(folder);
  await client`create schema floor`;
  for (const { name, key } of await contentTables(client)) {
    const like = `like public.${name} including generated including storage including compression`;
    await client.unsafe(`create table floor.${name} (${like}, ${key})`);
    await writeRows(url, name, join(folder, name));
  }
}

/**
 * Over a connection of its own, which is thrown away: where rows come faster than they are taken, as those of a small
 * table do before anybody reads them, postgres.js stops reading, and if these were the last it never goes on.
 */
async function writeRows(url: string, table: string, path: string): Promise<void> {
  const client = postgres(url, { max: 1 });
  const file = openSync(path, "w");
  try {
    const rows = await client.unsafe(`copy public.${table} to stdout`).readable();
    rows.on("data", (chunk) => writeSync(file, chunk));
    await once(rows, "end");
  } finally {
    closeSync(file);
    await client.end({ timeout: 0 });
  }
}
