import postgres, { type Sql, type TransactionSql } from "postgres";

// Any constant would do, as long as nobody else in the database takes the same one.
const WRITERS_TURN = 8_301_774_520;

const MOST_ATTEMPTS = 4;

/**
 * Runs one writing transaction while no other runs: writers take turns by an advisory lock that ends with the
 * transaction (see docs/decisions/one-writer.md). What it reads after it has begun therefore stays true until it
 * commits. A transaction that PostgreSQL gave up for the sake of another is run again, so `work` must be repeatable.
 */
export async function writeAlone<T>(client: Sql, work: (tx: TransactionSql) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      let result: { value: T } | undefined;
      await client.begin(async (tx) => {
        await tx`select pg_advisory_xact_lock(${WRITERS_TURN}::bigint)`;
        result = { value: await work(tx) };
      });
      if (result) return result.value;
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !wasSacrificed(error)) throw error;
    }
  }
}

// serialization_failure and deadlock_detected
const wasSacrificed = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && (error.code === "40001" || error.code === "40P01");
