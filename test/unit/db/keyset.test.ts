import { expect, test } from "vitest";
import { rowsOf, slice } from "../../../src/db/queries/keyset.ts";

const position = { sort: "x", id: 1 };

test("the row past the page tells that there is more, and is not shown", () => {
  expect(slice([1, 2, 3], { limit: 2, backward: false })).toEqual({
    rows: [1, 2],
    hasNextPage: true,
    hasPreviousPage: false,
  });
  expect(slice([1, 2], { limit: 2, backward: false, after: position })).toEqual({
    rows: [1, 2],
    hasNextPage: false,
    hasPreviousPage: true,
  });
});

test("a page that was read backward comes in the list's order", () => {
  expect(slice([3, 2, 1], { limit: 2, backward: true, before: position })).toEqual({
    rows: [2, 3],
    hasNextPage: true,
    hasPreviousPage: true,
  });
});

test("the row past the page is read only where somebody asks for what it tells", () => {
  expect(rowsOf({ limit: 2, backward: false })).toBe(3);
  expect(rowsOf({ limit: 2, backward: false, exact: true })).toBe(2);
});
