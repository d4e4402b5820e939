import type { Explained } from "./explain.ts";
import { SCANNING } from "./scanning.ts";

/** Tables of more rows are never to be read from end to end. */
const LARGE = 10_000;

/** Rows and entries of indexes that a page may read, and pages of 8 KiB that it may look at, whatever the size of the archive. */
const MOST_READ = 2_500;
const MOST_BUFFERS = 1_500;

/** Rows that may be sorted at once. */
const MOST_SORTED = 1_000;

/** What came of a statement. */
export interface Verdict {
  /** What it does that it should not; nothing where the index answers it. */
  faults: string[];
  /** Why it may; null where it may not. */
  reason: string | null;
}

/** Judges a statement. `rows`: of each table, about. */
export function judge(explained: Explained, rows: ReadonlyMap<string, number>): Verdict {
  const { facts, parents } = explained;
  const large = facts.scanned.filter((table) => (rows.get(table) ?? 0) > LARGE);
  const over = (what: string, value: number, most: number) =>
    value > most ? [`${what} ${Math.round(value)} > ${most}`] : [];
  const faults = [
    ...large.map((table) => `scans ${table}`),
    ...over("sorts", facts.sorted, MOST_SORTED),
    ...over("reads", facts.read, MOST_READ * parents),
    ...over("buffers", facts.buffers, MOST_BUFFERS * parents),
  ];
  const allowed = SCANNING.find(
    ({ name, operation }) => name.test(explained.name) && operation.test(explained.operation),
  );
  return { faults, reason: faults.length === 0 ? null : (allowed?.reason ?? null) };
}
