import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { exampleQueries } from "../../../src/http/examples.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

// Operations that are larger than any page needs: refused as a whole, before anything of them is done.

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway(undefined, undefined, parseConfig({}).limits);
  await writeArticles(gateway.database, [article({ path: "a.md", publishedAt: 0, tags: ["T"] })]);
});

afterAll(() => gateway.close());

const times = (count: number, make: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join(" ");
const nested = (depth: number): string =>
  `{ ${"tags { nodes { articles { nodes { ".repeat(depth)} id ${"} } } }".repeat(depth)} }`;

const SHAPES: [name: string, query: string, says: RegExp][] = [
  ["50 deep", nested(12).replace("{ ", "{ __typename "), /more than 20 fields inside one another/],
  ["5,000 deep", nested(1250), /nested too deeply/],
  ["200 aliases", `{ ${times(200, (n) => `a${n}: articles { totalCount }`)} }`, /more than 60 aliases/],
  ["200 aliases of __typename", `{ ${times(200, (n) => `a${n}: __typename`)} }`, /more than 60 aliases/],
  ["500 directives", `{ __typename ${times(500, () => "@include(if: true)")} }`, /more than 60 directives/],
  ["2,000 fields", `{ articles { nodes { ${times(2000, () => "title")} } } }`, /more than 1000 fields/],
  ["990 equal fields", `{ articles { nodes { ${times(990, () => "title")} } } }`, /the same fields too often/],
  [
    "aliases in fragments",
    `{ ${times(8, () => "...F")} } fragment F on Query { ${times(8, (n) => `a${n}: __typename`)} }`,
    /more than 60 aliases/,
  ],
  [
    "fields behind @skip and @include",
    `query($on: Boolean = false) { ${times(51, () => "...F @include(if: $on)")} } fragment F on Query { articles { nodes { ${times(20, () => "title")} } } }`,
    /more than 1000 fields/,
  ],
  [
    "100 × 100 overlapping fragments",
    `{ articles { nodes { ${times(100, (n) => `...F${n}`)} } } } ${times(100, (n) => `fragment F${n} on Article { ${times(100, () => "title")} }`)}`,
    /more than 5000 words and signs/,
  ],
  [
    "fragments that double 24 times",
    `{ ...F0 } ${times(24, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F24 on Query { __typename }`,
    /more than 1000 fields/,
  ],
];

test.each(SHAPES)("%s", async (_name, query, says) => {
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

const COSTS: [name: string, query: string, variables: Record<string, unknown>, cost: number][] = [
  ["as a literal", "{ articles(first: 1000000) { nodes { id } } }", {}, 1_000_000],
  ["as a variable", "query($n: Int) { articles(first: $n) { nodes { id } } }", { n: 1_000_000 }, 1_000_000],
  ["as a default", "query($n: Int = 1000000) { articles(first: $n) { nodes { id } } }", {}, 1_000_000],
  [
    "nested",
    "{ tags(first: 100) { nodes { articles(first: 100) { nodes { related { id } } } } } }",
    {},
    100 + 100 * 100 * (1 + 10 + 5),
  ],
  [
    "as the default of a fragment's variable, nested",
    "query($n: Int = 5000) { ...A } fragment A on Query { tags(first: 10) { ...B } } fragment B on TagConnection { nodes { articles(first: $n) { nodes { id } } } }",
    {},
    10 + 10 * 5000,
  ],
  [
    "that is included after all",
    "query($on: Boolean = true) { articles(first: 1000000) @skip(if: false) @include(if: $on) { nodes { id } } }",
    {},
    1_000_000,
  ],
  [
    "addresses of many widths",
    `{ articles(first: 100) { nodes { headImage { srcSet(widths: $w) } } } }`.replace("{ a", "query($w: [Int!]!) { a"),
    { w: Array.from({ length: 300 }, (_, n) => n + 1) },
    100 * (1 + 1 + 300),
  ],
  [
    "snippets again and again",
    `{ ${times(60, (n) => `s${n}: search(query: "word", first: 100) { edges { title snippets } }`)} }`,
    {},
    60 * (100 + 100 * 11),
  ],
  [
    "counting again and again",
    `{ articles { ${times(50, (n) => `f${n}: facets { tags { count } categories { count } authors { count } languages { count } }`)} } }`,
    {},
    50 * (1 + 3 * (100 + 20) + (100 + 10)),
  ],
  [
    "long texts under many names",
    `{ articles(first: 100) { nodes { body { ${times(58, (n) => `t${n}: html`)} } } } }`,
    {},
    100 * (1 + 1 + 58 * 10),
  ],
  [
    "excerpts under many names",
    `{ tags(first: 10) { nodes { articles(first: 100) { nodes { ${times(58, (n) => `e${n}: excerpt`)} } } } } }`,
    {},
    10 + 10 * 100 * (1 + 58),
  ],
];

test.each(COSTS)("a cost bomb %s", async (_name, query, variables, cost) => {
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
