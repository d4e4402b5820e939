import { type SQL, sql } from "drizzle-orm";
import { aboutKey, titleKey } from "../../text/keys.ts";
import type { Wanted, WantedOf } from "../../text/query.ts";
import type { Database } from "../client.ts";
import { articleSearch, articles } from "../tables.ts";
import { type ArticleFilter, type FilterSql, filterSql } from "./article-filter.ts";
import { type ArticleJoins, type ArticleRow, joinsShape, selectArticles } from "./articles.ts";
import { LARGEST_PAGE, type Slice, slice } from "./keyset.ts";
import type { Statements } from "./statements.ts";
import { isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** Everything that decides which articles a search finds. */
export interface ArticleSearch {
  wanted: WantedOf;
  filter: ArticleFilter;
  visible: Visible;
}

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

// From the best to the least: in whole words in the title; in the title; in whole words in what the article is about
// (title, summary, tags, opening); anywhere.
const RANKS = [4, 3, 2, 1] as const;
type Rank = (typeof RANKS)[number];

const ofRank = (rank: Rank, { anywhere, whole }: WantedOf): Wanted => (rank === 4 || rank === 2 ? whole : anywhere);

const KEY_OF: Record<Rank, (key: number) => number> = {
  4: (key) => titleKey(aboutKey(key)),
  3: titleKey,
  2: aboutKey,
  1: (key) => key,
};

const { keys, title, text, articleId, status, publishedSort } = articleSearch;

/** What the index tells of matches of that rank. */
function indexed(rank: Rank, wanted: WantedOf): SQL {
  const { all, any } = ofRank(rank, wanted);
  const value = (name: string) => sql`${sql.placeholder(`rank${rank}.${name}`)}::integer[]`;
  const conditions = [
    ...(all.length > 0 ? [sql`${keys} @> ${value("all")}`] : []),
    ...any.map((_, group) => sql`${keys} && ${value(`any${group}`)}`),
  ];
  return sql.join(conditions, sql` and `);
}

/** What is left to be told by the text itself; null where there is nothing. */
function compared(rank: Rank, wanted: WantedOf): SQL | null {
  const { contains, begins } = ofRank(rank, wanted);
  const within = rank > 2 ? sql`' ' || ${title} || ' '` : sql`${text}`;
  const beginning = sql`(strpos(${within}, ${sql.placeholder("begins")}::text) > 0
    or ${keys} && ${sql.placeholder(`rank${rank}.begins`)}::integer[])`;
  const conditions = [
    ...(contains.length > 0
      ? [
          sql`not exists (select from unnest(${sql.placeholder(rank === 4 || rank === 2 ? "whole" : "anywhere")}::text[]) as part(part)
            where strpos(${within}, part.part) = 0)`,
        ]
      : []),
    ...(begins ? [beginning] : []),
  ];
  return conditions.length > 0 ? sql.join(conditions, sql` and `) : null;
}

function parameters({ wanted, filter, visible }: ArticleSearch, ranks: readonly Rank[]): Record<string, unknown> {
  const keysOf = ranks.flatMap((rank) => {
    const { all, any, begins } = ofRank(rank, wanted);
    const keyed = (list: readonly number[]) => list.map(KEY_OF[rank]);
    return [
      [`rank${rank}.all`, keyed(all)],
      [`rank${rank}.begins`, keyed(begins?.keys ?? [])],
      ...any.map((group, index) => [`rank${rank}.any${index}`, keyed(group)]),
    ];
  });
  return {
    ...Object.fromEntries(keysOf),
    anywhere: wanted.anywhere.contains,
    whole: wanted.whole.contains,
    begins: wanted.anywhere.begins?.text ?? null,
    ...filterSql(filter).parameters,
    ...visibleParameters(visible),
  };
}

const wantedShape = ({ all, any, contains, begins }: Wanted): string =>
  [all.length > 0, any.length, contains.length > 0, begins !== null].join(".");

const searchShape = ({ wanted, filter, visible }: ArticleSearch): string =>
  `${wantedShape(wanted.anywhere)} ${wantedShape(wanted.whole)} ${filterSql(filter).shape} ${visibleShape(visible)}`;

/** Conditions on a row of article_search. */
const both = (conditions: readonly (SQL | null)[]): SQL =>
  sql.join(
    conditions.filter((condition) => condition !== null),
    sql` and `,
  );

const passes = ({ conditions }: FilterSql): SQL | null =>
  conditions.length === 0
    ? null
    : sql`exists (select from ${articles} where ${articles.id} = ${articleId} and ${sql.join(conditions, sql` and `)})`;

/** What holds of all matches, whatever their rank: on a row of article_search. */
const matches = ({ wanted, filter, visible }: ArticleSearch): SQL =>
  both([indexed(1, wanted), isVisible(status, visible), passes(filterSql(filter)), compared(1, wanted)]);

/**
 * The articles that a search finds, as a set of ids: SQL for `id in (…)`, with its parameters and its part of the
 * statement's shape. For whatever is counted over all that was found.
 */
export const foundIds = (search: ArticleSearch): { ids: SQL; parameters: Record<string, unknown>; shape: string } => ({
  ids: sql`select ${articleId} from ${articleSearch} where ${matches(search)}`,
  parameters: parameters(search, [1]),
  shape: searchShape(search),
});

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
      ...parameters(search, RANKS),
      limit: Math.min(limit, LARGEST_PAGE) + 1,
      ...(after && { afterSort: after.sort, afterId: after.id }),
    });
    const found = rows.map(({ rank, sort, ...row }) => ({ row, position: { rank, sort, id: row.id } }));
    return slice(found, { limit, backward: false, after });
  },

  /** How many articles a search finds. */
  async searchTotal(search: ArticleSearch): Promise<number> {
    const { ids, parameters: found, shape } = foundIds(search);
    const run = statement(`searchTotal ${shape}`, () =>
      db.orm.select({ total: sql<number>`count(*)::integer` }).from(sql`(${ids}) found`),
    );
    return (await run(found))[0]?.total ?? 0;
  },
});
