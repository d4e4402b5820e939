import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { writeAlone } from "../../../src/db/write/transaction.ts";
import { type RunningServer, startServer } from "../../../src/server.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { makeKey } from "../../support/keys.ts";
import { serverConfig } from "../../support/server-config.ts";

let stored: TestDatabase;
let database: Database;
let other: Database;
let server: RunningServer;

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 2 });
  other = connect(stored.url, { poolSize: 1 });
  server = await startServer({ config: serverConfig(), database, log: pino({ level: "silent" }) });
});

afterAll(async () => {
  await server.close();
  await database.close();
  await other.close();
  await stored.drop();
});

async function ask(query: string, key?: string): Promise<unknown> {
  const response = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

test("callers who write and wait for their turn leave readers their connections", async () => {
  const key = await makeKey(database.client, "writer");
  const send = (n: number) =>
    ask(
      `mutation { importArticles(input: {source: "sent", files: [{path: "${n}.md", content: "---\\ntitle: Article ${n}\\ndate: 2024-01-0${n + 1}\\n---\\nText of number ${n}."}]}) {
        userErrors { message } articles { title } } }`,
      key,
    );
  let waiting: Promise<unknown>[] = [];
  // Another writer, as an import on the command line, has the turn.
  await writeAlone(other.client, async () => {
    waiting = Array.from({ length: 6 }, (_, n) => send(n));
    const isWaiting = `select count(*)::integer as n from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`;
    for (let n = 0; n === 0; ) n = (await database.client.unsafe<{ n: number }[]>(isWaiting))[0]?.n ?? 0;
    for (let n = 0; n < 4; n++) {
      expect(await ask("{ articles { nodes { title } } }")).toEqual({ data: { articles: { nodes: [] } } });
    }
  });
  const written = await Promise.all(waiting);
  expect(written).toEqual(
    written.map((_, n) => ({ data: { importArticles: { userErrors: [], articles: [{ title: `Article ${n}` }] } } })),
  );
}, 60_000);
