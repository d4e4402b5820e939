import { getIntrospectionQuery, parse } from "graphql";
import { expect, test } from "vitest";
import { shapeOf } from "../../../src/limits/shape.ts";

const shape = (document: string) => shapeOf(parse(document));

test.each([
  ["{ a }", { depth: 1, fields: 1, aliases: 0, directives: 0 }],
  ["{ a { b { c } } d }", { depth: 3, fields: 4, aliases: 0, directives: 0 }],
  [
    "{ x: a y: a ... @include(if: true) { z: a @skip(if: false) } }",
    { depth: 1, fields: 3, aliases: 3, directives: 2 },
  ],
  // A fragment counts where it is spread; it is no depth of its own.
  ["{ a { ...F } b { ...F } } fragment F on T { x: c { d } }", { depth: 3, fields: 6, aliases: 2, directives: 0 }],
  // The largest of several operations, and what nobody spreads.
  ["query A { a } query B { a b } fragment F on T { a b c }", { depth: 1, fields: 3, aliases: 0, directives: 0 }],
])("%s", (document, expected) => {
  expect(shape(document)).toEqual(expected);
});

test("fragments that double 60 times over are counted, not walked", () => {
  const doubling = Array.from({ length: 60 }, (_, n) => `fragment F${n} on T { ...F${n + 1} ...F${n + 1} }`);
  expect(shape(`{ ...F0 } ${doubling.join(" ")} fragment F60 on T { a }`).fields).toBe(2 ** 60);
});

test("fragments that spread each other end", () => {
  expect(shape("{ ...A } fragment A on T { a ...B } fragment B on T { b ...A }").fields).toBe(2);
});

test("what GraphiQL asks of a schema is well below the limits", () => {
  const { depth, fields } = shape(getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true }));
  expect(depth).toBeLessThanOrEqual(15);
  expect(fields).toBeLessThanOrEqual(250);
});
