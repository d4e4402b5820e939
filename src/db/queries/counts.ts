import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { articleCounts } from "../tables.ts";
import { listOf } from "./key-list.ts";
import { type CategoryLookup, idOf, lookupShape, lookupValue, type NameLookup } from "./lookup.ts";
import type { Statements } from "./statements.ts";
import { type CountScope, isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** How many articles the reader may see: filed under it itself, and with what is below it. */
export interface ArticleCount {
  id: number;
  direct: number;
  total: number;
}

/** Statements that read the maintained counts of articles, whatever the size of the archive. */
export const countQueries = (db: Database, statement: Statements) => {
  const sums = {
    direct: sql<number>`coalesce(sum(${articleCounts.direct}), 0)::integer`,
    total: sql<number>`coalesce(sum(${articleCounts.total}), 0)::integer`,
  };
  return {
    /** Counts of sources, categories, authors or tags; those without a visible article are left out. */
    async countsByIds(scope: CountScope, ids: readonly number[], visible: Visible): Promise<ArticleCount[]> {
      const run = statement(`countsByIds ${scope} ${visibleShape(visible)}`, () =>
        db.orm
          .select({ id: articleCounts.scopeId, ...sums })
          .from(articleCounts)
          .where(
            sql`${articleCounts.scope} = ${sql.raw(`'${scope}'`)} and ${isVisible(articleCounts.status, visible)}
              and ${articleCounts.scopeId} = any(${listOf("ids", "bigint")})`,
          )
          .groupBy(articleCounts.scopeId),
      );
      return run({ ids, ...visibleParameters(visible) });
    },

    /** The count of one source, category, author or tag, by whatever it is known by. */
    async countBy(
      scope: CountScope,
      lookup: CategoryLookup | NameLookup,
      visible: Visible,
    ): Promise<Omit<ArticleCount, "id">> {
      const run = statement(`countBy ${scope} ${lookupShape(lookup)} ${visibleShape(visible)}`, () =>
        db.orm
          .select(sums)
          .from(articleCounts)
          .where(
            sql`${articleCounts.scope} = ${sql.raw(`'${scope}'`)} and ${isVisible(articleCounts.status, visible)}
              and ${articleCounts.scopeId} = ${idOf(scope, lookup, "value")}`,
          ),
      );
      return (await run({ value: lookupValue(lookup), ...visibleParameters(visible) }))[0] ?? { direct: 0, total: 0 };
    },

    /** How many articles there are. */
    async countOfAll(visible: Visible): Promise<number> {
      const run = statement(`countOfAll ${visibleShape(visible)}`, () =>
        db.orm
          .select({ total: sums.total })
          .from(articleCounts)
          .where(sql`${articleCounts.scope} = 'source' and ${isVisible(articleCounts.status, visible)}`),
      );
      return (await run(visibleParameters(visible)))[0]?.total ?? 0;
    },
  };
};
