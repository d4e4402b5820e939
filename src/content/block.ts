import type { Json } from "./types.ts";

/** What a block of front matter came to. Lines are 1-based, within the block. */
export type BlockResult =
  | { ok: true; value: Json; duplicates: { key: string; line: number }[] }
  | { ok: false; line: number; message: string };

/** How many values one block may come to, aliases written out: a few lines of them can ask for billions. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 64;

/** A block that comes to more than front matter ever has. */
export class TooMuch extends Error {}

/** Counts the values of one block. */
export class Budget {
  /** Values so far. */
  spent = 0;

  /** @throws TooMuch where a block comes to too many values, or nests too deeply. */
  spend(values: number, depth: number): void {
    this.spent += values;
    if (this.spent > MAX_VALUES) throw new TooMuch(`It comes to more than ${MAX_VALUES} values.`);
    if (depth > MAX_DEPTH) throw new TooMuch(`It nests deeper than ${MAX_DEPTH} levels.`);
  }
}

/** The 1-based line of a position in a block, whose lines end in LF. */
export function lineOf(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < position; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
