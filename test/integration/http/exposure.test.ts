import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { startScript } from "../../support/start-script.ts";

// The settings of what is shown, from the environment of a start to what is answered.

let folder: string;
let stored: TestDatabase;
let database: Database;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "broadsheet-exposure-"));
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 1 });
  await writeArticles(database, [article({ path: "a.md", title: "Known", publishedAt: 0 })]);
});

afterAll(async () => {
  await database.close();
  await stored.drop();
  await rm(folder, { recursive: true, force: true });
});

const start = (settings: Record<string, string>) => startScript(folder, { DATABASE_URL: stored.url, ...settings });

const write = async (name: string, manifest: unknown): Promise<string> => {
  await writeFile(join(folder, name), typeof manifest === "string" ? manifest : JSON.stringify(manifest));
  return name;
};

const TITLES = "{ articles { nodes { title } } }";

test("a gateway that shows as little as it can answers trusted documents, also from memory, and no page", async () => {
  const path = await write("documents.json", { titles: TITLES, typename: "{ __typename }" });
  const server = start({ TRUSTED_DOCUMENTS: path, TRUSTED_ONLY: "on", INTROSPECTION: "off" });
  const url = `${await server.url}/graphql`;
  const ask = async (parameters: object) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(parameters) });
    return { status: response.status, ...((await response.json()) as object) };
  };
  for (let again = 0; again < 3; again++) {
    expect(await ask({ documentId: "titles" })).toEqual({
      status: 200,
      data: { articles: { nodes: [{ title: "Known" }] } },
    });
    expect(await ask({ documentId: "typename" })).toEqual({ status: 200, data: { __typename: "Query" } });
    expect(await ask({ extensions: { persistedQuery: { sha256Hash: "titles" } } })).toMatchObject({ status: 200 });
    expect(await ask({ query: "{ tags { totalCount } }" })).toMatchObject({ status: 403 });
  }
  expect(server.output()).not.toContain("GraphiQL");
  const page = await fetch(url, { headers: { accept: "text/html" } });
  expect([page.status, await page.json()]).toEqual([
    404,
    { error: expect.stringContaining("GraphiQL is switched off") },
  ]);
  expect((await fetch(url.replace("/graphql", "/graphiql/0/graphiql.js"))).status).toBe(404);
  server.child.kill("SIGTERM");
  expect(await server.exit).toBe(0);
}, 60_000);

test.each([
  ["a manifest that is not there", "missing.json", null, /it cannot be read \(ENOENT/],
  ["one that is no JSON", "bad.json", "{", /it is not JSON/],
  ["one that is none", "none.json", ["a"], /it takes Apollo's manifest/],
  [
    "a document that is not valid",
    "old.json",
    { old: "{ gone }" },
    /1 of its 1 documents cannot be executed: old: .*"gone"/,
  ],
])(
  "%s ends the start with one line that names it",
  async (_what, name, manifest, says) => {
    if (manifest !== null) await write(name, manifest);
    const server = start({ TRUSTED_DOCUMENTS: name });
    expect(await server.exit).toBe(2);
    expect(server.output()).toMatch(/^TRUSTED_DOCUMENTS=\S+ cannot be used: [^\n]+\.\n$/);
    expect(server.output()).toMatch(says);
  },
  60_000,
);

test("the same of several workers, said once", async () => {
  const server = start({ TRUSTED_DOCUMENTS: await write("old.json", { old: "{ gone }" }), WORKERS: "2" });
  expect(await server.exit).toBe(2);
  expect(server.output().match(/TRUSTED_DOCUMENTS=\S+ cannot be used/g)).toHaveLength(1);
}, 60_000);
