import type { Sql } from "postgres";
import type { StatementWatch } from "./statement-watch.ts";

/**
 * Makes what explains statements by their shapes: the plan that PostgreSQL makes whatever the parameters are. It holds no
 * value that anybody has sent, and nothing is executed. Null for a shape that has not been built; fails before
 * PostgreSQL 16, which has no such plans.
 */
export const createExplain =
  (client: Sql, watch: StatementWatch) =>
  async (shape: string): Promise<string | null> => {
    const sql = watch.textOf(shape);
    if (sql === undefined) return null;
    // By the simple protocol: its placeholders stand for nothing that would have to be bound.
    const rows = await client.unsafe(`explain (generic_plan) ${sql}`).simple();
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  };
