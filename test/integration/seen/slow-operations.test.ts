import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleQueries } from "../../../src/http/examples.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway } from "../../support/gateway.ts";
import { type SeenServer, startSeenServer } from "../../support/seen-server.ts";

let server: SeenServer;

const SECRET = "zq7secret";

beforeAll(async () => {
  // Everything that asks the database is slow.
  server = await startSeenServer({ slowOperation: 1, answersCacheSize: 0 });
  await writeArticles(server.database, [article({ path: "a.md", title: `On ${SECRET}` })]);
});

afterAll(() => server.close());

const SEARCH = `query Find($word: String!) {
  search(query: $word, first: 5) { totalCount nodes { title } }
  articles(filter: {category: {by: {slug: "${SECRET}"}}}) { totalCount nodes { title author { name } } }
}`;

test("a slow operation has a line with its statements, slowest first, and the plan of that one, without a value", async () => {
  const response = await server.ask({ query: SEARCH, variables: { word: SECRET } });
  expect(await response.text()).toContain(SECRET);
  const [line] = await server.lines("a slow operation");
  expect(line).toMatchObject({
    level: 40,
    requestId: response.headers.get("x-request-id"),
    operation: "query",
    name: "Find",
    role: "PUBLIC",
    cost: expect.any(Number),
    milliseconds: expect.any(Number),
    plan: expect.stringMatching(/cost=\d/),
  });
  const statements = line?.statements as { statement: string; count: number; milliseconds: number }[];
  expect(statements.length).toBeGreaterThan(2);
  expect(statements.map(({ milliseconds }) => milliseconds)).toEqual(
    statements.map(({ milliseconds }) => milliseconds).sort((a, b) => b - a),
  );
  expect(statements[0]).toEqual({ statement: expect.any(String), count: 1, milliseconds: expect.any(Number) });
  expect(server.logged.join("")).not.toContain(SECRET);
});

test("plans are not asked for again within a minute", async () => {
  await (await server.ask({ query: SEARCH, variables: { word: "other" } })).text();
  const [, second] = await server.lines("a slow operation", 2);
  expect(second).not.toHaveProperty("plan");
});

test("what takes less is not told of", async () => {
  const patient = await startSeenServer({ slowOperation: 600_000 });
  await (await patient.ask({ query: SEARCH, variables: { word: "a" } })).text();
  expect(patient.logged.join("")).not.toContain("a slow operation");
  await patient.close();
});

test("a plan does not wait for a table that is locked", async () => {
  const gateway = await startTestGateway();
  const { noted } = await gateway.ask("{ articles(first: 1) { nodes { id } } }");
  expect(noted.length).toBeGreaterThan(0);
  const { client } = gateway.database;
  await client.begin(async (tx) => {
    await tx`lock table articles in access exclusive mode`;
    for (const { shape } of noted) await expect(gateway.explain(shape)).rejects.toMatchObject({ code: "55P03" });
  });
  const [setting] = await client`show lock_timeout`;
  expect(setting).toEqual({ lock_timeout: "0" });
  await gateway.close();
});

test("every statement of the examples can be explained, whatever its parameters are", {
  timeout: 120_000,
}, async () => {
  const gateway = await startTestGateway();
  await writeArticles(gateway.database, [article({ path: "a.md", title: "Any", categories: [["Air"]] })]);
  for (const { query, variables = "{}" } of exampleQueries({ category: ["Air"], word: "any" })) {
    const { noted } = await gateway.ask(query, JSON.parse(variables));
    for (const { shape } of noted) expect(await gateway.explain(shape)).toMatch(/cost=\d/);
  }
  expect(await gateway.explain("no such shape")).toBeNull();
  await gateway.close();
});
