import postgres, { type Sql, type TransactionSql } from "postgres";

// Any constant would do, as long as nobody else in the database takes the same one.
const WRITERS_TURN = 8_301_774_520;

const MOST_ATTEMPTS = 4;

/**
 * Keeps the plans that are made from here to the end of the transaction from reading whole tables. A plan lives as long
 * as its connection: one that is made while a table is young would read all of it, batch after batch, until somebody has
 * counted its rows.
 */
export const byIndexOnly = (tx: TransactionSql): Promise<unknown> =>
  tx`select set_config('enable_seqscan', 'off', true)`;

/** Ends a transaction that was only to find out what it would come to. */
class NotKept extends Error {}

/**
 * Runs one writing transaction while no other runs: writers take turns by an advisory lock that ends with the
 * transaction (see docs/decisions/one-writer.md). What it reads after it has begun therefore stays true until it
 * commits. A transaction that PostgreSQL gave up for the sake of another is run again, so `work` must be repeatable.
 * @param dryRun - does all of the work and keeps nothing of it; nobody is notified either.
 */
export async function writeAlone<T>(
  client: Sql,
  work: (tx: TransactionSql) => Promise<T>,
  { dryRun }: { dryRun: boolean } = { dryRun: false },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    let result: { value: T } | undefined;
    try {
      await client.begin(async (tx) => {
        await Promise.all([tx`select pg_advisory_xact_lock(${WRITERS_TURN}::bigint)`, byIndexOnly(tx)]);
        result = { value: await work(tx) };
        if (dryRun) throw new NotKept();
      });
    } catch (error) {
      if (attempt < MOST_ATTEMPTS && wasSacrificed(error)) continue;
      if (!(error instanceof NotKept)) throw error;
    }
    if (result) return result.value;
  }
}

// serialization_failure and deadlock_detected
const wasSacrificed = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && (error.code === "40001" || error.code === "40P01");
