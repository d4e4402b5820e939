import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { makeKey } from "../../support/keys.ts";

// Requests that name a document instead of bringing it, as the usual clients send them.

let lenient: TestGateway;
let strict: TestGateway;
let plain: TestGateway;

const PAGE = "query Page($n: Int = 1) { articles(first: $n) { nodes { title } } }";
const DELETE = 'mutation Delete { deleteArticles(input: {source: "s", paths: []}) { deletedIds } }';
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const trusted = new Map([
  ["page", PAGE],
  [sha256(PAGE), PAGE],
  [`sha256:${sha256(PAGE)}`, PAGE],
  ["delete", DELETE],
]);
const TITLES = { data: { articles: { nodes: [{ title: "Known" }] } } };

beforeAll(async () => {
  const start = (exposure: Parameters<typeof startTestGateway>[3]) =>
    startTestGateway(undefined, undefined, undefined, exposure);
  [lenient, strict, plain] = await Promise.all([
    start({ trusted }),
    start({ trusted, trustedOnly: true }),
    start({ automatic: false }),
  ]);
  for (const { database } of [lenient, strict, plain]) {
    await writeArticles(database, [article({ path: "a.md", publishedAt: 0, title: "Known" })]);
  }
});

afterAll(() => Promise.all([lenient, strict, plain].map((gateway) => gateway.close())));

async function post(gateway: TestGateway, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer };
}

async function get(gateway: TestGateway, parameters: Record<string, unknown>, accept = "application/json") {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    search.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  const response = await fetch(`${gateway.url}?${search}`, { headers: { accept } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions: { code: string } }[];
}

const hashed = (hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });

const NAMED: [client: string, parameters: Record<string, unknown>][] = [
  ["GraphQL over HTTP, by a hash", { documentId: `sha256:${sha256(PAGE)}` }],
  ["GraphQL over HTTP, by an id of one's own", { documentId: "page" }],
  ["Apollo's and urql's", hashed(sha256(PAGE))],
  ["Relay's", { id: "page" }],
  ["Relay's, as of old", { doc_id: "page" }],
  ["one that sends an empty query", { query: "", documentId: "page" }],
];

describe("documents of a manifest", () => {
  test.each(NAMED)("%s", async (_client, parameters) => {
    const all = { ...parameters, variables: { n: 1 }, operationName: "Page" };
    for (const gateway of [lenient, strict]) {
      expect(await post(gateway, all)).toEqual({ status: 200, body: TITLES });
      const answer = await get(gateway, all);
      expect([answer.status, JSON.parse(answer.text)]).toEqual([200, TITLES]);
      // What the short path leaves to Yoga.
      expect((await get(gateway, all, "text/event-stream")).text).toContain(JSON.stringify(TITLES.data));
    }
  });

  test("errors of their execution are said as of any other", async () => {
    for (const ask of [post, get]) {
      const answer = await ask(strict, { documentId: "page", variables: { n: 0 } });
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer)).toContain("first takes 1 to 100, and is 0");
    }
    expect((await get(strict, { documentId: "delete" })).status).toBe(405);
  });

  test("an id that nobody knows is said not to be known", async () => {
    for (const gateway of [lenient, strict, plain]) {
      for (const parameters of [{ documentId: "toString" }, { id: "nothing" }, { doc_id: "__proto__" }]) {
        const { status, body } = await post(gateway, parameters);
        expect([status, body.errors?.[0]?.extensions.code]).toEqual([404, "PERSISTED_QUERY_NOT_FOUND"]);
        expect((await get(gateway, parameters)).status).toBe(404);
      }
    }
  });

  test("without TRUSTED_ONLY, other documents are executed as ever", async () => {
    expect(await post(lenient, { query: "{ __typename }" })).toMatchObject({ status: 200 });
  });
});

