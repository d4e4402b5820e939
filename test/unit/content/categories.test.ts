import { expect, test } from "vitest";
import { readCategories } from "../../../src/content/categories.ts";
import type { Json } from "../../../src/content/types.ts";
import { collect } from "./support.ts";

const read = (value: Json, mode: "chain" | "flat" = "chain") => readCategories(value, mode, collect().report);

test("a flat list is one chain, a list with lists inside is several", () => {
  expect(read(["a", "b", "c"])).toEqual([["a", "b", "c"]]);
  expect(read([["a", "b"], ["c"]])).toEqual([["a", "b"], ["c"]]);
  expect(read([["a", "b"], "c"])).toEqual([["a", "b"], ["c"]]);
  expect(read(["a", ["b", "c"]])).toEqual([["a"], ["b", "c"]]);
});

test("a lone nested name behind plain ones continues their chain", () => {
  expect(read(["a", "b", ["c"]])).toEqual([["a", "b", "c"]]);
});

test("in flat mode each name stands for itself", () => {
  expect(read(["a", "b", ["c"]], "flat")).toEqual([["a"], ["b"], ["c"]]);
});

test("a plain string is one name, also with a slash or a comma", () => {
  expect(read("C/C++")).toEqual([["C/C++"]]);
  expect(read("a, b")).toEqual([["a, b"]]);
});

test("list marks go, signs that belong to a name stay", () => {
  expect(read(["— a", "| b", "- c", "|— d", "-e", "F-G", "C—D"])).toEqual([["a", "b", "c", "d", "-e", "F-G", "C—D"]]);
});

test("names are text on one line, in one form of Unicode; empty ones and repeated chains go", () => {
  expect(read([2021, true, " two\n lines ", "e\u0301", null, "", "—"])).toEqual([["2021", "true", "two lines", "é"]]);
  expect(read([["a"], ["a"], []])).toEqual([["a"]]);
  expect(read([{ "Part 1": "Start" }])).toEqual([["Part 1: Start"]]);
  expect(read(null)).toEqual([]);
});

test("names and chains are bounded, and what is cut is reported", () => {
  const { report, codes } = collect();
  const [path] = readCategories(["x".repeat(500), ...Array.from({ length: 30 }, (_, at) => `c${at}`)], "chain", report);
  expect(path?.[0]).toHaveLength(200);
  expect(path).toHaveLength(16);
  expect(codes).toEqual(["NAME_CUT", "CATEGORY_TOO_DEEP"]);
});
