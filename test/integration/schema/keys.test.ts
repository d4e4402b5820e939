import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiKey, listApiKeys, revokeApiKey } from "../../../src/db/write/api-keys.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { makeKey } from "../../support/keys.ts";

// Who may do what: a key that opens nothing is refused before anything else, and what takes a role says so.

let gateway: TestGateway;
let key: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  key = await makeKey(gateway.database.client, "good");
});

afterAll(() => gateway.close());

const RUNS = "{ importRuns { totalCount } }";

/** Asks as it is written, and gives back the answer as it came. */
const send = (init: RequestInit & { path?: string }): Promise<Response> =>
  fetch(`${gateway.url}${init.path ?? ""}`, { method: "POST", ...init });

const sendQuery = (query: string, headers: Record<string, string>): Promise<Response> =>
  send({ headers: { "content-type": "application/json", ...headers }, body: JSON.stringify({ query }) });

test("a good key opens what takes its role, and one statement finds it", async () => {
  const { data, errors, statements } = await gateway.ask(RUNS, {}, key);
  expect(errors).toEqual([]);
  expect(data).toEqual({ importRuns: { totalCount: 0 } });
  expect(statements.filter((sql) => sql.includes("api_keys") && sql.startsWith("select"))).toHaveLength(1);
});

test("a request without a key looks for none", async () => {
  const { errors, statements } = await gateway.ask("{ articles { totalCount } }");
  expect(errors).toEqual([]);
  expect(statements.join()).not.toContain("api_keys");
});

test("a key opens what is open to everybody too, and no more of it", async () => {
  const { data } = await gateway.ask("{ articles { totalCount } }", {}, key);
  expect(data).toEqual({ articles: { totalCount: 0 } });
});

test.each(["bearer", "Bearer", "BEARER  "])("the scheme is read whatever its case: %s", async (scheme) => {
  const response = await sendQuery(RUNS, { authorization: `${scheme} ${key}` });
  expect(await response.json()).toEqual({ data: { importRuns: { totalCount: 0 } } });
});

const REFUSED: [name: string, authorization: () => Promise<string>, says: RegExp][] = [
  ["unknown", async () => `Bearer bsk_${"a".repeat(43)}`, /^The key is unknown\. /],
  ["cut short", async () => `Bearer ${key.slice(0, -1)}`, /is unknown/],
  ["of another make", async () => "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x", /is unknown/],
  ["empty", async () => "Bearer ", /is unknown/],
  [
    "revoked",
    async () => {
      const revoked = await makeKey(gateway.database.client, "revoked");
      await revokeApiKey(gateway.database.client, "revoked", new Date());
      return `Bearer ${revoked}`;
    },
    /has been revoked/,
  ],
  [
    "expired",
    async () => `Bearer ${await makeKey(gateway.database.client, "expired", new Date(Date.now() - 1))}`,
    /has expired/,
  ],
];

test.each(REFUSED)("a key that is %s is refused with 401, whatever it was to open", async (_name, given, says) => {
  const authorization = await given();
  for (const query of ["{ articles { totalCount } }", RUNS, "{ nonsense"]) {
    for (const accept of ["application/json", "application/graphql-response+json"]) {
      const response = await sendQuery(query, { authorization, accept });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe('Bearer realm="broadsheet", error="invalid_token"');
      expect(await response.json()).toEqual({
        errors: [{ message: expect.stringMatching(says), extensions: { code: "UNAUTHENTICATED" } }],
      });
    }
  }
  expect(gateway.logged).toEqual([]);
});

test("what no key of ours can look like is refused without a look into the database", async () => {
  const { status, statements } = await gateway.ask("{ __typename }", {}, "bsk_short");
  expect([status, statements]).toEqual([401, []]);
});

test("another scheme is nothing to the gateway", async () => {
  const authorization = `Basic ${Buffer.from("ida:secret").toString("base64")}`;
  const response = await sendQuery("{ articles { totalCount } }", { authorization });
  expect(response.status).toBe(200);
});

test("whoever asks without a key for what takes a role is told so, with 403 and nothing else", async () => {
  for (const query of [
    RUNS,
    '{ importRun(id: "x") { id } }',
    '{ one: importRun(id: "x") { id } articles { totalCount } importRuns { totalCount } }',
    'mutation { importArticles(input: {source: "s", files: []}) { run { id } } }',
    'mutation { deleteArticles(input: {source: "s", paths: []}) { deletedIds } }',
  ]) {
    const { status, data, errors } = await gateway.ask(query);
    expect(status).toBe(403);
    expect(data).toBeUndefined();
    expect(errors[0]).toMatchObject({
      message: expect.stringMatching(/role IMPORTER or ADMIN\. .*npm run api-key -- create.*Authorization: Bearer/),
      extensions: { code: "FORBIDDEN" },
    });
  }
  expect(gateway.logged).toEqual([]);
});

