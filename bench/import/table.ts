import { cpus, totalmem } from "node:os";

/** A table's cells, the head first. */
export type Table = readonly (readonly string[])[];

/** A table as Markdown, or in columns for a terminal: the first to the left, numbers to the right. */
export function printTable(table: Table, { markdown }: { markdown: boolean }): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
  );
  if (!markdown) return lines.map((cells) => cells.join("   ").trimEnd()).join("\n");
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [lines[0] ?? [], rule, ...lines.slice(1)].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What was measured on, in a line. */
export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim()}, ${memory} GiB, Node ${process.versions.node}, the embedded PostgreSQL`;
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [high = 0, low = 0] = [sorted[middle], sorted[sorted.length % 2 === 0 ? middle - 1 : middle]];
  return (high + low) / 2;
}

/** A number for people, with so many decimals. */
export const shown = (value: number, decimals = 0): string =>
  value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
