import { IMAGE_ROLES } from "../db/queries/article-images.ts";
import type { Position } from "../db/queries/keyset.ts";
import { badUserInput } from "../errors.ts";
import { parseInstant } from "./instant.ts";

const LARGEST_INTEGER = 2 ** 31 - 1;

/** What the sort value of a cursor must look like for PostgreSQL to read it. */
export type SortType = "timestamptz" | "text" | "integer" | "bigint" | "role" | "match";

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
    throw badUserInput(`The cursor belongs to a list ordered by ${of.slice(0, 100)}; this one is ordered by ${order}.`);
  // Beside a role stands the position of a use, an integer of PostgreSQL; beside all else a row's id.
  if (!isReadable(type, sort) || (type === "role" && id > LARGEST_INTEGER)) throw foreign(cursor);
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
  if (type === "role") return IMAGE_ROLES.some((role) => role === sort);
  if (type === "text") return sort.isWellFormed() && !sort.includes("\0") && [...sort].length <= 600;
  // How good a match is, and its date.
  if (type === "match") return /^[1-4] /.test(sort) && isReadable("timestamptz", sort.slice(2));
  return sort === "-infinity" || isInstant(sort);
}

const isInstant = (sort: string): boolean =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?\+00$/.test(sort) &&
  parseInstant(`${sort.slice(0, 10)}T${sort.slice(11, -3)}Z`) !== null;
