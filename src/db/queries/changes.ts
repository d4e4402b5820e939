import type { Sql, TransactionSql } from "postgres";

/** A row of `changes`, as whoever keeps answers needs it. */
export interface ChangeRow {
  seq: number;
  entities: string[];
  lists: string[];
  names: string[];
}

/**
 * The changes from that one on (itself first, while it is there), in the order in which they were committed.
 * @param client - the pool that the read side asks: where that is a replica, what it has not replayed is not there yet.
 */
export async function readChangesFrom(client: Sql | TransactionSql, seq: number, limit: number): Promise<ChangeRow[]> {
  const rows = await client<(Omit<ChangeRow, "seq"> & { seq: string })[]>`
    select seq, entities, lists, names from changes where seq >= ${seq}::bigint order by seq limit ${limit}::integer`;
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** The number of the last change; 0 where there is none. */
export async function readLastChange(client: Sql): Promise<number> {
  const [row] = await client<{ seq: string }[]>`select coalesce(max(seq), 0) as seq from changes`;
  return Number(row?.seq);
}
