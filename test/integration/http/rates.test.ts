import { connect as connectSocket } from "node:net";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { type RunningServer, startServer } from "../../../src/server.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { makeKey } from "../../support/keys.ts";
import { serverConfig } from "../../support/server-config.ts";

// What one address and one key may spend a minute, asked of a started server. Points: 1 a request, 20 an execution.

let stored: TestDatabase;
let database: Database;
let key: string;
const running: RunningServer[] = [];
const logged: string[] = [];

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 2 });
  key = await makeKey(database.client, "asker");
  await writeArticles(
    database,
    [1, 2, 3].map((n) => article({ path: `${n}.md`, publishedAt: n, title: `Title ${n}` })),
  );
});

afterEach(async () => {
  logged.length = 0;
  for (const server of running.splice(0)) await server.close();
});

afterAll(async () => {
  await database.close();
  await stored.drop();
});

async function start(address: number, byKey = 0, trustProxy = 0): Promise<string> {
  const log = pino({ level: "warn" }, { write: (line: string) => logged.push(line) });
  const config = { ...serverConfig(), rateLimits: { address, key: byKey }, trustProxy, drainDelay: 0 };
  const server = await startServer({ config, database, log });
  running.push(server);
  return server.endpoint;
}

const ask = (url: string, query: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });

