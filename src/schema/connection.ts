import { LARGEST_PAGE, type Slice, type Window } from "../db/queries/keyset.ts";
import { badUserInput } from "../errors.ts";
import { decodeCursor, encodeCursor, type SortType } from "./cursor.ts";

/** The arguments of a connection, as GraphQL gives them. */
export interface ConnectionArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** What a list is sorted by, as its cursors name it. */
export interface ListOrder {
  name: string;
  type: SortType;
}

/** A page as the schema's connections want it. */
export interface Connection<Node> {
  edges: { readonly cursor: string; node: Node }[];
  pageInfo: PageInfo;
  totalCount: () => number | Promise<number>;
}

const DEFAULT_PAGE = 20;

/**
 * Checks an argument that takes 1 to `most`.
 * @throws BAD_USER_INPUT beyond, with what the argument takes and `hint`.
 */
export function checkRange(name: string, value: number, most: number, hint = ""): void {
  if (value < 1 || value > most) throw badUserInput(`${name} takes 1 to ${most}, and is ${value}.${hint}`);
}

/**
 * How many, and from which end.
 * @throws BAD_USER_INPUT beyond 1 to 100, or where both first and last are given.
 */
export function pageSize({ first, last }: ConnectionArguments): { limit: number; backward: boolean } {
  if (first != null && last != null) throw badUserInput("Give first or last, not both.");
  const [name, size] = last == null ? ["first", first ?? DEFAULT_PAGE] : ["last", last];
  checkRange(name, size, LARGEST_PAGE, ` Ask for further pages with ${name === "first" ? "after" : "before"}.`);
  return { limit: size, backward: last != null };
}

/**
 * The part of a list that the arguments ask for.
 * @throws BAD_USER_INPUT for a size beyond the limits or a cursor that is not of this list.
 */
export function windowOf(args: ConnectionArguments, order: ListOrder): Window {
  const position = (cursor: string) => decodeCursor(order.name, order.type, cursor);
  return {
    ...pageSize(args),
    after: args.after == null ? undefined : position(args.after),
    before: args.before == null ? undefined : position(args.before),
  };
}

/** Most edges are never asked for their cursors. */
class Edge<Node extends { id: number }> {
  readonly node: Node;
  readonly #order: string;
  readonly #sort: string;

  constructor(node: Node, order: string, sort: string) {
    this.node = node;
    this.#order = order;
    this.#sort = sort;
  }

  get cursor(): string {
    return encodeCursor(this.#order, { sort: this.#sort, id: this.node.id });
  }
}

/** A connection of rows that know where they stand. */
export function toConnection<Row, Node extends { id: number }>(
  page: Slice<Row>,
  order: ListOrder,
  listed: (row: Row) => { node: Node; sort: string },
  totalCount: () => number | Promise<number>,
): Connection<Node> {
  const edges = page.rows.map((row) => {
    const { node, sort } = listed(row);
    return new Edge(node, order.name, sort);
  });
  return { edges, pageInfo: new PageInfo(page, edges), totalCount };
}

/** What lies around a page. */
export class PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly #edges: readonly { readonly cursor: string }[];

  constructor({ hasNextPage, hasPreviousPage }: Slice<unknown>, edges: readonly { readonly cursor: string }[]) {
    this.hasNextPage = hasNextPage;
    this.hasPreviousPage = hasPreviousPage;
    this.#edges = edges;
  }

  get startCursor(): string | null {
    return this.#edges[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}

/** The order of lists of what has a unique name. */
export const BY_NAME: ListOrder = { name: "NAME", type: "text" };

/**
 * A list that a caller gives, checked.
 * @throws BAD_USER_INPUT past 100 items.
 */
export function inputList<Item>(name: string, items: readonly Item[]): readonly Item[] {
  if (items.length > 100) throw badUserInput(`${name} takes at most 100 items, and has ${items.length}.`);
  return items;
}
