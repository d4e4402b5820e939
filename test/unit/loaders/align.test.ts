import { expect, test } from "vitest";
import { alignMany, alignOne } from "../../../src/loaders/align.ts";

const rows = [
  { id: 2, name: "b" },
  { id: 1, name: "a" },
  { id: 2, name: "c" },
];

test("one row for each key, in the order of the keys, null where there is none", () => {
  expect(alignOne([1, 3, 2, 1], rows.slice(0, 2), (row) => row.id)).toEqual([rows[1], null, rows[0], rows[1]]);
});

test("all rows of each key, in the order in which they come", () => {
  expect(alignMany([2, 3, 1, 2], rows, (row) => row.id)).toEqual([
    [rows[0], rows[2]],
    [],
    [rows[1]],
    [rows[0], rows[2]],
  ]);
});
