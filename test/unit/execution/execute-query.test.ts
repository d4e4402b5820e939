import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { describe, expect, test } from "vitest";
import { createOperations } from "../../../src/execution/operations.ts";
import { executePlanned } from "../../support/planned.ts";
import { makeOperation } from "./operations.ts";
import { createWorldSchema, type World } from "./world.ts";

// graphql-js is the standard: whatever is asked, the answer is its answer.

const schema = createWorldSchema();
const find = createOperations(schema);
const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule && rule !== NoUnusedVariablesRule);

type Variables = Record<string, unknown>;

const newWorld = (changed: Partial<World> = {}): World => ({ seed: 1, async: false, failing: 0, seen: [], ...changed });

async function both(document: DocumentNode, variables: Variables, changed: Partial<World>) {
  const [theirs, ours] = [newWorld(changed), newWorld(changed)];
  const rootValue = { root: true };
  return {
    expected: await execute({ schema, document, rootValue, contextValue: theirs, variableValues: variables }),
    actual: await executePlanned(find, document, { rootValue, contextValue: ours, variableValues: variables }),
    theirs,
    ours,
  };
}

// As text, so that the order of keys counts.
const dataOf = ({ data }: ExecutionResult): string => JSON.stringify(data);
const errorsOf = ({ errors = [] }: ExecutionResult): string[] => errors.map((error) => JSON.stringify(error));

const seeds = fc.tuple(fc.nat(), fc.nat());

/** Runs a check on made-up operations that are valid. */
async function onOperations(check: (document: DocumentNode, variables: Variables, seed: number) => Promise<void>) {
  let valid = 0;
  await fc.assert(
    fc.asyncProperty(seeds, async ([one, other]) => {
      const { query, variables } = makeOperation(one);
      const document = parse(query);
      if (validate(schema, document, rules).length > 0) return;
      valid += 1;
      await check(document, variables, other);
    }),
    { numRuns: 250 },
  );
  expect(valid).toBeGreaterThan(100);
}

describe("what is made up is answered as graphql-js answers it", () => {
  test.each([0, 5, 30])(
    "by values, with %i in a hundred that fail: each error, and what each resolver saw",
    async (failing) => {
      await onOperations(async (document, variables, seed) => {
        const { expected, actual, theirs, ours } = await both(document, variables, { seed, failing });
        expect(dataOf(actual)).toBe(dataOf(expected));
        expect(errorsOf(actual)).toEqual(errorsOf(expected));
        expect(ours.seen).toEqual(theirs.seen);
        // Planned, and now kept.
        const again = await both(document, variables, { seed, failing });
        expect(dataOf(again.actual)).toBe(dataOf(expected));
      });
    },
  );

  test("by promises", async () => {
    await onOperations(async (document, variables, seed) => {
      const { expected, actual, theirs, ours } = await both(document, variables, { seed, async: true });
      expect(dataOf(actual)).toBe(dataOf(expected));
      expect(errorsOf(actual)).toEqual(errorsOf(expected));
      expect(ours.seen.toSorted()).toEqual(theirs.seen.toSorted());
    });
  });

  test("by promises that fail: the same nulls, and errors at the same places unless something around is null", async () => {
    await onOperations(async (document, variables, seed) => {
      const { expected, actual } = await both(document, variables, { seed, async: true, failing: 10 });
      expect(dataOf(actual)).toBe(dataOf(expected));
      expect(errorsOf(actual).length > 0).toBe(errorsOf(expected).length > 0);
    });
  });
});

test("a promise that nobody waits for any more does not end the process", async () => {
  const listed = buildSchema("type Query { list: [Int!] }");
  const find = createOperations(listed);
  const document = parse("{ list }");
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  const rootValue = { list: () => [null, Promise.reject(new Error("late")), 1] };
  expect(await executePlanned(find, document, { rootValue })).toMatchObject({ data: { list: null }, errors: [{}] });
  await setImmediate();
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

test("what calls back at once is waited for like a promise", async () => {
  const find = createOperations(buildSchema("type Query { at: Int }"));
  const document = parse("{ at }");
  // biome-ignore lint/suspicious/noThenProperty: that is what it is about.
  const rootValue = { at: () => ({ then: (resolve: (value: number) => void) => resolve(1) }) };
  expect(await executePlanned(find, document, { rootValue })).toEqual({ data: { at: 1 } });
});

test("of fields that fail by thousands, the first hundred are told of", async () => {
  const listed = buildSchema("type Query { list: [Int] }");
  const find = createOperations(listed);
  const document = parse("{ list }");
  const { data, errors } = await executePlanned(find, document, { rootValue: { list: Array(1000).fill("x") } });
  expect(data).toEqual({ list: Array(1000).fill(null) });
  expect(errors).toHaveLength(101);
  expect(errors?.[99]?.path).toEqual(["list", 99]);
  expect(errors?.[100]).toMatchObject({ message: expect.stringMatching(/More than 100 fields failed/) });
});
