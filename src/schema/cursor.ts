import type { Position } from "../db/queries/keyset.ts";
import { imageRole } from "../db/tables.ts";
import { badUserInput } from "../errors.ts";

/** What the sort value of a cursor must look like for PostgreSQL to read it. */
export type SortType = "timestamptz" | "text" | "integer" | "bigint" | "role";

/** A cursor: the list's order (a cursor of another order is refused), the sort value as PostgreSQL prints it, the id. */
export const encodeCursor = (order: string, { sort, id }: Position): string =>
  Buffer.from(JSON.stringify([order, sort, id])).toString("base64url");

/**
 * The position that a cursor of that order stands for.
 * @throws BAD_USER_INPUT where it was altered, cut, made up, or belongs to another order.
 */
export function decodeCursor(order: string, type: SortType, cursor: string): Position {
  const parts = parse(cursor);
  if (!Array.isArray(parts) || parts.length !== 3) throw foreign(cursor);
  const [of, sort, id] = parts;
  if (typeof of !== "string" || typeof sort !== "string" || !Number.isSafeInteger(id) || id < 0) throw foreign(cursor);
  if (of !== order)
    throw badUserInput(`The cursor belongs to a list ordered by ${of}; this one is ordered by ${order}.`);
  if (!isReadable(type, sort)) throw foreign(cursor);
  return { sort, id };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return null;
  }
}

const foreign = (cursor: string) =>
  badUserInput(
    `"${cursor.slice(0, 100)}" is not a cursor of this list. Use \`edges.cursor\` or \`pageInfo\` as given.`,
  );

function isReadable(type: SortType, sort: string): boolean {
  if (type === "integer") return /^-?\d{1,9}$/.test(sort);
  if (type === "bigint") return /^\d{1,15}$/.test(sort);
  if (type === "role") return imageRole.enumValues.some((role) => role === sort);
  if (type === "text") return sort.isWellFormed() && !sort.includes("\0") && [...sort].length <= 600;
  return sort === "-infinity" || isInstant(sort);
}

// The 30th of February passes a pattern, and a Date turns it into March; PostgreSQL refuses it.
function isInstant(sort: string): boolean {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)\+00$/.exec(sort) ?? [];
  if (day === undefined || day < "0001") return false;
  const date = new Date(`${day}T${time}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
