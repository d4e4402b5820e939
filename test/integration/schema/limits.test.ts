import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { exampleQueries } from "../../../src/http/examples.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { COST_BOMBS, DEEP, EXPONENTIAL, WIDE } from "../../support/large-operations.ts";

// Operations that are larger than any page needs: refused as a whole, before anything of them is done.

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway(undefined, undefined, parseConfig({}).limits);
  await writeArticles(gateway.database, [article({ path: "a.md", publishedAt: 0, tags: ["T"] })]);
});

afterAll(() => gateway.close());

test.each([...DEEP, ...WIDE, ...EXPONENTIAL])("$name", async ({ query, says }) => {
  const { status, errors, data, statements } = await gateway.ask(query);
  expect(errors[0]?.message).toMatch(says);
  expect(errors).toHaveLength(1);
  expect({ status, data, statements }).toEqual({ status: 400, data: undefined, statements: [] });
});

test("fragments that spread each other are refused by validation", async () => {
  const { status, errors } = await gateway.ask("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }");
  expect(errors[0]?.message).toMatch(/Cannot spread fragment "A" within itself/);
  expect(status).toBe(400);
});

test.each(COST_BOMBS)("a cost bomb $name", async ({ query, variables, cost }) => {
  const { status, errors, data, statements } = await gateway.ask(query, variables);
  expect(errors).toMatchObject([
    {
      message: expect.stringContaining(`may cost ${cost}, and 20000 is the most`),
      extensions: { code: "QUERY_TOO_COMPLEX", cost, limit: 20_000 },
    },
  ]);
  expect({ status, data, statements }).toEqual({ status: 400, data: undefined, statements: [] });
});

test("every example of GraphiQL is within the limits", async () => {
  for (const { query, variables = "{}" } of exampleQueries({ category: ["A"], word: "a" })) {
    const { errors } = await gateway.ask(query, JSON.parse(variables));
    // Some name what is not stored here, or take a key.
    expect(errors.filter(({ extensions }) => extensions.code === "QUERY_TOO_COMPLEX")).toEqual([]);
  }
});

test("what is asked of the schema, and what costs just as much as it may, is answered", async () => {
  const introspection = await gateway.ask(getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true }));
  expect(introspection.errors).toEqual([]);
  const atTheLimit = await gateway.ask(
    "{ tags(first: 99) { nodes { articles(first: 100) { nodes { source { name } } } } } }",
  );
  expect(atTheLimit.errors).toEqual([]);
});
