import type { TransactionSql } from "postgres";

/** A parameter as text, which PostgreSQL casts to its column's type. */
export type Parameter = string | number | boolean | null;

// Rows of a statement, from the largest down; the last must be 1. Each size is a statement that is prepared once. More
// rows at a time are no faster, and take more memory.
const PORTIONS = [10, 1];

/**
 * Inserts rows whose values go in as they are, each as a parameter of its own: large texts would otherwise be escaped
 * into JSON here and out of it there, which costs PostgreSQL nearly as much as storing them.
 *
 * Not by COPY, which is a little faster still: postgres.js resolves a COPY before its data is sent, so that it has nowhere
 * to put an error that comes with the end of the data and waits for ever; and it sends that end as a packet of its own,
 * which Nagle's algorithm and a delayed acknowledgement hold back for 40 ms.
 * @param columns - names of columns and their types; a row has its values in that order.
 */
export async function insertRows(
  tx: TransactionSql,
  table: string,
  columns: readonly (readonly [name: string, type: string])[],
  rows: readonly (readonly Parameter[])[],
): Promise<void> {
  let start = 0;
  const sent: Promise<unknown>[] = [];
  for (const size of PORTIONS)
    for (; start + size <= rows.length; start += size)
      sent.push(tx.unsafe(statement(table, columns, size), rows.slice(start, start + size).flat(), { prepare: true }));
  await Promise.all(sent);
}

function statement(table: string, columns: readonly (readonly [string, string])[], size: number): string {
  const values = Array.from({ length: size }, (_, row) => {
    const parameters = columns.map(([, type], index) => `$${row * columns.length + index + 1}::text::${type}`);
    return `(${parameters.join(", ")})`;
  });
  return `insert into ${table} (${columns.map(([name]) => name).join(", ")}) values ${values.join(", ")}`;
}
