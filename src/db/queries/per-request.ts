import type { Queries } from "./queries.ts";

/** Any of the queries. */
export type Query = (...args: unknown[]) => Promise<unknown>;

/** Queries by their names, some in groups. */
type Group = { [name: string]: Query | Group };

/**
 * Makes what binds the queries to a request: each is bound as it is looked up, so that what a request does not use costs
 * it nothing.
 * @param bind - makes, once for each query, what binds it. The path is the names that lead to it.
 */
export function bindQueries<Request>(
  queries: Queries,
  bind: (query: Query, path: readonly string[]) => (request: Request) => Query,
): (request: Request) => Queries {
  const Bound = boundClass(queries as unknown as Group, bind, []);
  return (request) => new Bound(request) as unknown as Queries;
}

function boundClass<Request>(
  group: Group,
  bind: (query: Query, path: readonly string[]) => (request: Request) => Query,
  path: readonly string[],
): new (
  request: Request,
) => object {
  class Bound {
    readonly request: Request;
    constructor(request: Request) {
      this.request = request;
    }
  }
  for (const [name, member] of Object.entries(group)) {
    const place = [...path, name];
    Object.defineProperty(Bound.prototype, name, { get: getterOf(member, place) });
  }
  return Bound;

  function getterOf(member: Query | Group, place: readonly string[]): (this: Bound) => unknown {
    if (typeof member === "function") {
      const bound = bind(member, place);
      return function () {
        return bound(this.request);
      };
    }
    const Nested = boundClass(member, bind, place);
    return function () {
      return new Nested(this.request);
    };
  }
}
