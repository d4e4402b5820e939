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
  await asAdmin(serverUrl, `create database ${name} template ${inject("template")}`);
  return {
    url: withDatabase(serverUrl, name),
    drop: () => asAdmin(serverUrl, `drop database if exists ${name} with (force)`),
  };
}

/** The same server's address with another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await admin.unsafe(statement);
  } finally {
    await admin.end();
  }
}
