import postgres from "postgres";

/** A table that nobody can read until it is released: whoever tries takes as long as that. */
export interface HeldTable {
  /** How many statements wait for it in PostgreSQL. */
  waiting(): Promise<number>;
  release(): Promise<void>;
}

/** Locks a table of a database, by a connection of its own. */
export async function holdTable(url: string, table: string): Promise<HeldTable> {
  const client = postgres(url, { max: 2, onnotice: () => {} });
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let held: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    held = client.begin(async (tx) => {
      await tx`lock table ${tx(table)} in access exclusive mode`;
      resolve();
      await released;
    });
    held.catch(reject);
  });
  return {
    async waiting() {
      const [row] = await client<{ count: number }[]>`
        select count(*)::integer as count from pg_locks where relation = ${table}::regclass and not granted`;
      return row?.count ?? 0;
    },
    async release() {
      release();
      await held;
      await client.end();
    },
  };
}
