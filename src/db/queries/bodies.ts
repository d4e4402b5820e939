import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import type { Layout } from "../layout.ts";
import { articleBodies, articles } from "../tables.ts";
import { listOf } from "./key-list.ts";
import type { Statements } from "./statements.ts";
import { isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** The heavy columns of an article, each read only when asked for. */
export const BODY_COLUMNS = ["format", "raw", "html", "text", "blocks", "frontMatter"] as const;
export type BodyColumn = (typeof BODY_COLUMNS)[number];

/** The columns that were asked for. */
export interface BodyRow {
  articleId: number;
  format?: "HTML" | "MARKDOWN";
  raw?: string;
  html?: string;
  text?: string;
  /** Null in a row of a pipeline that knew none. */
  blocks?: Layout | null;
  frontMatter?: unknown;
}

/** Statements that read bodies. */
export const bodyQueries = (db: Database, statement: Statements) => ({
  /** Only those of articles that the reader may see: one may have been withdrawn since the article was read. */
  async bodiesByArticleIds(
    articleIds: readonly number[],
    columns: readonly BodyColumn[],
    visible: Visible,
  ): Promise<BodyRow[]> {
    const run = statement(`bodiesByArticleIds ${columns.join()} ${visibleShape(visible)}`, () =>
      db.orm
        .select({
          articleId: articleBodies.articleId,
          ...Object.fromEntries(columns.map((column) => [column, articleBodies[column]])),
        })
        .from(articleBodies)
        .innerJoin(articles, sql`${articles.id} = ${articleBodies.articleId}`)
        .where(
          sql`${articleBodies.articleId} = any(${listOf("ids", "bigint")}) and ${isVisible(articles.status, visible)}`,
        ),
    );
    return run({ ids: articleIds, ...visibleParameters(visible) });
  },
});
