import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../src/db/client.ts";
import { createQueries } from "../../src/db/queries/queries.ts";
import { PUBLIC } from "../../src/db/queries/visibility.ts";
import { article, writeArticles } from "../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

// What a pooler in transaction mode asks for (docs/operations.md): it gives each transaction another connection.

let stored: TestDatabase;

beforeAll(async () => {
  stored = await createTestDatabase();
});

afterAll(() => stored.drop());

/** Imports, reads, and says how many statements are prepared on the connection then. */
async function preparedAfterUse(url: string): Promise<number> {
  const database = connect(url, { poolSize: 1 });
  try {
    await writeArticles(database, [article({ path: "a.md" })]);
    const queries = createQueries(database);
    expect(await queries.countOfAll(PUBLIC)).toBe(1);
    const { rows } = await queries.imagePage({}, { limit: 10, backward: false }, PUBLIC);
    expect(rows).toEqual([]);
    const text = "select (select count(*)::int from pg_prepared_statements)";
    const [written] = await database.client.unsafe(text).values();
    const [read] = await database.reads.run({ text, values: [], options: { prepare: false } });
    return Number(written?.[0]) + Number(read?.[0]);
  } finally {
    await database.close();
  }
}

test("with ?prepare=false in DATABASE_URL no statement stays prepared, and with nothing there they do", async () => {
  expect(await preparedAfterUse(`${stored.url}?prepare=false`)).toBe(0);
  expect(await preparedAfterUse(stored.url)).toBeGreaterThan(2);
});
