import postgres from "postgres";

/** Holds a table so that nobody can read it, until it is released, be it more than once. */
export async function lockTable(databaseUrl: string, table: string): Promise<{ release(): Promise<void> }> {
  const client = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await client.unsafe("begin");
  await client.unsafe(`lock table ${table} in access exclusive mode`);
  return {
    async release() {
      // With its connection its transaction ends.
      await client.end({ timeout: 0 });
    },
  };
}
