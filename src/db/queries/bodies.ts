import { sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { articleBodies } from "../tables.ts";
import type { Statements } from "./statements.ts";

/** The heavy columns of an article, each read only when asked for. */
export const BODY_COLUMNS = ["format", "raw", "html", "text", "frontMatter"] as const;
export type BodyColumn = (typeof BODY_COLUMNS)[number];

/** The columns that were asked for. */
export interface BodyRow {
  articleId: number;
  format?: "HTML" | "MARKDOWN";
  raw?: string;
  html?: string;
  text?: string;
  frontMatter?: unknown;
}

/** Statements that read bodies. */
export const bodyQueries = (db: Database, statement: Statements) => ({
  async bodiesByArticleIds(articleIds: readonly number[], columns: readonly BodyColumn[]): Promise<BodyRow[]> {
    const run = statement(`bodiesByArticleIds ${columns.join()}`, () =>
      db.orm
        .select({
          articleId: articleBodies.articleId,
          ...Object.fromEntries(columns.map((column) => [column, articleBodies[column]])),
        })
        .from(articleBodies)
        .where(sql`${articleBodies.articleId} = any(${sql.placeholder("ids")}::bigint[])`),
    );
    return run({ ids: articleIds });
  },
});
