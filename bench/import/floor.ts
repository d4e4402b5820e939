import { once } from "node:events";
import { closeSync, openSync, writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Sql } from "postgres";

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
export async function prepareFloor(client: Sql, folder: string): Promise<void> {
  await mkdir(folder);
  await client`create schema floor`;
  for (const { name, key } of await contentTables(client)) {
    const like = `like public.${name} including generated including storage including compression`;
    await client.unsafe(`create table floor.${name} (${like}, ${key})`);
    await writeRows(await client.unsafe(`copy public.${name} to stdout`).readable(), join(folder, name));
  }
}

/** Written at once: where a reader holds postgres.js back near the end of the rows, its connection never gets free. */
async function writeRows(rows: Readable, path: string): Promise<void> {
  const file = openSync(path, "w");
  try {
    rows.on("data", (chunk) => writeSync(file, chunk));
    await once(rows, "end");
  } finally {
    closeSync(file);
  }
}
