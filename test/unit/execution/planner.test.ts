import { buildSchema, parse } from "graphql";
import { expect, test } from "vitest";
import { createOperations } from "../../../src/execution/operations.ts";
import { executePlanned } from "../../support/planned.ts";

const schema = buildSchema(`
  type Query { text(a: In, n: Int): String below: Query! }
  type Mutation { text: String }
  input In { list: [Int!] }
`);

const planOf = (find = createOperations(schema), text: string) => find(parse(text), null)?.planned;

test("an operation is found by its name, and once; what is no query is not planned", () => {
  const find = createOperations(schema);
  const document = parse("query One { text } query Two { text } mutation Three { text }");
  expect(find(document, "One")?.planned?.operation.name?.value).toBe("One");
  expect(find(document, "Two")?.planned?.operation.name?.value).toBe("Two");
  expect(find(document, "Two")).toBe(find(document, "Two"));
  expect(find(document, "Three")?.planned).toBeNull();
  for (const name of ["Four", "", null, undefined]) expect(find(document, name)).toBeNull();
  expect(find(parse("{ text }"), null)?.planned).not.toBeNull();
  expect(find(parse("{ text }"), "")).toBeNull();
});

test("a document is planned once for each answer to its conditions", () => {
  const planned = planOf(undefined, "query ($p: Boolean!, $n: Int) { text(n: $n) @include(if: $p) }");
  const plan = planned?.plan({ p: true, n: 1 });
  expect(planned?.plan({ p: true, n: 2 })).toBe(plan);
  expect(planned?.plan({ p: false, n: 1 })).not.toBe(plan);
  expect(planned?.plan({ p: true })).toBe(plan);
});

test("plans are kept up to so many fields, those that were used last", () => {
  const find = createOperations(schema);
  const keys = Array.from({ length: 1000 }, (_, n) => `k${n}: text`).join(" ");
  const documents = Array.from({ length: 50 }, () => planOf(find, `{ ${keys} }`));
  const plans = documents.map((planned) => planned?.plan({}));
  expect(documents.at(-1)?.plan({})).toBe(plans.at(-1));
  expect(documents[0]?.plan({})).not.toBe(plans[0]);
});

test("plans of long documents are kept no longer than those of many fields, be they of no field at all", () => {
  const find = createOperations(schema);
  const comment = `#${"x".repeat(10_000)}`;
  const query = "query ($p: Boolean!) { text @include(if: $p) }";
  for (const variables of [{ p: true }, { p: false }]) {
    const documents = Array.from({ length: 50 }, () => planOf(find, `${query} ${comment}`));
    const plans = documents.map((planned) => planned?.plan(variables));
    expect(documents.at(-1)?.plan(variables)).toBe(plans.at(-1));
    expect(documents[0]?.plan(variables)).not.toBe(plans[0]);
  }
  const long = planOf(find, `{ text } ${comment.repeat(100)}`);
  expect(long?.plan({})).not.toBe(long?.plan({}));
});

test("a plan that is too large is used, and not kept", async () => {
  const find = createOperations(schema);
  const document = parse(`{ ${Array.from({ length: 5000 }, (_, n) => `k${n}: text`).join(" ")} }`);
  const planned = find(document, null)?.planned;
  expect(planned?.plan({})).not.toBe(planned?.plan({}));
  const { data } = await executePlanned(find, document, { rootValue: { text: "a" } });
  expect(Object.keys(data ?? {})).toHaveLength(5000);
});

test("a key that is none of an ordinary object's own is left to another executor", () => {
  expect(planOf(undefined, "{ __proto__: text }")).toBeNull();
});

test("what a resolver changes of arguments that executions share is refused", async () => {
  const find = createOperations(schema);
  const document = parse("{ text(a: {list: [1]}) }");
  const rootValue = { text: ({ a }: { a: { list: number[] } }) => a.list.push(2) };
  for (let time = 0; time < 2; time++) {
    const { data, errors } = await executePlanned(find, document, { rootValue });
    expect(data).toEqual({ text: null });
    expect(errors?.[0]?.message).toContain("not extensible");
  }
});
