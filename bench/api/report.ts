import { median, printTable, shown, type Table } from "../import/table.ts";
import type { Load } from "./asker.ts";
import { MEANINGS, type QueryName } from "./queries.ts";
import { ALONE_QUESTION, CACHED_QUESTION, SEARCH_QUESTION } from "./questions.ts";
import type { Results } from "./rounds.ts";

/** What rows are set in relation to: a column of its own. */
export interface Baseline {
  /** The contestant. */
  name: string;
  /** Of the column. */
  head: string;
  of: (load: Load) => number;
}

const HEAD = ["requests/s", "p50 ms", "p99 ms", "CPU µs a request", "of it Node", "of it PostgreSQL"];

export const perSecond = ({ count, seconds }: Load): number => count / seconds;

/** A table for each question, with its heading. */
export function printResults(
  results: Results,
  { baselines, markdown }: { baselines: readonly Baseline[]; markdown: boolean },
): string {
  return [...results]
    .map(([question, loads]) => {
      const table = tableOf(
        loads,
        baselines.filter(({ name }) => loads.has(name) && loads.size > 1),
      );
      return `${markdown ? "### " : ""}${headingOf(question)}\n\n${printTable(table, { markdown })}`;
    })
    .join("\n\n");
}

function headingOf(question: string): string {
  const meanings: Record<string, string> = {
    ...MEANINGS,
    [CACHED_QUESTION]: "eight requests over and over",
    [SEARCH_QUESTION]: "the first 20 of rare, medium and common words, by one asker who waits for each answer",
    [ALONE_QUESTION]: "to compare the search with",
  } satisfies Record<QueryName, string> & Record<string, string>;
  return `${question}: ${meanings[question]}`;
}

function tableOf(loads: ReadonlyMap<string, Load[]>, baselines: readonly Baseline[]): Table {
  const rows = [...loads].map(([name, rounds]) => [
    name,
    ...figures(rounds),
    ...baselines.map(({ name: other, of }) => shown(relation(rounds, loads.get(other) ?? [], of), 2)),
  ]);
  return [["", ...HEAD, ...baselines.map(({ head }) => head)], ...rows];
}

function figures(rounds: readonly Load[]): string[] {
  const middle = (of: (load: Load) => number) => median(rounds.map(of));
  const microseconds = (cpu: (load: Load) => number) => shown(middle((load) => (cpu(load) * 1e6) / load.count));
  return [
    shown(middle(perSecond)),
    shown(
      middle(({ p50 }) => p50),
      2,
    ),
    shown(
      middle(({ p99 }) => p99),
      2,
    ),
    microseconds(({ node, postgres }) => node + postgres),
    microseconds(({ node }) => node),
    microseconds(({ postgres }) => postgres),
  ];
}

/** How a value relates to another's: the median over the rounds of what it was within each, where both were alike disturbed. */
export const relation = (rounds: readonly Load[], others: readonly Load[], of: (load: Load) => number): number =>
  median(
    rounds.flatMap((load, n) => {
      const other = others[n];
      return other === undefined ? [] : of(load) / of(other);
    }),
  );
