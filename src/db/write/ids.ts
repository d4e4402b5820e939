import type { TransactionSql } from "postgres";
import type { Id } from "./article.ts";

/**
 * Ids for new rows, ascending. Rows that refer to each other can then be written without asking which id each was
 * given. Those that are drawn and not used leave a gap, as a failed insert does.
 */
export async function drawIds(tx: TransactionSql, table: "articles" | "images", count: number): Promise<Id[]> {
  if (count === 0) return [];
  const rows = await tx<{ id: Id }[]>`
    select nextval(pg_get_serial_sequence(${table}::text, 'id')) as id from generate_series(1, ${count}::integer)`;
  return rows.map(({ id }) => id);
}
