import { connect as connectSocket } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { article, writeArticles } from "../../support/articles.ts";
import { makeKey } from "../../support/keys.ts";
import { type Line, type SeenServer, startSeenServer } from "../../support/seen-server.ts";

let server: SeenServer;
let key: string;

beforeAll(async () => {
  server = await startSeenServer({ logRequests: true });
  await writeArticles(server.database, [
    article({ path: "a.md", title: "On gliders", authors: ["Ann"], categories: [["Air"]] }),
  ]);
  key = await makeKey(server.database.client, "ci");
});

afterAll(() => server.close());

/** The line of what is asked here, and the answer. */
async function lineOf(ask: () => Promise<Response>): Promise<{ line: Line; response: Response }> {
  server.logged.length = 0;
  const response = await ask();
  await response.arrayBuffer();
  const [line = { msg: "" }] = await server.lines("request");
  return { line, response };
}

test("a request has a line, with what it was and what it took", async () => {
  const query = "query Newest { articles(first: 5) { totalCount nodes { title authors { name } } } }";
  const { line, response } = await lineOf(() => server.ask({ query }));
  expect(line).toEqual({
    level: 30,
    time: expect.any(Number),
    pid: process.pid,
    hostname: expect.any(String),
    requestId: response.headers.get("x-request-id"),
    method: "POST",
    status: 200,
    milliseconds: expect.any(Number),
    bytes: expect.any(Number),
    operation: "query",
    name: "Newest",
    cost: expect.any(Number),
    statements: 3,
    statementMilliseconds: expect.any(Number),
    msg: "request",
  });
  expect(line.bytes).toBeGreaterThan(100);
  expect(line.milliseconds).toBeGreaterThan(0);
});

test("an answer from memory says so, and ran no statement", async () => {
  const asked = { query: "query Kept { articles(first: 1) { nodes { title } } }" };
  await vi.waitFor(async () => {
    const { line } = await lineOf(() => server.ask(asked));
    expect(line).toMatchObject({ name: "Kept", operation: "query", fromMemory: true, status: 200 });
    expect(line).not.toHaveProperty("statements");
  }, 10_000);
});

test("who asks is named by the key's number, and what was wrong by its code", async () => {
  const authorization = `Bearer ${key}`;
  const { line } = await lineOf(() => server.ask({ query: "{ importRuns { totalCount } }" }, { authorization }));
  expect(line).toMatchObject({ role: "IMPORTER", subject: expect.stringMatching(/^key:\d+$/), status: 200 });
  const wrong = await lineOf(() => server.ask({ query: "{ __typename }" }, { authorization: "Bearer bsk_wrong" }));
  expect(wrong.line).toMatchObject({ status: 401, errors: { UNAUTHENTICATED: 1 } });
  const invalid = await lineOf(() => server.ask({ query: "{ a b }" }));
  expect(invalid.line).toMatchObject({ status: 400, errors: { GRAPHQL_VALIDATION_FAILED: 2 } });
});

test("a long name is cut", async () => {
  const name = "N".repeat(3_000);
  const { line } = await lineOf(() => server.ask({ query: `query ${name} { __typename }` }));
  expect(line.name).toBe("N".repeat(100));
});

test("a client that leaves before it has its answer is told of", async () => {
  server.logged.length = 0;
  const socket = connectSocket(Number(new URL(server.url).port), "127.0.0.1");
  socket.write("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.destroy();
  const [line] = await server.lines("request");
  expect(line).toMatchObject({ status: null, aborted: true });
});

test("nothing of what was asked is logged but the name: no key, no document, no variable, no address", async () => {
  const secret = "Zq7secret";
  const document = `query Named($word: String!) { search(query: $word) { nodes { title } } ${secret}: __typename }`;
  const authorization = `Bearer ${key}`;
  server.logged.length = 0;
  const url = `${server.url}/graphql?query=${encodeURIComponent(document)}&variables=${encodeURIComponent(`{"word": "${secret}"}`)}`;
  const asked = [
    await fetch(url, { headers: { authorization, cookie: `session=${secret}`, accept: "application/json" } }),
    await server.ask({ query: document, variables: { word: secret } }, { authorization }),
    await server.ask({ query: document, variables: { word: { secret } } }, { authorization: `Bearer ${secret}` }),
    await server.ask({ query: `{ article(by: {slug: "${secret}"}) { ${secret} } }` }),
  ];
  await Promise.all(asked.map((response) => response.arrayBuffer()));
  await server.lines("request", asked.length);
  const log = server.logged.join("");
  expect(log).not.toContain(secret);
  expect(log).not.toContain(key);
});
