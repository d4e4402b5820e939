import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { type FacetOf, keyed, setOf } from "./facet-sets.ts";
import { StatementError, type Statements } from "./statements.ts";

/** How long a bucket of dates is. */
export type DateUnit = "YEAR" | "MONTH" | "DAY";

/** How many articles of a list came out in one year, month or day. */
export interface DateCount {
  /** The parent whose list it is. */
  key: number;
  /** The first instant of the bucket in the time zone asked for. */
  start: Date;
  /** As in 2021, 2021-12 or 2021-12-31. */
  label: string;
  count: number;
}

/** PostgreSQL's tables have no time zone of that name. */
export class UnknownTimeZone extends Error {}

const LABELS: Record<DateUnit, string> = { YEAR: "YYYY", MONTH: "YYYY-MM", DAY: "YYYY-MM-DD" };
const NO_SUCH_PARAMETER = "22023";

/** The statement that counts the articles of lists by date. */
export const dateFacetQueries = (db: Database, statement: Statements) => ({
  /**
   * Newest first; articles without a date are left out.
   * @throws UnknownTimeZone
   */
  async dateFacet(
    { of, unit, timeZone, first }: { of: FacetOf; unit: DateUnit; timeZone: string; first: number },
    keys: readonly number[],
  ): Promise<DateCount[]> {
    const set = setOf(of);
    const zone = sql`${sql.placeholder("zone")}::text`;
    const run = statement(`facet date ${unit} ${set.shape}`, () => {
      const local = sql`date_trunc(${sql.raw(`'${unit.toLowerCase()}'`)}, ${set.publishedSort} at time zone ${zone})`;
      const dated = sql`${set.publishedSort} > '-infinity'`;
      const grouped = sql`select ${local} as value, count(*)::integer as count ${set.source([dated])} group by 1`;
      // Of a midnight that clocks show twice, PostgreSQL takes the second; some have been set back by three hours.
      const start = sql`ranked.value at time zone ${zone}`;
      const earliest = sql`(select min(earlier.at) from generate_series(0, 3) hours(n)
        cross join lateral (select (${start}) - hours.n * interval '1 hour' as at) earlier
        where earlier.at at time zone ${zone} = ranked.value)`;
      const begins = sql`coalesce(${earliest}, ${start})`;
      return db.orm
        .select({
          key: sql<number>`ranked.key`.mapWith(Number),
          start: sql<Date>`(extract(epoch from ${begins}) * 1000)::float8`.mapWith((at) => new Date(Number(at))),
          label: sql<string>`to_char(ranked.value, ${sql.raw(`'${LABELS[unit]}'`)})`,
          count: sql<number>`ranked.count`,
        })
        .from(
          sql`(select counted.*, row_number() over (partition by key order by value desc) as rank
            from ${keyed(of, grouped)}) ranked`,
        )
        .where(sql`ranked.rank <= ${sql.placeholder("first")}::integer`)
        .orderBy(sql`ranked.key, ranked.rank`);
    });
    return run({ ...set.parameters, keys, zone: timeZone, first }).catch((error: unknown) => {
      if (error instanceof StatementError && error.code === NO_SUCH_PARAMETER) throw new UnknownTimeZone(timeZone);
      throw error;
    });
  },
});
