import { type FragmentDefinitionNode, getVariableValues, Kind, type OperationDefinitionNode, parse } from "graphql";
import { expect, test } from "vitest";
import { costOf } from "../../../src/limits/cost.ts";
import { schema } from "../../../src/schema/schema.ts";

function cost(text: string, values: Record<string, unknown> = {}): number {
  const { definitions } = parse(text);
  const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  const fragments = definitions.filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION);
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], values);
  const byName = Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
  return costOf({ schema, operation, fragments: byName, variables: coerced ?? {} });
}

test.each([
  ["{ __typename }", 0],
  ['{ article(by: {slug: "a"}) { title wordCount } }', 1],
  ['{ article(by: {slug: "a"}) { author { name } headImage { url } body { html } } }', 14],
  // A page as long as asked for, or of twenty; what stands between it and its articles is free.
  ["{ articles(first: 7) { nodes { title } pageInfo { endCursor } } }", 7],
  ["{ articles(last: 7) { edges { cursor node { title } } } }", 7],
  ["{ articles { nodes { title } } }", 20],
  ["{ articles(first: 3) { nodes { author { name } } } }", 6],
  ["{ articles(first: 3) { nodes { title } edges { node { title } } } }", 6],
  // Lists without an argument count as ten.
  ["{ articles(first: 3) { nodes { categories { name } } } }", 33],
  ["{ categories(first: 10) { nodes { articles(first: 10) { nodes { images(first: 3) { nodes { url } } } } } } }", 410],
  ['{ nodes(ids: ["a", "b", "c"]) { id } }', 3],
  // What is counted over a whole list does not depend on the page.
  ["{ articles(first: 1) { totalCount } }", 10],
  ["{ articles(first: 100) { facets { languages { count } } } }", 1 + 100 + 10],
  ["{ articles(first: 1) { facets { tags(first: 5) { count } } } }", 1 + 100 + 5],
  ['{ search(query: "a", first: 2) { nodes { title } } }', 102],
  ["{ articles(first: 2) { nodes { related(first: 5) { title } } } }", 2 * (1 + 10 + 5)],
  // As many addresses are signed as there are widths: five where they are left out.
  ["{ images(first: 2) { nodes { srcSet } } }", 2 * (1 + 5)],
  ["{ images(first: 2) { nodes { srcSet(widths: [1, 2, 3]) } } }", 2 * (1 + 3)],
  ['{ search(query: "a", first: 2) { edges { score title snippets } } }', 100 + 2 * (1 + 10)],
  ["{ rateLimit { cost remaining } }", 1],
  // Both sides of a fragment, wherever it stands.
  [
    "{ articles(first: 2) { ...P } } fragment P on ArticleConnection { nodes { ...A } } fragment A on Article { author { id } }",
    4,
  ],
  ["{ articles(first: 2) { nodes { ... on Node { id } ... { author { id } } } } }", 4],
  ["{ __schema { types { name } } }", 100],
  // Nonsense is for the field itself to refuse.
  ["{ articles(first: -5) { nodes { title } } }", 0],
])("%s", (text, expected) => {
  expect(cost(text)).toBe(expected);
});

const PAGE = "{ articles(first: $n) { nodes { title } } }";

test.each([
  [`query($n: Int!) ${PAGE}`, { n: 50 }, 50],
  [`query($n: Int = 40) ${PAGE}`, {}, 40],
  [`query($n: Int = 40) ${PAGE}`, { n: null }, 20],
  [`query($n: Int) ${PAGE}`, {}, 20],
  [`query($n: Int) ${PAGE}`, { n: 1_000_000 }, 1_000_000],
  ["query($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: ["a", "b"] }, 2],
  ["query($on: Boolean!) { articles(first: 5) @include(if: $on) { nodes { title } } }", { on: false }, 0],
  ["query($on: Boolean!) { articles(first: 5) @skip(if: $on) { nodes { title } } }", { on: false }, 5],
])("%s with %j", (text, values, expected) => {
  expect(cost(text, values)).toBe(expected);
});

test("fragments that double 40 times over are counted, not walked", () => {
  const doubling = Array.from({ length: 40 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`);
  const text = `{ ...F0 } ${doubling.join(" ")} fragment F40 on Query { article(by: {slug: "a"}) { title } }`;
  expect(cost(text)).toBe(2 ** 40);
});

test("a menu of categories is cheap, though each may have a hundred children", () => {
  expect(cost("{ categories(filter: {depth: 0}) { nodes { name children { name children { name } } } } }")).toBe(
    20 * (1 + 10 * (1 + 10)),
  );
});
