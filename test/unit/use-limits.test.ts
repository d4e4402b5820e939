import { GraphQLList, GraphQLObjectType, GraphQLScalarType, GraphQLSchema, GraphQLString, parse } from "graphql";
import { expect, test } from "vitest";
import { newCaller } from "../../src/caller.ts";
import { useLimits } from "../../src/use-limits.ts";

test("of a list whose items are all wrong, one is looked at to tell what the operation costs", () => {
  let read = 0;
  const word = new GraphQLScalarType({
    name: "Word",
    parseValue: () => {
      read += 1;
      throw new Error("It is no word.");
    },
  });
  const fields = { text: { type: GraphQLString, args: { of: { type: new GraphQLList(word) } } } };
  const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields }) });
  const { onExecute } = useLimits({ tokens: 100, depth: 9, fields: 9, aliases: 9, directives: 9, cost: 9 });
  const document = parse("query ($of: [Word]) { text(of: $of) }");
  const variableValues = { of: Array(1000).fill("x") };
  onExecute?.({ args: { schema, document, variableValues, contextValue: newCaller("1") } } as never);
  expect(read).toBeLessThan(5);
});
