import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { articleCounts, articleSearch, searchNames } from "../tables.ts";
import { type ArticleJoins, type ArticleRow, joinsShape, selectArticles } from "./articles.ts";
import type { Statements } from "./statements.ts";
import { type CountScope, isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** Something whose name begins as asked for. */
interface Named {
  id: number;
  scope: CountScope;
  /** The name is just what was asked for. */
  exact: boolean;
}

/** Titles and names are indexed by so many characters, and longer beginnings cut. */
const INDEXED = 200;

const TITLE = sql`left(${articleSearch.title}, ${sql.raw(String(INDEXED))})`;

// Text is compared byte by byte, and no character's bytes come after those of the last one.
const begins = (column: SQL): SQL =>
  sql`${column} >= ${sql.placeholder("from")}::text and ${column} < ${sql.placeholder("to")}::text`;

const rangeOf = (prefix: string): Record<string, unknown> => {
  const from = prefix.slice(0, INDEXED);
  return { from, to: `${from}\u{10ffff}` };
};

/** Statements that complete what a reader types. A prefix is normalised, as what it is compared with. */
export const suggestionQueries = (db: Database, statement: Statements) => ({
  /** Categories, authors and tags: exact ones first, then those with the most articles. */
  async namesBeginning(prefix: string, limit: number, visible: Visible): Promise<Named[]> {
    const run = statement(`namesBeginning ${visibleShape(visible)}`, () => {
      const exact = sql<boolean>`bool_or(${searchNames.name} = ${sql.placeholder("from")}::text)`;
      const { scope, scopeId } = searchNames;
      return db.orm
        .select({ id: scopeId, scope, exact })
        .from(searchNames)
        .innerJoin(articleCounts, sql`${articleCounts.scope} = ${scope} and ${articleCounts.scopeId} = ${scopeId}`)
        .where(
          sql`${begins(sql`${searchNames.name}`)} and ${isVisible(articleCounts.status, visible)} and ${articleCounts.total} > 0`,
        )
        .groupBy(scope, scopeId)
        .orderBy(sql`${exact} desc, sum(${articleCounts.total}) desc, ${scope}, ${scopeId}`)
        .limit(sql.placeholder("limit"));
    });
    return run({ ...rangeOf(prefix), limit, ...visibleParameters(visible) });
  },

  /** Articles whose title begins like this: exact ones first, then the newest. */
  async titlesBeginning(
    prefix: string,
    limit: number,
    joins: ArticleJoins,
    visible: Visible,
  ): Promise<{ row: ArticleRow; exact: boolean }[]> {
    const run = statement(`titlesBeginning ${joinsShape(joins)} ${visibleShape(visible)}`, () => {
      const order = sql`exact desc, sort desc, id desc`;
      const page = sql`(select ${TITLE} = ${sql.placeholder("from")}::text as exact, ${articleSearch.publishedSort} as sort,
        ${articleSearch.articleId} as id from ${articleSearch}
        where ${begins(TITLE)} and ${isVisible(articleSearch.status, visible)}
        order by ${order} limit ${sql.placeholder("limit")}::integer) page`;
      return selectArticles<{ exact: boolean }>(db, page, joins, { exact: sql<boolean>`page.exact` }).orderBy(
        sql`page.exact desc, page.sort desc, page.id desc`,
      );
    });
    const rows = await run({ ...rangeOf(prefix), limit, ...visibleParameters(visible) });
    return rows.map((row) => ({ row, exact: row.exact }));
  },
});
