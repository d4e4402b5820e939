import { expect, test } from "vitest";
import type { Explained } from "../../../bench/plans/explain.ts";
import { factsOf, type PlanNode } from "../../../bench/plans/facts.ts";
import { judge } from "../../../bench/plans/verdict.ts";

// What is read from PostgreSQL's plans, and what of it is a fault.

const node = (type: string, more: Partial<PlanNode> = {}): PlanNode => ({
  "Node Type": type,
  "Actual Rows": 1,
  "Actual Loops": 1,
  "Shared Hit Blocks": 3,
  "Shared Read Blocks": 1,
  ...more,
});

test("what was not run is left out, and what loops counts as often", () => {
  const scan = node("Index Scan", {
    "Relation Name": "articles",
    "Index Name": "articles_newest",
    "Actual Rows": 10,
    "Actual Loops": 20,
    "Rows Removed by Filter": 5,
  });
  const idle = node("Seq Scan", { "Relation Name": "images", "Actual Loops": 0 });
  const sort = node("Sort", { "Actual Loops": 20, Plans: [scan] });
  expect(factsOf(node("Nested Loop", { "Actual Rows": 7, Plans: [sort, idle] }), 1.5)).toEqual({
    milliseconds: 1.5,
    buffers: 4,
    rows: 7,
    read: 300,
    sorted: 10,
    scanned: [],
    indexes: ["articles_newest"],
  });
});

const asked = (name: string, facts: Partial<Explained["facts"]>, parents = 1): Explained => ({
  name,
  args: [],
  operation: "",
  sql: "",
  parents,
  plan: node("Result"),
  facts: { milliseconds: 1, buffers: 10, rows: 1, read: 10, sorted: 0, scanned: [], indexes: [], ...facts },
});

test("a large table may not be scanned, a small one may", () => {
  const rows = new Map([
    ["articles", 1_000_000],
    ["sources", 3],
  ]);
  expect(judge(asked("articlePage", { scanned: ["sources"] }), rows)).toEqual({ faults: [], reason: null });
  expect(judge(asked("articlePage", { scanned: ["articles"] }), rows).faults).toEqual(["scans articles"]);
});

test("what is read is bounded for each parent, unless there is a reason", () => {
  const much = { read: 20_000 };
  expect(judge(asked("articlesByParents", much, 20), new Map()).faults).toEqual([]);
  expect(judge(asked("articlesByParents", much), new Map())).toEqual({ faults: ["reads 20000 > 2500"], reason: null });
  expect(judge(asked("articleTotal", much), new Map()).reason).not.toBeNull();
});
