import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { holdTable } from "../../support/hold-table.ts";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway(undefined, undefined, undefined, { maxConcurrent: 2 });
});

afterAll(() => gateway.close());

const QUERY = "{ authors { totalCount nodes { name } } }";

const REFUSED = {
  errors: [{ message: expect.stringContaining("Ask again in a moment"), extensions: { code: "OVERLOADED" } }],
};

test("what is more than MAX_CONCURRENT gets 503 in a moment, and what takes nothing is answered", async () => {
  const authors = await holdTable(gateway.databaseUrl, "authors");
  const executed = [gateway.ask(QUERY), gateway.ask(QUERY)];
  await expect.poll(authors.waiting).toBe(2);

  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ query: QUERY });
  const ways: [string, RequestInit][] = [
    ["", { method: "POST", headers: json, body }],
    ["", { method: "POST", headers: { ...json, accept: "application/graphql-response+json" }, body }],
    [`?query=${encodeURIComponent(QUERY)}`, {}],
    // Not by the short path.
    ["", { method: "POST", headers: { "content-type": "application/graphql+json" }, body }],
  ];
  for (const [search, init] of ways) {
    const response = await fetch(`${gateway.url}${search}`, init);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(response.headers.get("x-request-id")).not.toBeNull();
    expect(await response.json()).toEqual(REFUSED);
  }
  for (const query of ["{ __typename }", "{ __schema { queryType { name } } }"]) {
    expect(await gateway.ask(query)).toMatchObject({ status: 200, errors: [] });
  }

  await authors.release();
  for (const { errors } of await Promise.all(executed)) expect(errors).toEqual([]);
  expect(await gateway.ask(QUERY)).toMatchObject({ status: 200, errors: [] });
  expect(gateway.logged).toEqual([]);
});

test("a refusal is worded alike by either path", async () => {
  const authors = await holdTable(gateway.databaseUrl, "authors");
  const executed = [gateway.ask(QUERY), gateway.ask(QUERY)];
  await expect.poll(authors.waiting).toBe(2);
  const ask = async (type: string) => {
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: { "content-type": type },
      body: JSON.stringify({ query: QUERY }),
    });
    const { "x-request-id": _, date: _date, ...headers } = Object.fromEntries(response.headers);
    return { headers, body: await response.text() };
  };
  const [short, long] = [await ask("application/json"), await ask("application/graphql+json")];
  await authors.release();
  await Promise.all(executed);
  expect(short).toEqual(long);
});

test("what comes while others are executed is answered after them", async () => {
  const answers = await Promise.all(Array.from({ length: 60 }, () => gateway.ask("{ tags { totalCount } }")));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
});

test("operations that fail give their places back", async () => {
  for (let n = 0; n < 5; n++) {
    expect((await gateway.ask("query ($n: Int!) { articles(first: $n) { totalCount } }")).errors).toHaveLength(1);
    expect((await gateway.ask('{ articles(after: "nonsense") { totalCount } }')).errors).toHaveLength(1);
  }
  expect(await gateway.ask(QUERY)).toMatchObject({ status: 200, errors: [] });
});
