import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";

/** A migrated, empty database of a test's own. */
export interface TestDatabase {
  url: string;
  /** Removes it, ending connections that are still open. */
  drop(): Promise<void>;
}

/** Copies the migrated template; takes some 0.1 s. Call it once a test file, and drop it afterwards. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject("serverUrl");
  const name = `broadsheet_test_${randomBytes(6).toString("hex")}`;
  await asAdmin(serverUrl, [`create database ${name} template ${inject("template")}`]);
  return {
    url: withDatabase(serverUrl, name),
    drop: () => asAdmin(serverUrl, dropDatabase(name)),
  };
}

/** The same server's address with another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/**
 * Ends the connections to a database, and removes it. Not by `with (force)`, which refuses where the server's own
 * autovacuum is at work there: a role that is no superuser may not end it, though a plain drop does.
 */
export const dropDatabase = (name: string): readonly string[] => [
  `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}' and usename = current_user`,
  `drop database if exists ${name}`,
];

async function asAdmin(url: string, statements: readonly string[]): Promise<void> {
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  try {
    // Each by itself: databases are made and dropped outside of transactions.
    for (const statement of statements) await admin.unsafe(statement);
  } finally {
    await admin.end();
  }
}
