import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { Foreseen } from "../foreseen.ts";
import { PROJECT_ROOT } from "../project-root.ts";
import { checkServer } from "./check-server.ts";
import { asUnreachable } from "./unreachable.ts";

/** The database cannot be brought to the tables that this version needs; the message says why in one line. */
export class MigrationError extends Foreseen {}

/** Milliseconds for which a migration may wait for a table: as long as it does, all new readers of the table wait behind it. */
const LOCK_TIMEOUT = 1_000;
/** Milliseconds in which they catch up before it tries again. */
const PAUSE = 2_000;
const MOST_TRIES = 30;
// https://www.postgresql.org/docs/current/errcodes-appendix.html: lock_not_available
const LOCK_NOT_AVAILABLE = "55P03";

// "broads" in ASCII: a number that nobody else is likely to lock.
const lockNumber = "108243634447475";

/**
 * Applies the migrations that the database has not seen, all or none. Several processes may do so at once: one applies
 * them, the others wait and find nothing left. Others may read meanwhile: where one of them reads for long, the migration
 * steps back again and again, for a minute and a half. Which were applied is noted where drizzle-kit notes it.
 * @throws DatabaseUnreachable when there is no connection; ServerTooOld before PostgreSQL 15; MigrationError when a
 * migration fails.
 */
export async function migrate(url: string): Promise<{ applied: number }> {
  // Neither prepared statements nor locks of the session, so that a pooler may stand between.
  const client = postgres(url, {
    max: 1,
    prepare: false,
    fetch_types: false,
    connection: { application_name: "broadsheet migrate", TimeZone: "UTC" },
    onnotice: () => {},
  });
  try {
    await checkServer(client);
    return await applyWhenFree(client).catch(explainFailure);
  } catch (error) {
    throw asUnreachable(error, url);
  } finally {
    await client.end({ timeout: 0 });
  }
}

async function applyWhenFree(client: Sql): Promise<{ applied: number }> {
  for (let tries = 1; ; tries++) {
    try {
      return await client.begin(applyPending);
    } catch (error) {
      const isBusy = error instanceof postgres.PostgresError && error.code === LOCK_NOT_AVAILABLE;
      if (!isBusy || tries === MOST_TRIES) throw error;
      await sleep(PAUSE);
    }
  }
}

async function applyPending(tx: TransactionSql): Promise<{ applied: number }> {
  await tx`select pg_advisory_xact_lock(${lockNumber}::bigint)`;
  const newest = await newestApplied(tx);
  const folder = fileURLToPath(new URL("drizzle", PROJECT_ROOT));
  const pending = readMigrationFiles({ migrationsFolder: folder }).filter(({ folderMillis }) => folderMillis > newest);
  // Not before: who migrates at the same time waits for as long as that takes.
  await tx.unsafe(`set local lock_timeout = ${LOCK_TIMEOUT}`);
  for (const { sql, hash, folderMillis } of pending) {
    for (const statement of sql) await tx.unsafe(statement);
    await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`;
  }
  return { applied: pending.length };
}

/** When the newest of the applied migrations was written, in milliseconds; 0 for a database that has seen none. */
async function newestApplied(tx: TransactionSql): Promise<number> {
  // To create what is there already takes the right to create it, which a role that only serves has no use for.
  const [journal] = await tx<{ there: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as there`;
  if (!journal?.there) {
    await tx`create schema if not exists drizzle`;
    await tx`create table if not exists drizzle.__drizzle_migrations (
      id serial primary key, hash text not null, created_at bigint)`;
  }
  const [row] = await tx<{ newest: string | null }[]>`
    select max(created_at) as newest from drizzle.__drizzle_migrations`;
  return Number(row?.newest ?? 0);
}

function explainFailure(error: unknown): never {
  if (!(error instanceof postgres.PostgresError)) throw error;
  throw new MigrationError(
    `The tables could not be brought up to date, and were left as they were: ${error.message}.`,
    {
      cause: error,
    },
  );
}
