import { type SQL, sql } from "drizzle-orm";

/** Where a row stands in a list: the value it is sorted by, as PostgreSQL prints it, and the id that breaks ties. */
export interface Position {
  sort: string;
  id: number;
}

/** The most rows that a page can have. */
export const LARGEST_PAGE = 100;

/** Which part of a list is asked for. */
export interface Window {
  /** LARGEST_PAGE at the most. */
  limit: number;
  /** The last rows before `before` (or of the list) rather than the first after `after`. */
  backward: boolean;
  /** Without the row that tells whether there is a further page: nobody asks. */
  exact?: boolean | undefined;
  after?: Position | undefined;
  before?: Position | undefined;
}

/** As much of a window as tells where its page ends; its positions may be of another kind. */
export interface WindowEnds extends Omit<Window, "after" | "before"> {
  after?: unknown;
  before?: unknown;
}

/** What a list is sorted by. The pair (sort, id) is unique, so that no row is skipped or shown twice. */
export interface Order {
  sort: SQL;
  id: SQL;
  /** SQL type of the sort value, for the cursor's text to be cast to. */
  type: "timestamptz" | "text" | "integer" | "bigint";
  descending: boolean;
}

/** A page of rows in the list's order, whichever end it was read from. */
export interface Slice<Row> {
  rows: Row[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

/** The part of a statement's shape that the window decides; its values are parameters. */
export const windowShape = ({ backward, after, before }: WindowEnds): string =>
  `${backward ? "last" : "first"}${after ? ",after" : ""}${before ? ",before" : ""}`;

/** How many rows to read: one row more than asked for tells whether there is a further page. */
export const rowsOf = ({ limit, exact = false }: WindowEnds): number => (exact ? limit : limit + 1);

/** Values for the placeholders of `keyset`. */
export const windowParameters = ({ after, before, ...window }: Window): Record<string, unknown> => ({
  limit: rowsOf(window),
  ...(after && { afterSort: after.sort, afterId: after.id }),
  ...(before && { beforeSort: before.sort, beforeId: before.id }),
});

/** The parts of the statement of one page. */
interface Keyset {
  conditions: SQL[];
  orderBy: SQL;
  /**
   * Of the page read with these conditions in this order, as many rows as the window asks for. Of rows that no one index
   * holds in order, a function puts together the first ones of several sources.
   */
  page: (rows: SQL | ((first: (rows: SQL) => SQL) => SQL)) => SQL;
}

// A prepared statement is planned without its parameters, and PostgreSQL takes `limit $1` for a tenth of the table: it
// would sort what an index holds in order. A constant within tells it that a page is small, and the rows past the inner
// limit's first few are never fetched.
const INNER_LIMIT = sql.raw(String(LARGEST_PAGE + 1));

/**
 * The conditions and order of one page: a comparison of rows, which an index on (sort, id) answers by going straight to
 * the position, so that a deep page costs what the first one costs. The page's rows have the columns `sort` and `id`.
 */
export function keyset(order: Order, window: Window): Keyset {
  const descending = order.descending !== window.backward;
  const bound = (side: "after" | "before"): SQL => {
    const operator = sql.raw((side === "after") === order.descending ? "<" : ">");
    const sort = sql`${sql.placeholder(`${side}Sort`)}::${sql.raw(order.type)}`;
    return sql`(${order.sort}, ${order.id}) ${operator} (${sort}, ${sql.placeholder(`${side}Id`)}::bigint)`;
  };
  const direction = sql.raw(descending ? "desc" : "asc");
  const inner = sql`${order.sort} ${direction}, ${order.id} ${direction}`;
  const first = (rows: SQL) =>
    sql`select ${order.sort} as sort, ${order.id} as id ${rows} order by ${inner} limit ${INNER_LIMIT}`;
  const orderBy = sql`page.sort ${direction}, page.id ${direction}`;
  return {
    conditions: [...(window.after ? [bound("after")] : []), ...(window.before ? [bound("before")] : [])],
    orderBy,
    page: (rows) => sql`(select page.sort, page.id from (${typeof rows === "function" ? rows(first) : first(rows)}) page
      order by ${orderBy} limit ${sql.placeholder("limit")}::integer) page`,
  };
}

/** Takes the extra row away, says what it told, and puts a page that was read backward into the list's order. */
export function slice<Row>(rows: Row[], { limit, backward, after, before }: WindowEnds): Slice<Row> {
  const more = rows.length > limit;
  const page = more ? rows.slice(0, limit) : rows;
  return backward
    ? { rows: page.toReversed(), hasNextPage: before !== undefined, hasPreviousPage: more || after !== undefined }
    : { rows: page, hasNextPage: more || before !== undefined, hasPreviousPage: after !== undefined };
}
