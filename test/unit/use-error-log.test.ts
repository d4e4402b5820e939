import { GraphQLEnumType, GraphQLError, GraphQLInt, GraphQLObjectType, GraphQLSchema, graphql } from "graphql";
import { expect, test } from "vitest";
import { badUserInput } from "../../src/errors.ts";
import { maskError } from "../../src/use-error-log.ts";

const color = new GraphQLEnumType({ name: "Color", values: { RED: {} } });

/** The error that a field comes to, as the executor gives it, masked. */
async function errorOf(resolve: () => unknown, query = "{ field }"): Promise<{ message: string; code: unknown }> {
  const args = { a: { type: GraphQLInt } };
  const fields = { field: { type: GraphQLInt, args, resolve }, color: { type: color, resolve } };
  const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: "Query", fields }) });
  const { errors } = await graphql({ schema, source: query });
  const masked = maskError(errors?.[0]) as GraphQLError;
  return { message: masked.message, code: masked.extensions.code };
}

const masked = { message: expect.stringMatching(/^Something went wrong on our side/), code: "INTERNAL_SERVER_ERROR" };

test("an error that was thrown on purpose is shown", async () => {
  const thrown = () => {
    throw badUserInput("first takes 1 to 100.");
  };
  expect(await errorOf(thrown)).toEqual({ message: "first takes 1 to 100.", code: "BAD_USER_INPUT" });
});

test("any other error is not", async () => {
  const thrown = (error: unknown) => () => {
    throw error;
  };
  expect(await errorOf(thrown(new Error("select * from secrets")))).toEqual(masked);
  expect(await errorOf(thrown("secret"))).toEqual(masked);
  expect(await errorOf(thrown(new RangeError("secret")))).toEqual(masked);
});

test("a value of ours that cannot be serialized is our fault, and is not shown", async () => {
  expect(await errorOf(() => 2 ** 40)).toEqual(masked);
  expect(await errorOf(() => "secret", "{ color }")).toEqual(masked);
});

test("an argument of a wrong type is the caller's", () => {
  const error = new GraphQLError("Variable $first got invalid value");
  expect(maskError(error)).toBe(error);
});
