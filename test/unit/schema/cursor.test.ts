import fc from "fast-check";
import { GraphQLError } from "graphql";
import { expect, test } from "vitest";
import { decodeCursor, encodeCursor, type SortType } from "../../../src/schema/cursor.ts";
import { decodeId, encodeId, NODE_TYPES } from "../../../src/schema/ids.ts";

const id = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const instant = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true })
  .map((date) => date.toISOString().replace("T", " ").replace("Z", "+00"));
const sorts: Record<Exclude<SortType, "role">, fc.Arbitrary<string>> = {
  timestamptz: fc.oneof(instant, fc.constant("-infinity")),
  text: fc.string({ unit: "grapheme", maxLength: 150 }).filter((text) => !text.includes("\0")),
  integer: fc.integer({ min: -999_999_999, max: 999_999_999 }).map(String),
  match: fc.tuple(fc.integer({ min: 1, max: 4 }), instant).map(([rank, date]) => `${rank} ${date}`),
  bigint: id.filter((number) => number < 1e15).map(String),
};

test.each(Object.entries(sorts))("a cursor over %s comes back as it was given", (type, sort) => {
  fc.assert(
    fc.property(sort, id, (value, row) => {
      const cursor = encodeCursor("ORDER ASC", { sort: value, id: row });
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(decodeCursor("ORDER ASC", type as SortType, cursor)).toEqual({ sort: value, id: row });
    }),
  );
});

const refused = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return error instanceof GraphQLError && error.extensions.code === "BAD_USER_INPUT";
  }
  return false;
};

test("a cursor of another order is refused", () => {
  const cursor = encodeCursor("TITLE ASC", { sort: "a", id: 1 });
  expect(refused(() => decodeCursor("TITLE DESC", "text", cursor))).toBe(true);
});

test("whatever else is given as a cursor is refused, or is a position", () => {
  const types = fc.constantFrom<SortType>("timestamptz", "text", "integer", "bigint", "role");
  const json = fc.tuple(fc.constant("O"), fc.oneof(fc.string(), fc.jsonValue()), fc.oneof(fc.double(), fc.jsonValue()));
  const made = json.map((value) => Buffer.from(JSON.stringify(value)).toString("base64url"));
  fc.assert(
    fc.property(types, fc.oneof(fc.string({ unit: "binary" }), fc.base64String(), made), (type, cursor) => {
      if (refused(() => decodeCursor("O", type, cursor))) return;
      const { sort, id: row } = decodeCursor("O", type, cursor);
      expect(Number.isSafeInteger(row)).toBe(true);
      expect(sort.isWellFormed() && !sort.includes("\0")).toBe(true);
      if (type === "timestamptz" && sort !== "-infinity") expect(sort).toMatch(/^\d{4}-\d\d-\d\d /);
    }),
    { numRuns: 2000 },
  );
});

test("a global id comes back as it was given, and nothing else passes for one", () => {
  const row = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(fc.constantFrom(...NODE_TYPES), row, (type, number) => {
      expect(decodeId(encodeId(type, number))).toEqual({ type, id: number });
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
      expect(refused(() => decodeId(text))).toBe(true);
    }),
  );
});
