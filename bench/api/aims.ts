import { printTable, shown } from "../import/table.ts";
import type { Load } from "./asker.ts";
import { type Measured, PROJECT, PROJECT_KEPT } from "./comparison.ts";
import { constant, rivals } from "./contestants.ts";
import { ALONE_QUESTION, CACHED_QUESTION, SEARCH_QUESTION } from "./questions.ts";
import { perSecond, relation } from "./report.ts";

/** Something to reach, and how far it was. */
interface Aim {
  what: string;
  /** "at least" or "at most", and the number. */
  least?: number;
  most?: number;
  /** Undefined where this run has not measured it. */
  measured: number | undefined;
  decimals: number;
}

const names = rivals("");
const CONSTANT = constant("").name;
const p50 = ({ p50: half }: Load): number => half;

/** What the project wants to reach beside the others, with what this run has measured. */
export function printAims({ results, memory }: Measured, { markdown }: { markdown: boolean }): string {
  const against = (question: string, other: string, name = PROJECT) =>
    related(results.get(question)?.get(name), results.get(question)?.get(other), perSecond);
  const half = (question: string, other: string) =>
    related(results.get(question)?.get(PROJECT), results.get(other)?.get(PROJECT), p50);
  const ratio = (what: string, limits: { least?: number; most?: number }, measured: number | undefined): Aim => ({
    what,
    ...limits,
    measured,
    decimals: 2,
  });
  const aims: Aim[] = [
    ...["Q1", "Q2", "Q3", "Q4", "Q5"].map((question) =>
      ratio(
        `${question}: requests/s, × ${names.postgraphile.name}`,
        { least: question === "Q5" ? 2.5 : 3 },
        against(question, names.postgraphile.name),
      ),
    ),
    ...["Q1", "Q2", "Q3", "Q4", "Q5"].map((question) =>
      ratio(
        `${question}: requests/s, × ${names.sql.name}`,
        { least: question === "Q1" ? 0.8 : 1 },
        against(question, names.sql.name),
      ),
    ),
    ratio(
      "Answers kept: requests/s, × a constant answer",
      { least: 0.85 },
      against(CACHED_QUESTION, CONSTANT, PROJECT_KEPT),
    ),
    ratio("Q4, deep in the list: p50, × Q2", { most: 1.25 }, half("Q4", "Q2")),
    ratio("Search, one asker: p50, × Q2", { most: 3 }, half(SEARCH_QUESTION, ALONE_QUESTION)),
    { what: "Peak memory of the server, MiB", most: 350, measured: memory.get(PROJECT), decimals: 0 },
  ];
  const rows = aims.map(({ what, least, most, measured, decimals }) => {
    const limit = least === undefined ? `at most ${most}` : `at least ${least}`;
    if (measured === undefined || Number.isNaN(measured)) return [what, limit, "not measured", ""];
    const reached = least === undefined ? measured <= (most ?? 0) : measured >= least;
    return [what, limit, shown(measured, decimals), reached ? "reached" : "missed"];
  });
  return printTable([["aim", "", "measured", ""], ...rows], { markdown });
}

const related = (
  rounds: readonly Load[] | undefined,
  others: readonly Load[] | undefined,
  of: (load: Load) => number,
): number | undefined => (rounds && others ? relation(rounds, others, of) : undefined);
