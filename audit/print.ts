import pc from "picocolors";
import type { Row } from "./row.ts";
import type { Outcome } from "./stage.ts";

/** Whether all that a row demands was seen to hold. A row that looked at nothing does not hold. */
export const holds = ({ findings }: Outcome): boolean =>
  findings.length > 0 && findings.every((finding) => finding.holds);

type Colors = ReturnType<typeof pc.createColors>;

/** Colours where a person reads. */
export const colorsFor = (stream: NodeJS.WriteStream): Colors =>
  pc.createColors(stream.isTTY === true && !process.env.NO_COLOR);

/** How many things that do not hold are said of a row. */
const MOST_SAID = 4;

/** A row of the table, and below it what does not hold. */
export function describe({ row, title }: Row, outcome: Outcome, colors: Colors): string {
  const { findings, innocent, seconds } = outcome;
  const verdict = holds(outcome) ? colors.green("holds") : colors.red("FAILS");
  const slowest = innocent === null ? "–" : `${Math.round(innocent.slowest)} ms`;
  const line = `${String(row).padStart(2)}  ${verdict}  ${slowest.padStart(8)}  ${seconds.toFixed(1).padStart(6)} s  ${title}`;
  const failed = findings.filter((finding) => !finding.holds);
  const said = failed.slice(0, MOST_SAID).map(({ what, seen }) => `      not: ${what}${seen && ` — ${shorten(seen)}`}`);
  const more = failed.length > MOST_SAID ? [`      and ${failed.length - MOST_SAID} more`] : [];
  return [line, ...said, ...more].join("\n");
}

/** What stands above the rows. */
export const HEADING = "          innocent    took    attack or fault";

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, " ");
  return line.length > 220 ? `${line.slice(0, 220)}…` : line;
};
