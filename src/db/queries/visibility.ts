import { type SQL, sql } from "drizzle-orm";
import { articleCounts, type articleStatus, type countScope } from "../tables.ts";

export type ArticleStatus = (typeof articleStatus.enumValues)[number];
export type CountScope = (typeof countScope.enumValues)[number];

/** The statuses of the articles that a reader may see. Every query takes them, so that nothing leaks by another way. */
export type Visible = readonly ArticleStatus[];

/** What everybody may see. */
export const PUBLIC: Visible = ["PUBLISHED"];

/** What those may see who preview: everything. */
export const EVERY: Visible = ["DRAFT", "SCHEDULED", "PUBLISHED", "ARCHIVED"];

/** The part of a statement's shape that visibility decides. */
export const visibleShape = (visible: Visible): string => (visible.length === 1 ? "one" : visible.join("+"));

/** Value of the placeholder that `isVisible` uses, where it uses one. */
export const visibleParameters = (visible: Visible): Record<string, unknown> =>
  visible.length === 1 ? { status: visible[0] } : {};

/** A condition on a column of status. One status is compared by `=`, since only then an index keeps its order. */
export const isVisible = (status: SQL | { getSQL(): SQL }, visible: Visible): SQL =>
  visible.length === 1
    ? sql`${status} = ${sql.placeholder("status")}::article_status`
    : sql`${status} = any(${sql.raw(`'{${visible.join()}}'`)}::article_status[])`;

/** A condition on a column of status. */
type SeenIn = (status: SQL | { getSQL(): SQL }) => SQL;

/**
 * The first rows of an index by a select, one for each status that may be seen, as only one status keeps the index's order.
 * @param together - the order and the limit of all of them, where there are several.
 */
export const ofEachStatus = (visible: Visible, select: (seen: SeenIn) => SQL, together = sql``): SQL => {
  if (visible.length < 2) return select((status) => isVisible(status, visible));
  const selects = visible.map((one) => sql`(${select((status) => sql`${status} = ${sql.raw(`'${one}'`)}`)})`);
  return sql`select * from (${sql.join(selects, sql` union all `)}) of_each ${together}`;
};

/** Whether a source, category, author or tag has an article that the reader may see: without one it does not exist. */
export const hasVisible = (scope: CountScope, id: { getSQL(): SQL }, visible: Visible): SQL =>
  sql`exists (select from ${articleCounts} where ${articleCounts.scope} = ${sql.raw(`'${scope}'`)} and ${
    articleCounts.scopeId
  } = ${id} and ${isVisible(articleCounts.status, visible)} and ${articleCounts.total} > 0)`;
