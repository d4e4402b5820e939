import type { Reads } from "../reads.ts";
import type { TimeLimit } from "../time-limit.ts";
import type { Queries } from "./queries.ts";

/** The same queries, for one operation: what they ask of the database is asked within its time. */
export type LimitQueries = (queries: Queries, limit: TimeLimit) => Queries;

type Query = (...args: unknown[]) => unknown;
type Group = { [name: string]: Query | Group };

/** Makes what limits queries over that pool. What an operation does not use costs it nothing. */
export function createLimiter(reads: Pick<Reads, "within">): LimitQueries {
  const limited = (group: Group, limit: TimeLimit): Group =>
    new Proxy(group, {
      get(target, name) {
        const found = target[String(name)];
        if (typeof found !== "function") return found && limited(found, limit);
        return (...args: unknown[]) => reads.within(limit, () => found(...args));
      },
    });
  return (queries, limit) => limited(queries as unknown as Group, limit) as unknown as Queries;
}
