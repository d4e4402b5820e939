import type { TransactionSql } from "postgres";
import type { Id } from "./article.ts";

/**
 * Ids for new rows, ascending. Rows that refer to each other can then be written without asking which id each was
 * given. Those that are drawn and not used leave a gap, as a failed insert does.
 */
export async function drawIds(tx: TransactionSql, table: "articles" | "images", count: number): Promise<Id[]> {
  if (count === 0) return [];
  // In a select of its own, which is run once: to find a sequence's name takes longer than to draw from it.
  const rows = await tx<{ id: Id }[]>`
    select nextval((select pg_get_serial_sequence(${table}::text, 'id')::regclass)) as id
    from generate_series(1, ${count}::integer)`;
  return rows.map(({ id }) => id);
}