test("each role may do what it is for, and no more", async () => {
  const { client } = gateway.database;
  await writeArticles(gateway.database, [article({ path: "draft.md", status: "DRAFT" })], "drafts");
  const remove = 'mutation { deleteArticles(input: {source: "drafts", paths: []}) { deletedIds } }';
  const outcomes: Record<string, unknown> = {};
  for (const role of ["EDITOR", "IMPORTER", "ADMIN"] as const) {
    const own = await makeKey(client, role, null, role);
    const { data } = await gateway.ask("{ articles { totalCount } }", {}, own);
    const runs = await gateway.ask(RUNS, {}, own);
    // This gateway has no importer: whoever may import comes as far as that.
    const removed = await gateway.ask(remove, {}, own);
    outcomes[role] = [data.articles.totalCount, runs.status, removed.errors[0]?.extensions.code];
    if (role === "EDITOR")
      expect(runs.errors[0]?.message).toMatch(/^This takes the role IMPORTER or ADMIN, and yours is EDITOR\./);
  }
  gateway.logged.length = 0;
  await client`delete from articles`;
  await client`delete from article_counts`;
  expect(outcomes).toEqual({
    EDITOR: [1, 403, "FORBIDDEN"],
    IMPORTER: [0, 200, "INTERNAL_SERVER_ERROR"],
    ADMIN: [1, 200, "INTERNAL_SERVER_ERROR"],
  });
});

test("what is forbidden costs nothing of what was answered beside it", async () => {
  const { status, data, errors } = await gateway.ask('{ articles { totalCount } importRun(id: "x") { id } }');
  expect(status).toBe(200);
  expect(data).toEqual({ articles: { totalCount: 0 }, importRun: null });
  expect(errors).toMatchObject([{ path: ["importRun"], extensions: { code: "FORBIDDEN" } }]);
});

test("a mutation by GET is refused, with a key too", async () => {
  const query = encodeURIComponent('mutation { deleteArticles(input: {source: "s", paths: []}) { deletedIds } }');
  const response = await send({ method: "GET", path: `?query=${query}`, headers: { authorization: `Bearer ${key}` } });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("POST");
});

test("the last use is noted, at most once a minute, and no request waits for it", async () => {
  const { client } = gateway.database;
  const noted = async () => (await listApiKeys(client)).find(({ name }) => name === "noted")?.lastUsedAt ?? null;
  const own = await makeKey(client, "noted");
  expect(await noted()).toBeNull();
  await gateway.ask("{ __typename }", {}, own);
  await expect.poll(noted).not.toBeNull();
  const first = await noted();
  await gateway.ask("{ __typename }", {}, own);
  const { statements } = await gateway.ask("{ __typename }", {}, own);
  expect(statements.filter((sql) => sql.startsWith("update"))).toEqual([]);
  await client`update api_keys set last_used_at = now() - interval '61 seconds' where name = 'noted'`;
  await gateway.ask("{ __typename }", {}, own);
  await expect.poll(async () => (await noted())!.getTime() >= first!.getTime()).toBe(true);
});

test("a use that cannot be noted costs the request nothing", async () => {
  const { client } = gateway.database;
  const own = await makeKey(client, "unnoted");
  await client`create function refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end'`;
  await client`create trigger refuse before update on api_keys for each row execute function refuse()`;
  const { status } = await gateway.ask(RUNS, {}, own);
  expect(status).toBe(200);
  await expect.poll(() => gateway.logged.length).toBe(1);
  expect(gateway.logged[0]).toContain("the use of a key was not noted");
  expect(gateway.logged[0]).not.toContain(own);
  gateway.logged.length = 0;
  await client`drop function refuse cascade`;
});

test("a key that cannot be looked up is a fault on our side, and is shown nowhere", async () => {
  const { client } = gateway.database;
  await client`alter table api_keys rename to gone`;
  const { status, data, errors } = await gateway.ask(RUNS, {}, key);
  await client`alter table gone rename to api_keys`;
  expect(status).toBe(500);
  expect(data).toBeUndefined();
  expect(errors[0]?.extensions.code).toBe("INTERNAL_SERVER_ERROR");
  expect(JSON.stringify(errors)).not.toContain("bsk_");
  expect(gateway.logged).toHaveLength(1);
  expect(gateway.logged[0]).not.toContain("bsk_");
  gateway.logged.length = 0;
});

test("a key is stored as a hash only", async () => {
  const [row] = await gateway.database.client<
    { text: string }[]
  >`select k::text as text from api_keys k where name = 'good'`;
  expect(row?.text).toContain("good");
  expect(row?.text).not.toContain(key);
  expect(row?.text).not.toContain(Buffer.from(key).toString("hex"));
});

test("a name that a good key has is taken; one that only a dead key has is free", async () => {
  const { client } = gateway.database;
  const now = new Date();
  const make = (name: string, hash: string) =>
    createApiKey(client, { name, role: "IMPORTER", hash: Buffer.from(hash), expiresAt: null }, now);
  expect(await make("good", "1")).toBe(false);
  expect(await make("revoked", "2")).toBe(true);
  expect(await make("expired", "3")).toBe(true);
  expect(await make("expired", "4")).toBe(false);
  const keys = await listApiKeys(client);
  expect(keys.find(({ name }) => name === "revoked")).toMatchObject({
    revokedAt: null,
    expiresAt: null,
    createdAt: now,
  });
  expect((await gateway.ask(RUNS, {}, key)).status).toBe(200);
});
