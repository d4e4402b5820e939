import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { articleSearch } from "../tables.ts";
import { filterSql } from "./article-filter.ts";
import { type ArticleJoins, type ArticleRow, joinsShape, selectArticles } from "./articles.ts";
import { LARGEST_PAGE, type Slice, slice } from "./keyset.ts";
import {
  type ArticleSearch,
  both,
  compared,
  foundSet,
  indexed,
  passes,
  RANKS,
  type Rank,
  searchParameters,
  searchShape,
} from "./search-conditions.ts";
import { AFTER, amongNewest, horizon, POSITION } from "./search-horizon.ts";
import type { Statements } from "./statements.ts";
import { isVisible } from "./visibility.ts";

/** Where a match stands in the list: how good it is (1 to 4), its date as PostgreSQL prints it, and its id. */
export interface MatchPosition {
  rank: number;
  sort: string;
  id: number;
}

/** An article that was found. */
export interface FoundArticle {
  row: ArticleRow;
  position: MatchPosition;
}

const { articleId, status, publishedSort } = articleSearch;

/**
 * A part of the page's statement: the matches of one rank among the newest articles, or among the others. A common word's
 * matches fill the page from the newest; so they are looked for first, and the others hardly ever.
 */
interface Stage {
  rank: Rank;
  newest: boolean;
}

const nameOf = ({ rank, newest }: Stage): SQL => sql.raw(`rank${rank}_${newest ? "newest" : "others"}`);

/** Which page is looked for: the first one, or the one after a match of that rank. */
type After = { rank: number } | undefined;

/** Matches of better ranks, which a rank leaves out. */
function betterThan(rank: Rank, { wanted }: ArticleSearch, part: SQL): SQL | null {
  const of = (better: Rank, comparison: SQL | null) =>
    sql`${articleId} not in (select ${articleId} from ${articleSearch}
      where ${both([indexed(better, wanted), part, comparison])})`;
  // Each match of rank 4 is one of rank 3 by its title, too. Who has the keys of rank 2 and is found anywhere has rank 2.
  if (rank === 4) return null;
  if (rank === 3) return of(4, compared(4, wanted));
  const titled = of(3, compared(3, wanted));
  return rank === 2 ? titled : sql`${titled} and ${of(2, null)}`;
}

/** The first matches of a stage, newest first, where those before it have not filled the page. */
function ofStage(stage: Stage, search: ArticleSearch, after: After, before: readonly Stage[]): SQL {
  const { rank, newest } = stage;
  const { wanted, filter, visible } = search;
  const follows = rank === after?.rank;
  const part = newest ? amongNewest(follows) : sql`not (${amongNewest(follows)})`;
  const better = before.filter((one) => one.rank > rank);
  // What comes before a stage is complete where it is reached at all; on the first page it is all that is better.
  const leftOut =
    after === undefined
      ? better.length > 0
        ? sql`${articleId} not in (${union(better.map((one) => sql`select id from ${nameOf(one)}`))})`
        : null
      : betterThan(rank, search, part);
  const filled = union(before.map((one) => sql`select from ${nameOf(one)}`));
  const conditions = [
    before.length > 0 ? sql`(select count(*) from (${filled}) found) < ${sql.placeholder("limit")}::integer` : null,
    indexed(rank, wanted),
    part,
    isVisible(status, visible),
    follows ? sql`${POSITION} < ${AFTER}` : null,
    leftOut,
    passes(filterSql(filter)),
  ];
  // First found and then sorted (`offset 0`): by the index of dates PostgreSQL might read the keys of one row after another.
  const found = sql`select * from (select ${sql.raw(String(rank))} as rank, ${publishedSort} as sort, ${articleId} as id
    from ${articleSearch} where ${both(conditions)} offset 0) found order by sort desc, id desc`;
  const comparison = compared(rank, wanted);
  const limit = sql`limit ${sql.placeholder("limit")}::integer`;
  if (comparison === null) return sql`${found} ${limit}`;
  // Texts are read in the list's order, and no more of them than it takes: a value, and no `exists`, which may become a join.
  return sql`select * from (${found} offset 0) candidate
    where (select ${comparison} from ${articleSearch} where ${articleId} = candidate.id)
    order by sort desc, id desc ${limit}`;
}

const union = (selects: readonly SQL[]): SQL => sql.join([...selects], sql` union all `);

/** The page: rank after rank, each only looked for where those before it have not filled the page. */
function pageSql(search: ArticleSearch, after: After): SQL {
  const ranks = RANKS.filter((rank) => after === undefined || rank <= after.rank);
  const stages = ranks.flatMap((rank) => [true, false].map((newest): Stage => ({ rank, newest })));
  const tables = [
    horizon(false),
    ...(after ? [horizon(true)] : []),
    ...stages.map(
      (stage, n) => sql`${nameOf(stage)} as materialized (${ofStage(stage, search, after, stages.slice(0, n))})`,
    ),
  ];
  return sql`(with ${sql.join(tables, sql`, `)} select * from (${union(stages.map((stage) => sql`select * from ${nameOf(stage)}`))}) found
    order by rank desc, sort desc, id desc limit ${sql.placeholder("limit")}::integer) page`;
}

/** Statements that search. */
export const searchQueries = (db: Database, statement: Statements) => ({
  /**
   * The best matches after a position: by rank, then newest first, so that their order is total and a walk is complete.
   * @param limit - LARGEST_PAGE at the most.
   */
  async searchPage(
    search: ArticleSearch,
    { limit, after }: { limit: number; after?: MatchPosition | undefined },
    joins: ArticleJoins,
  ): Promise<Slice<FoundArticle>> {
    const shape = `search ${searchShape(search)} ${after?.rank ?? "first"} ${joinsShape(joins)}`;
    const run = statement(shape, () => {
      const extra = {
        rank: sql<number>`page.rank`,
        sort: sql<string>`page.sort::text`,
      };
      return selectArticles<{ rank: number; sort: string }>(db, pageSql(search, after), joins, extra).orderBy(
        sql`page.rank desc, page.sort desc, page.id desc`,
      );
    });
    const rows = await run({
      ...searchParameters(search, RANKS),
      limit: Math.min(limit, LARGEST_PAGE) + 1,
      ...(after && { afterSort: after.sort, afterId: after.id }),
    });
    const found = rows.map((row) => ({ row, position: { rank: row.rank, sort: row.sort, id: row.id } }));
    return slice(found, { limit, backward: false, after });
  },

  /** How many articles a search finds. */
  async searchTotal(search: ArticleSearch): Promise<number> {
    const { source, parameters, shape } = foundSet(search);
    const run = statement(`searchTotal ${shape}`, () =>
      db.orm
        .select({ total: sql<number>`found.total` })
        .from(sql`(select count(*)::integer as total ${source([])}) found`),
    );
    return (await run(parameters))[0]?.total ?? 0;
  },
});
