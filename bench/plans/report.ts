import { printTable, shown } from "../import/table.ts";
import type { Explained } from "./explain.ts";
import { judge, type Verdict } from "./verdict.ts";

/** A statement and what is to be said of it. */
export interface Judged extends Explained {
  verdict: Verdict;
}

/** Each statement with the call of it that took most: the same statement is asked with several values. */
export function judged(explained: readonly Explained[], rows: ReadonlyMap<string, number>): Judged[] {
  const worst = new Map<string, Judged>();
  for (const each of explained) {
    const one = { ...each, verdict: judge(each, rows) };
    const other = worst.get(each.sql);
    if (other === undefined || weight(one) > weight(other)) worst.set(each.sql, one);
  }
  return [...worst.values()];
}

const isFault = ({ verdict }: Judged): boolean => verdict.faults.length > 0 && verdict.reason === null;

const weight = (one: Judged): number => (isFault(one) ? 1e12 : 0) + one.facts.read + one.facts.buffers;

const verdictOf = (one: Judged): string => {
  const { faults, reason } = one.verdict;
  if (faults.length === 0) return "index";
  return reason ?? "FAULT";
};

/** Every statement in a line. */
export const printStatements = (statements: readonly Judged[]): string =>
  printTable(
    [
      ["statement", "ms", "buffers", "rows", "read", "verdict", "by", "asked for"],
      ...statements.map((one) => [
        one.name,
        shown(one.facts.milliseconds, 1),
        shown(one.facts.buffers),
        shown(one.facts.rows),
        shown(one.facts.read),
        verdictOf(one),
        one.facts.indexes.join(" "),
        one.operation,
      ]),
    ],
    { markdown: false },
  );

/** A line for each function and verdict: how many statements, and the most that one of them takes. */
export function printSummary(statements: readonly Judged[], { markdown }: { markdown: boolean }): string {
  const groups = new Map<string, Judged[]>();
  for (const one of statements) {
    const key = `${one.name}\n${verdictOf(one)}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const most = (group: readonly Judged[], of: (one: Judged) => number) => shown(Math.max(...group.map(of)));
  const lines = [...groups.values()].map((group) => {
    const [first] = group;
    const milliseconds = shown(Math.max(...group.map(({ facts }) => facts.milliseconds)), 1);
    return [
      first?.name ?? "",
      shown(group.length),
      milliseconds,
      most(group, ({ facts }) => facts.buffers),
      most(group, ({ facts }) => facts.read),
      first ? verdictOf(first) : "",
    ];
  });
  return printTable([["function", "statements", "most ms", "most buffers", "most rows read", "verdict"], ...lines], {
    markdown,
  });
}

/** What is wrong, the worst first. */
export const printFaults = (faults: readonly Judged[]): string =>
  faults
    .toSorted((a, b) => weight(b) - weight(a))
    .map(({ name, operation, verdict, facts }) => {
      const by = facts.indexes.length > 0 ? ` by ${facts.indexes.join(", ")}` : "";
      return `${name}, asked for ${operation}: ${verdict.faults.join(", ")}; ${shown(facts.milliseconds, 1)} ms${by}`;
    })
    .join("\n");
