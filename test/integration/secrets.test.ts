import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database } from "../../src/db/client.ts";
import { ensureSecret } from "../../src/db/write/secrets.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let stored: TestDatabase;
let database: Database;

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 8 });
});

afterAll(async () => {
  await database.close();
  await stored.drop();
});

test("gateways that start at once share one secret, which stays", async () => {
  const ensure = () => ensureSecret(database.client, "a", randomBytes(32), new Date());
  const first = await Promise.all(Array.from({ length: 8 }, ensure));
  const all = [...first, await ensure()].map((secret) => secret.toString("hex"));
  expect(new Set(all).size).toBe(1);
  expect(all[0]).toHaveLength(64);
  expect((await ensureSecret(database.client, "b", randomBytes(32), new Date())).toString("hex")).not.toBe(all[0]);
});
