import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { revokeApiKey } from "../../../src/db/write/api-keys.ts";
import { type RunningServer, startServer } from "../../../src/server.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { makeKey } from "../../support/keys.ts";
import { serverConfig } from "../../support/server-config.ts";

// What an editor is shown goes to nobody else, whatever keeps answers: the memory, browsers, those who stand between.

let stored: TestDatabase;
let database: Database;
let server: RunningServer;
let editor: string;
let importer: string;

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 4 });
  await writeArticles(database, [
    article({ path: "open.md", title: "Open", publishedAt: 2, categories: [["Shared"]] }),
    article({ path: "older.md", title: "Older", publishedAt: 0, categories: [["Shared"]] }),
    article({
      path: "draft.md",
      title: "Draft",
      publishedAt: 1,
      status: "DRAFT",
      categories: [["Shared"], ["Secret"]],
    }),
  ]);
  editor = await makeKey(database.client, "editor", null, "EDITOR");
  importer = await makeKey(database.client, "importer");
  server = await startServer({
    config: { ...serverConfig(), drainDelay: 0, cdnMaxAge: 60 },
    database,
    log: pino({ level: "silent" }),
  });
});

afterAll(async () => {
  await server.close();
  await database.close();
  await stored.drop();
});

const LIST = '{ articles { totalCount nodes { title } } category(by: {path: ["Secret"]}) { articleCount } }';
const SEEN = {
  articles: { totalCount: 3, nodes: [{ title: "Open" }, { title: "Draft" }, { title: "Older" }] },
  category: { articleCount: 1 },
};
const OPEN = { articles: { totalCount: 2, nodes: [{ title: "Open" }, { title: "Older" }] }, category: null };

interface Asking {
  key?: string;
  method?: "GET" | "POST";
  variables?: object;
  headers?: Record<string, string>;
}

async function ask(query: string, { key, method = "POST", variables = {}, headers: more = {} }: Asking = {}) {
  const headers = {
    accept: "application/json",
    "content-type": "application/json",
    ...more,
    ...(key && { authorization: `Bearer ${key}` }),
  };
  const address = method === "GET" ? `${server.endpoint}?query=${encodeURIComponent(query)}` : server.endpoint;
  const body = method === "GET" ? {} : { body: JSON.stringify({ query, variables }) };
  const response = await fetch(address, { method, headers, ...body });
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's.
  const { data, errors } = (text === "" ? {} : JSON.parse(text)) as any;
  return { status: response.status, headers: response.headers, data, errors };
}

test.each(["GET", "POST"] as const)(
  "by %s, each is answered what they may see, in whatever order they ask",
  async (method) => {
    for (let round = 0; round < 3; round++) {
      expect((await ask(LIST, { method, key: editor })).data).toEqual(SEEN);
      expect((await ask(LIST, { method })).data).toEqual(OPEN);
      expect((await ask(LIST, { method, key: importer })).data).toEqual(OPEN);
    }
  },
);

test.each(["GET", "POST"] as const)(
  "by %s, whoever asks the same at the same moment gets no answer of an editor's",
  async (method) => {
    for (let round = 0; round < 5; round++) {
      const query = `query Round${round} ${LIST}`;
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, n) => ask(query, { method, ...(n % 2 === 0 && { key: editor }) })),
      );
      for (const [n, { data }] of all.entries()) expect(data).toEqual(n % 2 === 0 ? SEEN : OPEN);
    }
  },
);

test("nobody keeps an editor's answer, and no copy of an editor's stands for it", async () => {
  const open = await ask(LIST, { method: "GET" });
  expect(open.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate, s-maxage=60");
  expect(open.headers.get("vary")).toContain("Authorization");
  const etag = String(open.headers.get("etag"));
  for (const method of ["GET", "POST"] as const) {
    for (const query of [LIST, "{ __typename }", "{ nothing }"]) {
      const { headers } = await ask(query, { method, key: editor });
      expect(headers.get("cache-control")).toBe("no-store");
      for (const name of ["etag", "cdn-cache-control", "cache-tag", "surrogate-key"])
        expect(headers.get(name)).toBeNull();
    }
  }
  const asked = { method: "GET", headers: { "if-none-match": etag } } as const;
  expect((await ask(LIST, asked)).status).toBe(304);
  expect(await ask(LIST, { ...asked, key: editor })).toMatchObject({ status: 200, data: SEEN });
  expect((await ask(LIST, { ...asked, headers: { "if-none-match": "*" }, key: editor })).status).toBe(200);
});

test("a cursor and an id of an editor's lead nobody else to what they stand for", async () => {
  const { data } = await ask("{ articles { nodes { id } edges { cursor } } }", { key: editor });
  const ids = data.articles.nodes.map(({ id }: { id: string }) => id);
  const { cursor } = data.articles.edges[1];
  const query = `query ($ids: [ID!]!, $cursor: String!) {
    nodes(ids: $ids) { ... on Article { title } }
    after: articles(after: $cursor) { nodes { title } } before: articles(before: $cursor, last: 5) { nodes { title } } }`;
  const variables = { ids, cursor };
  const around = { after: { nodes: [{ title: "Older" }] }, before: { nodes: [{ title: "Open" }] } };
  expect((await ask(query, { variables })).data).toEqual({
    nodes: [{ title: "Open" }, null, { title: "Older" }],
    ...around,
  });
  expect((await ask(query, { variables, key: editor })).data).toEqual({
    nodes: [{ title: "Open" }, { title: "Draft" }, { title: "Older" }],
    ...around,
  });
});

test("status narrows what may be seen, and never widens it", async () => {
  const query = `{ drafts: articles(filter: {status: [DRAFT]}) { totalCount nodes { title status } }
    both: articles(filter: {status: [PUBLISHED, DRAFT]}) { nodes { title } } none: search(query: "draft", filter: {status: [ARCHIVED]}) { totalCount } }`;
  expect((await ask(query, { key: editor })).data).toEqual({
    drafts: { totalCount: 1, nodes: [{ title: "Draft", status: "DRAFT" }] },
    both: { nodes: [{ title: "Open" }, { title: "Draft" }, { title: "Older" }] },
    none: { totalCount: 0 },
  });
  expect((await ask(query)).data.drafts).toEqual({ totalCount: 0, nodes: [] });
});

test("a key that is revoked opens nothing from that moment on, at every gateway", async () => {
  const other = await startServer({
    config: { ...serverConfig(), drainDelay: 0 },
    database,
    log: pino({ level: "silent" }),
  });
  const key = await makeKey(database.client, "leaver", null, "EDITOR");
  const statuses = () =>
    Promise.all(
      [server, other].map(
        async ({ endpoint }) =>
          (
            await fetch(`${endpoint}?query={__typename}`, {
              headers: { accept: "application/json", authorization: `Bearer ${key}` },
            })
          ).status,
      ),
    );
  expect(await statuses()).toEqual([200, 200]);
  await revokeApiKey(database.client, "leaver", new Date());
  expect(await statuses()).toEqual([401, 401]);
  await other.close();
});
