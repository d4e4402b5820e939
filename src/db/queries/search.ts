import { type SQL, sql } from "drizzle-orm";
import type { WantedOf } from "../../text/query.ts";
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

/** Matches of better ranks, which a rank leaves out. */
function betterThan(rank: Rank, wanted: WantedOf): SQL | null {
  const of = (better: Rank, comparison: SQL | null) =>
    sql`${articleId} not in (select ${articleId} from ${articleSearch} where ${both([indexed(better, wanted), comparison])})`;
  // Each match of rank 4 is one of rank 3 by its title, too. Who has the keys of rank 2 and is found anywhere has rank 2.
  if (rank === 4) return null;
  if (rank === 3) return of(4, compared(4, wanted));
  const titled = of(3, compared(3, wanted));
  return rank === 2 ? titled : sql`${titled} and ${of(2, null)}`;
}

/** The first matches of one rank, newest first, after the position where there is one. */
function ofOneRank(
  rank: Rank,
  { wanted, filter, visible }: ArticleSearch,
  after: boolean,
  better: readonly Rank[],
): SQL {
  const position = sql`(${sql.placeholder("afterSort")}::timestamptz, ${sql.placeholder("afterId")}::bigint)`;
  const limit = sql`limit ${sql.placeholder("limit")}::integer`;
  const enough = sql.join(
    better.map((one) => sql`(select count(*) from ${name(one)})`),
    sql` + `,
  );
  const conditions = [
    better.length > 0 ? sql`${enough} < ${sql.placeholder("limit")}::integer` : null,
    indexed(rank, wanted),
    isVisible(status, visible),
    after ? sql`(${publishedSort}, ${articleId}) < ${position}` : null,
    betterThan(rank, wanted),
    passes(filterSql(filter)),
  ];
  const comparison = compared(rank, wanted);
  const found = sql`select ${sql.raw(String(rank))} as rank, ${publishedSort} as sort, ${articleId} as id
    from ${articleSearch} where ${both(conditions)} order by ${publishedSort} desc, ${articleId} desc`;
  if (comparison === null) return sql`${found} ${limit}`;
  // Texts are read in the list's order, and no more of them than it takes.
  return sql`select candidate.* from (${found} offset 0) candidate
    where exists (select from ${articleSearch} where ${articleId} = candidate.id and ${comparison}) ${limit}`;
}

const name = (rank: Rank): SQL => sql.raw(`rank${rank}`);

/** The page: rank after rank, each only looked for where those before it have not filled the page. */
function pageSql(search: ArticleSearch, after: MatchPosition | undefined): SQL {
  const ranks = RANKS.filter((rank) => after === undefined || rank <= after.rank);
  const tables = ranks.map((rank, index) => {
    const rows = ofOneRank(rank, search, rank === after?.rank, ranks.slice(0, index));
    return sql`${name(rank)} as materialized (${rows})`;
  });
  const all = ranks.map((rank) => sql`select * from ${name(rank)}`);
  return sql`(with ${sql.join(tables, sql`, `)} select * from (${sql.join(all, sql` union all `)}) found
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
    const found = rows.map(({ rank, sort, ...row }) => ({ row, position: { rank, sort, id: row.id } }));
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
