import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { articleCategories, articles } from "../tables.ts";
import { keysSql, parentKey } from "./article-driver.ts";
import { type ArticleJoins, type ArticleRow, joinsShape, selectArticles } from "./articles.ts";
import { type CategoryLookup, idOf, lookupShape, lookupValue } from "./lookup.ts";
import type { Statements } from "./statements.ts";
import { isVisible, ofEachStatus, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** Which of an article's neighbours. */
export interface Neighbour {
  /** The one published after it, or the one before. */
  side: "next" | "previous";
  /** Null for all articles; else those of the category and of the ones below it. */
  within: CategoryLookup | null;
  joins: ArticleJoins;
}

/** An article that belongs to another. */
export interface Neighbouring {
  key: number;
  row: ArticleRow;
}

/** The statement that finds the neighbours of articles. */
export const neighbourQueries = (db: Database, statement: Statements) => ({
  /**
   * For each article the one next to it in the order in which lists by date have them. Those without a date come before
   * all others, in the order in which they were first imported. An article need not be in the category itself.
   */
  async neighboursByArticleIds(
    ids: readonly number[],
    { side, within, joins }: Neighbour,
    visible: Visible,
  ): Promise<Neighbouring[]> {
    const of = within ? `within.${lookupShape(within)}` : "all";
    const run = statement(`neighbours ${side} ${of} ${joinsShape(joins)} ${visibleShape(visible)}`, () => {
      const [operator, direction] = side === "next" ? [sql`>`, sql`asc`] : [sql`<`, sql`desc`];
      // Of a table that holds them in their order, whose name stands for `articles` as well as for what files them.
      const [table, id, inCategory] = within
        ? [articleCategories, sql`other.article_id`, sql`other.category_id = ${idOf("category", within, "within")} and`]
        : [articles, sql`other.id`, sql``];
      const nearest = ofEachStatus(
        visible,
        (seen) => sql`select ${id} as id, other.published_sort as sort from ${table} other
          where ${inCategory} ${seen(sql`other.status`)}
          and (other.published_sort, ${id}) ${operator} (own.published_sort, own.id)
          order by other.published_sort ${direction}, ${id} ${direction} limit 1`,
        sql`order by sort ${direction}, id ${direction} limit 1`,
      );
      const from = sql`${keysSql} join ${articles} own on own.id = ${parentKey} and ${isVisible(sql`own.status`, visible)}
        cross join lateral (${nearest}) page`;
      return selectArticles<{ key: number }>(db, from, joins, { key: sql<number>`${parentKey}`.mapWith(Number) });
    });
    const parameters = { keys: ids, ...(within && { within: lookupValue(within) }), ...visibleParameters(visible) };
    return (await run(parameters)).map(({ key, ...row }) => ({ key, row }));
  },
});
