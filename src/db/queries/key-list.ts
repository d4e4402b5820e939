import { type SQL, sql } from "drizzle-orm";

/**
 * A list as one parameter. Its length stays hidden from the planner, which would take a plan for this very list over the
 * one for all lists wherever it is short, and so make a new plan each time it is asked: half of what a statement for one
 * article took.
 */
export const listOf = (placeholder: string, type: "bigint" | "text" | "image_role"): SQL =>
  sql`(select ${sql.placeholder(placeholder)}::${sql.raw(type)}[])::${sql.raw(type)}[]`;

/** The same as a table with the column `id`, for statements that do something for each key. */
export const keyTable = (placeholder: string): SQL => sql`unnest(${listOf(placeholder, "bigint")}) as key(id)`;
