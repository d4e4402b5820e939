import { buildSchema, parse } from "graphql";
import { expect, test } from "vitest";
import { executeQuery } from "../../../src/execution/execute-query.ts";
import { createPlanner } from "../../../src/execution/planner.ts";

const schema = buildSchema(`
  type Query { text(a: In, n: Int): String below: Query! }
  type Mutation { text: String }
  input In { list: [Int!] }
`);

test("an operation is found by its name; what is no query is not, nor what there are several of", () => {
  const planner = createPlanner(schema);
  const document = parse("query One { text } query Two { text } mutation Three { text }");
  expect(planner.find(document, "One")?.operation.name?.value).toBe("One");
  expect(planner.find(document, "Two")?.operation.name?.value).toBe("Two");
  for (const name of ["Three", "Four", "", null, undefined]) expect(planner.find(document, name)).toBeNull();
  expect(planner.find(parse("{ text }"), null)).not.toBeNull();
  expect(planner.find(parse("{ text }"), "")).toBeNull();
  expect(planner.find(parse("mutation { text }"), null)).toBeNull();
});

test("a document is planned once for each answer to its conditions", () => {
  const planned = createPlanner(schema).find(
    parse("query ($p: Boolean!, $n: Int) { text(n: $n) @include(if: $p) }"),
    null,
  );
  const plan = planned?.plan({ p: true, n: 1 });
  expect(planned?.plan({ p: true, n: 2 })).toBe(plan);
  expect(planned?.plan({ p: false, n: 1 })).not.toBe(plan);
  expect(planned?.plan({ p: true })).toBe(plan);
});

test("plans are kept up to so many fields, those that were used last", () => {
  const planner = createPlanner(schema);
  const keys = Array.from({ length: 1000 }, (_, n) => `k${n}: text`).join(" ");
  const documents = Array.from({ length: 50 }, () => planner.find(parse(`{ ${keys} }`), null));
  const plans = documents.map((planned) => planned?.plan({}));
  expect(documents.at(-1)?.plan({})).toBe(plans.at(-1));
  expect(documents[0]?.plan({})).not.toBe(plans[0]);
});

test("plans of long documents are kept no longer than those of many fields, be they of no field at all", () => {
  const planner = createPlanner(schema);
  const comment = `#${"x".repeat(10_000)}`;
  const query = "query ($p: Boolean!) { text @include(if: $p) }";
  for (const variables of [{ p: true }, { p: false }]) {
    const documents = Array.from({ length: 50 }, () => planner.find(parse(`${query} ${comment}`), null));
    const plans = documents.map((planned) => planned?.plan(variables));
    expect(documents.at(-1)?.plan(variables)).toBe(plans.at(-1));
    expect(documents[0]?.plan(variables)).not.toBe(plans[0]);
  }
  const long = planner.find(parse(`{ text } ${comment.repeat(100)}`), null);
  expect(long?.plan({})).not.toBe(long?.plan({}));
});

test("a plan that is too large is used, and not kept", async () => {
  const planned = createPlanner(schema).find(
    parse(`{ ${Array.from({ length: 5000 }, (_, n) => `k${n}: text`).join(" ")} }`),
    null,
  );
  if (planned === null) throw new Error("It was not planned.");
  expect(planned.plan({})).not.toBe(planned.plan({}));
  const { data } = await executeQuery(planned, { rootValue: { text: "a" } });
  expect(Object.keys(data ?? {})).toHaveLength(5000);
});

test("a key that is none of an ordinary object's own is left to another executor", () => {
  expect(createPlanner(schema).find(parse("{ __proto__: text }"), null)).toBeNull();
});

test("what a resolver changes of arguments that executions share is refused", async () => {
  const planned = createPlanner(schema).find(parse("{ text(a: {list: [1]}) }"), null);
  if (planned === null) throw new Error("It was not planned.");
  const rootValue = { text: ({ a }: { a: { list: number[] } }) => a.list.push(2) };
  for (let time = 0; time < 2; time++) {
    const { data, errors } = await executeQuery(planned, { rootValue });
    expect(data).toEqual({ text: null });
    expect(errors?.[0]?.message).toContain("not extensible");
  }
});
