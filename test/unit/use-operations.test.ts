import {
  GraphQLInt,
  GraphQLList,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from "graphql";
import { expect, test } from "vitest";
import { newCaller } from "../../src/caller.ts";
import { useOperations } from "../../src/use-operations.ts";

function counting(refuse: boolean) {
  const read = { values: 0 };
  const word = new GraphQLScalarType({
    name: "Word",
    parseValue: (value) => {
      read.values += 1;
      if (refuse) throw new Error("It is no word.");
      return value;
    },
  });
  const text = { type: GraphQLString, args: { of: { type: new GraphQLList(word) } }, resolve: () => "text" };
  const fields = { text, number: { type: GraphQLInt, resolve: () => 1 } };
  return { read, schema: new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields }) }) };
}

const QUERY = parse("query ($of: [Word]) { text(of: $of) number }");

/** What came of asking: what stopped it, or what its execution gave. */
function ask(schema: GraphQLSchema, variableValues: Record<string, unknown>): unknown {
  const args = { schema, document: QUERY, variableValues, contextValue: newCaller("1") };
  let stopped: unknown;
  let execute: (given: unknown) => unknown = () => undefined;
  useOperations(schema, 9).onExecute?.({
    args,
    setResultAndStopExecution: (result: unknown) => {
      stopped = result;
    },
    setExecuteFn: (given: typeof execute) => {
      execute = given;
    },
  } as never);
  return stopped ?? execute(args);
}

test("variables are coerced once for their cost and the execution", () => {
  const { read, schema } = counting(false);
  expect(ask(schema, { of: ["a", "b", "c"] })).toEqual({ data: { text: "text", number: 1 } });
  expect(read.values).toBe(3);
});

test("of a list whose items are all wrong, fifty are told of, and no more are looked at", () => {
  const { read, schema } = counting(true);
  expect(ask(schema, { of: Array(1000).fill("x") })).toMatchObject({ errors: { length: 51 } });
  expect(read.values).toBeLessThan(55);
});
