import postgres from "postgres";

/** A table that is locked until it is released, be it more than once: whoever is in the way of the lock waits as long as that. */
export interface HeldTable {
  /** How many statements wait for it in PostgreSQL. */
  waiting(): Promise<number>;
  release(): Promise<void>;
}

/** Locks a table of a database, by a connection of its own. @param mode - by default one that lets nobody read. */
export async function holdTable(url: string, table: string, mode = "access exclusive"): Promise<HeldTable> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  await client.unsafe("begin");
  await client.unsafe(`lock table ${table} in ${mode} mode`);
  return {
    async waiting() {
      const [row] = await client<{ count: number }[]>`
        select count(*)::integer as count from pg_locks where relation = ${table}::regclass and not granted`;
      return row?.count ?? 0;
    },
    async release() {
      // With its connection its transaction ends.
      await client.end({ timeout: 0 });
    },
  };
}
