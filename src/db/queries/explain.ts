import type { Sql } from "postgres";
import type { StatementWatch } from "./statement-watch.ts";

/**
 * Makes what explains statements by their shapes: the plan that PostgreSQL makes whatever the parameters are. It holds no
 * value that anybody has sent, and nothing is executed. Null for a shape that has not been built; fails where a table is
 * locked, and before PostgreSQL 16, which has no such plans.
 */
export const createExplain =
  (client: Sql, watch: StatementWatch) =>
  async (shape: string): Promise<string | null> => {
    const sql = watch.textOf(shape);
    if (sql === undefined) return null;
    // By the simple protocol: its placeholders stand for nothing that would have to be bound, and both are one transaction.
    // Where a lock made the operation slow, the plan would wait for it as well, on a connection of the pool.
    const results = await client.unsafe(`set local lock_timeout = '100ms'; explain (generic_plan) ${sql}`).simple();
    return results
      .flat()
      .map((row) => row["QUERY PLAN"])
      .join("\n");
  };