describe("with TRUSTED_ONLY", () => {
  const OTHER = "{ __typename }";

  test("anything else is refused, by GET and POST, with a key, with a hash, and in every type of answer", async () => {
    const key = await makeKey(strict.database.client, "asker");
    const expected = { status: 403, body: { errors: [{ extensions: { code: "PERSISTED_QUERY_ONLY" } }] } };
    for (const parameters of [{ query: OTHER }, { query: `${PAGE} ` }, { query: OTHER, documentId: "page" }]) {
      expect(await post(strict, parameters)).toMatchObject(expected);
      expect(await post(strict, parameters, { authorization: `Bearer ${key}` })).toMatchObject(expected);
      for (const accept of ["application/json", "application/graphql-response+json", "text/event-stream"]) {
        const { status, text } = await get(strict, parameters, accept);
        expect([status, text]).toEqual([403, expect.stringContaining("PERSISTED_QUERY_ONLY")]);
      }
    }
    expect(await post(strict, { query: OTHER, ...hashed(sha256(OTHER)) })).toMatchObject(expected);
    expect((await post(strict, hashed(sha256(OTHER)))).body.errors?.[0]?.message).toBe("PersistedQueryNotFound");
  });

  test("in bodies that only Yoga reads, too", async () => {
    for (const type of ["application/graphql+json", "application/json, text/plain"]) {
      const refused = await post(strict, { query: OTHER }, { "content-type": type });
      expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([403, "PERSISTED_QUERY_ONLY"]);
      expect(await post(strict, { documentId: "page" }, { "content-type": type })).toMatchObject({ body: TITLES });
    }
    expect((await post(strict, [{ query: OTHER }])).status).toBe(400);
  });

  test("a document of the manifest may also be brought", async () => {
    expect(await post(strict, { query: PAGE })).toEqual({ status: 200, body: TITLES });
  });
});

describe("automatic persisted queries", () => {
  const QUERY = "{ articles { nodes { title } } }";

  test("a hash that is not known is said so as Apollo Server does; with the document it is from then on", async () => {
    const unknown = await post(lenient, hashed(sha256(QUERY)));
    expect(unknown).toEqual({
      status: 200,
      body: { errors: [{ message: "PersistedQueryNotFound", extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }] },
    });
    // Nobody between is to remember that.
    expect((await get(lenient, hashed(sha256(QUERY)))).headers.get("cache-control")).toBe("no-store");
    expect(await post(lenient, { query: QUERY, ...hashed(sha256(QUERY)) })).toMatchObject({ body: TITLES });
    expect(await post(lenient, hashed(sha256(QUERY)))).toEqual({ status: 200, body: TITLES });
    expect(JSON.parse((await get(lenient, hashed(sha256(QUERY)))).text)).toEqual(TITLES);
  });

  test("nobody can have another document executed under a hash", async () => {
    const body = { query: "{ sources { totalCount } }", ...hashed(sha256("{ authors { totalCount } }")) };
    for (let again = 0; again < 2; again++) {
      const { status, body: answer } = await post(lenient, body);
      expect([status, answer.errors?.[0]?.extensions.code]).toEqual([400, "PERSISTED_QUERY_HASH_MISMATCH"]);
    }
    expect(await post(lenient, hashed(sha256("{ authors { totalCount } }")))).toMatchObject({
      body: { errors: [{ message: "PersistedQueryNotFound" }] },
    });
  });

  test("with APQ=off a client is told not to try again, and a document that comes with its hash is executed", async () => {
    expect(await post(plain, hashed(sha256(QUERY)))).toEqual({
      status: 200,
      body: {
        errors: [{ message: "PersistedQueryNotSupported", extensions: { code: "PERSISTED_QUERY_NOT_SUPPORTED" } }],
      },
    });
    expect(await post(plain, { query: QUERY, ...hashed(sha256(QUERY)) })).toEqual({ status: 200, body: TITLES });
    expect((await post(plain, hashed(sha256(QUERY)))).body.errors).toHaveLength(1);
  });
});