const get = (url: string, query: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}?query=${encodeURIComponent(query)}`, { headers });

/** What is left, by the headers. */
const left = ({ headers }: Response): number => Number(/;r=(\d+);/.exec(headers.get("ratelimit") ?? "")?.[1] ?? NaN);

const PAGE = "{ articles(first: 3) { nodes { title } } }";

/** Answers are kept once the server has heard that it follows all changes. Of its own addresses, none has asked yet. */
const whenKept = (url: string) =>
  vi.waitFor(
    async () => {
      const got = async () => left(await get(url, "{ __typename }", { "x-forwarded-for": "203.0.113.1" }));
      expect((await got()) - (await got())).toBe(1);
    },
    { timeout: 15_000 },
  );

test("what is executed costs 20 and its objects, what is kept 1, and every answer says what is left", async () => {
  const url = await start(1000, 0, 1);
  await whenKept(url);
  const first = await ask(url, PAGE);
  expect(first.headers.get("ratelimit-policy")).toBe('"address";q=1000;qu="points";w=60');
  expect(first.headers.get("ratelimit")).toMatch(/^"address";r=976;t=([1-9]|[1-5]\d|60)$/);
  const again = await ask(url, PAGE);
  expect(left(again)).toBe(975);
  expect(await again.text()).toBe(await first.text());
  // By GET: executed, kept, and known to the client.
  const got = await get(url, PAGE);
  expect(left(got)).toBe(951);
  const known = await get(url, PAGE, { "if-none-match": got.headers.get("etag") ?? "" });
  expect({ status: known.status, left: left(known) }).toEqual({ status: 304, left: 950 });
});

test.each([
  ["a syntax error", "{", 400, 1],
  ["a document that is not valid", "{ nothing }", 400, 1],
  ["a field that fails", "{ article(by: {}) { id } articles(first: 0) { totalCount } }", 400, 1],
  ["an argument that is refused", "{ articles(first: 0) { totalCount } }", 200, 1 + 20 + 10],
  ["an operation that is too large", "{ articles(first: 1000000) { nodes { id } } }", 400, 1],
])("%s says what is left, too", async (_what, query, status, cost) => {
  const url = await start(1000);
  const answer = await ask(url, query, { accept: "application/graphql-response+json" });
  expect({ status: answer.status, left: left(answer) }).toEqual({ status, left: 1000 - cost });
});

test("what Yoga answers by itself counts as well", async () => {
  const url = await start(1000);
  const put = await fetch(url, { method: "PUT", body: "x" });
  expect({ status: put.status, left: left(put) }).toEqual({ status: 405, left: 999 });
});

test("over the limit is 429 with a code and Retry-After, by POST and by GET, and nothing is executed", async () => {
  const url = await start(30);
  expect((await ask(url, PAGE)).status).toBe(200);
  // Something is left, so that the last operation may take more.
  expect(left(await ask(url, "{ articles(first: 100) { nodes { title } } }"))).toBe(0);
  for (const refused of [await ask(url, PAGE), await get(url, PAGE, { origin: "https://a.example" })]) {
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused.headers.get("ratelimit")).toMatch(/^"address";r=0;t=\d+$/);
    expect(refused.headers.get("cache-control")).toBe("no-store");
    expect(refused.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    const { errors, data } = (await refused.json()) as {
      errors: { message: string; extensions: object }[];
      data: unknown;
    };
    expect(errors).toEqual([{ message: expect.stringMatching(/Retry-After/), extensions: { code: "RATE_LIMITED" } }]);
    expect(data).toBeUndefined();
  }
});

test("of many that are let in at once, one takes more than is left, and the others are refused before they are executed", async () => {
  const url = await start(25);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => ask(url, `{ articles(first: 9${n}) { nodes { title } } }`)),
  );
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, ...Array(9).fill(429)]);
  const refused = answers.find(({ status }) => status === 429);
  expect(await refused?.json()).toMatchObject({ errors: [{ extensions: { code: "RATE_LIMITED" } }] });
  for (const answer of answers) expect(left(answer)).toBe(0);
  for (const { headers, status } of answers) if (status === 429) expect(headers.get("retry-after")).toMatch(/^\d+$/);
});

test("who has nothing left is refused before the body arrives", async () => {
  const url = await start(1);
  await ask(url, "{ __typename }");
  const socket = connectSocket(Number(new URL(url).port), "127.0.0.1");
  socket.write("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n");
  const head = await new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(chunk.toString())));
  socket.destroy();
  expect(head).toMatch(/^HTTP\/1\.1 429 /);
});

test("a key has a budget of its own, whatever its address has spent", async () => {
  const url = await start(1, 100);
  await ask(url, "{ __typename }");
  expect((await ask(url, "{ __typename }")).status).toBe(429);
  const answer = await ask(url, "{ __typename }", { authorization: `Bearer ${key}` });
  expect(answer.headers.get("ratelimit-policy")).toBe('"key";q=100;qu="points";w=60');
  expect(left(answer)).toBe(79);
});

test("keys that open nothing are soon no longer looked up, and cost the address as any request", async () => {
  const url = await start(2_500);
  const wrong = { authorization: `Bearer ${key.slice(0, -4)}AAAA` };
  const statuses: number[] = [];
  for (let time = 0; time < 5; time++) statuses.push((await ask(url, "{ __typename }", wrong)).status);
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  // Who asks without a key, from there, is not concerned.
  expect(left(await ask(url, "{ __typename }"))).toBe(2_500 - 3 - 21);
});

test("behind a proxy that is known, each client counts for itself; else the header says nothing, and the log says so once", async () => {
  const behind = await start(21, 0, 1);
  const client = (n: number) => ({ "x-forwarded-for": `203.0.113.9, 198.51.100.${n}` });
  expect((await ask(behind, "{ __typename }", client(1))).status).toBe(200);
  expect((await ask(behind, "{ __typename }", client(1))).status).toBe(429);
  expect((await ask(behind, "{ __typename }", client(2))).status).toBe(200);
  expect(logged).toEqual([]);
  const alone = await start(1);
  await ask(alone, "{ __typename }", client(1));
  expect((await ask(alone, "{ __typename }", client(2))).status).toBe(429);
  expect((await ask(alone, "{ __typename }", client(3))).status).toBe(429);
  expect(logged).toEqual([expect.stringContaining("set TRUST_PROXY")]);
});

test("without limits nothing is counted, and the field is null", async () => {
  const url = await start(0);
  const answer = await ask(url, "{ rateLimit { cost } }");
  expect(await answer.json()).toEqual({ data: { rateLimit: null } });
  expect(answer.headers.get("ratelimit")).toBeNull();
  expect(answer.headers.get("ratelimit-policy")).toBeNull();
});

const RATE = "{ rateLimit { cost limit remaining resetAt } }";

test("the field says the same as the headers, is never kept, and given to nobody else", async () => {
  const url = await start(1000);
  const before = Date.now();
  const answer = await get(url, RATE);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("etag")).toBeNull();
  const { data } = (await answer.json()) as { data: { rateLimit: Record<string, unknown> } };
  expect(data.rateLimit).toEqual({ cost: 22, limit: 1000, remaining: 978, resetAt: expect.any(String) });
  const resetsIn = Date.parse(String(data.rateLimit.resetAt)) - before;
  expect(resetsIn).toBeGreaterThan(0);
  expect(resetsIn).toBeLessThanOrEqual(60_100);
  // Asked at once, by others with each their own.
  const remaining = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const { data } = (await (await ask(url, RATE)).json()) as { data: { rateLimit: { remaining: number } } };
      return data.rateLimit.remaining;
    }),
  );
  expect(new Set(remaining).size).toBe(5);
});
