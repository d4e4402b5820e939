import { expect, test } from "vitest";
import type { Load } from "../../../bench/api/asker.ts";
import { perSecond, printResults, relation } from "../../../bench/api/report.ts";

// What the benchmark makes of its rounds.

const load = (count: number): Load => ({ count, failures: 0, seconds: 2, node: 0.5, postgres: 0.25, p50: 1, p99: 2 });

test("a ratio is taken within each round", () => {
  // The machine was twice as fast in the second round: the medians of both would relate otherwise.
  expect(relation([load(30), load(80), load(45)], [load(10), load(20), load(15)], perSecond)).toBe(3);
});

test("a row has medians, CPU of both sides, and ratios to who is there", () => {
  const results = new Map([
    [
      "Q2",
      new Map([
        ["one", [load(1000)]],
        ["two", [load(500)]],
      ]),
    ],
  ]);
  const baselines = ["two", "absent"].map((name) => ({ name, head: `× ${name}`, of: perSecond }));
  const text = printResults(results, { baselines, markdown: true });
  expect(text).toContain("### Q2: the newest 20");
  expect(text).not.toContain("absent");
  expect(text).toMatch(/\| one +\| +500 \| +1\.00 \| +2\.00 \| +750 \| +500 \| +250 \| +2\.00 \|/);
});
