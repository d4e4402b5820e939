import { median, printTable, shown } from "../import/table.ts";
import type { Load } from "./asker.ts";
import { relation } from "./report.ts";
import type { Results } from "./rounds.ts";

/** How much longer than with the fewest articles half of the answers may take with the most. */
const MOST = 1.25;

const p50 = ({ p50: half }: Load): number => half;

/**
 * What each question takes with more and more articles: the time in which half of the answers come, and how that relates.
 * @param names - of the contestants, in the order of their lengths.
 */
export function printGrowth(results: Results, names: readonly string[], { markdown }: { markdown: boolean }): string {
  const rows = [...results].map(([question, loads]) => {
    const rounds = names.map((name) => loads.get(name) ?? []);
    const ratio = relation(rounds.at(-1) ?? [], rounds[0] ?? [], p50);
    return [
      question,
      ...rounds.map((each) => shown(median(each.map(p50)), 2)),
      shown(ratio, 2),
      ratio <= MOST ? "reached" : "missed",
    ];
  });
  const deep = names.map((name) =>
    relation(results.get("Q4")?.get(name) ?? [], results.get("Q2")?.get(name) ?? [], p50),
  );
  const depth = [
    "Q4, × Q2",
    ...deep.map((ratio) => shown(ratio, 2)),
    "",
    Math.max(...deep) <= MOST ? "reached" : "missed",
  ];
  return printTable([["p50 ms", ...names, "last × first", `at most ${MOST}`], ...rows, depth], { markdown });
}
