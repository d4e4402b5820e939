import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import postgres, { type TransactionSql } from "postgres";
import { Foreseen } from "../foreseen.ts";
import { PROJECT_ROOT } from "../project-root.ts";
import { checkServer } from "./check-server.ts";
import { asUnreachable } from "./unreachable.ts";

/** The database cannot be brought to the tables that this version needs; the message says why in one line. */
export class MigrationError extends Foreseen {}

// "broads" in ASCII: a number that nobody else is likely to lock.
const lockNumber = "108243634447475";

/**
 * Applies the migrations that the database has not seen, all or none. Several processes may do so at once: one applies
 * them, the others wait and find nothing left. Which were applied is noted where drizzle-kit notes it.
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
    return await client.begin(applyPending).catch(explainFailure);
  } catch (error) {
    throw asUnreachable(error, url);
  } finally {
    await client.end({ timeout: 0 });
  }
}

async function applyPending(tx: TransactionSql): Promise<{ applied: number }> {
  await tx`select pg_advisory_xact_lock(${lockNumber}::bigint)`;
  const newest = await newestApplied(tx);
  const folder = fileURLToPath(new URL("drizzle", PROJECT_ROOT));
  const pending = readMigrationFiles({ migrationsFolder: folder }).filter(({ folderMillis }) => folderMillis > newest);
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
