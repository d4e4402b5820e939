import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { type CategoryLookup, idOf, lookupShape, lookupValue, type NameLookup } from "./lookup.ts";
import { createStatements } from "./statements.ts";
import type { CountScope } from "./visibility.ts";

/** The id of what a lookup names, whether a reader may see it or not; null where there is no such row. */
export type FindId = (scope: CountScope, lookup: CategoryLookup | NameLookup) => Promise<number | null>;

/** Makes the statements that find ids: for what is kept of answers, never for answers themselves. */
export function createFindId(db: Database): FindId {
  const statement = createStatements(db.reads);
  return async (scope, lookup) => {
    const run = statement(`idOf ${scope} ${lookupShape(lookup)}`, () =>
      db.orm
        .select({ id: sql<number | null>`${idOf(scope, lookup, "value")}`.mapWith(Number) })
        .from(sql`(values (1)) one`),
    );
    return (await run({ value: lookupValue(lookup) }))[0]?.id ?? null;
  };
}
