import type { TransactionSql } from "postgres";
import type { Id, NewArticle } from "./article.ts";
import { insertRows, type Parameter } from "./portions.ts";

const COLUMNS = [
  ["article_id", "bigint"],
  ["format", "body_format"],
  ["raw", "text"],
  ["html", "text"],
  ["text", "text"],
  ["blocks", "json"],
  ["front_matter", "jsonb"],
  ["pipeline_version", "smallint"],
] as const;

/** Writes the bodies of articles that have none yet, or none any more. */
export const insertBodies = (tx: TransactionSql, rows: readonly { id: Id; article: NewArticle }[]): Promise<void> =>
  insertRows(
    tx,
    "article_bodies",
    COLUMNS,
    rows.map(({ id, article: { format, raw, html, text, layout, frontMatter, pipelineVersion } }): Parameter[] => [
      id,
      format,
      raw,
      html,
      text,
      JSON.stringify(layout),
      JSON.stringify(frontMatter),
      pipelineVersion,
    ]),
  );
