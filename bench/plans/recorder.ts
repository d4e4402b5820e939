import type { Queries } from "../../src/db/queries/queries.ts";

/** A call of one of the read side's functions. */
export interface Call {
  /** As in `articlePage` or `authors.page`. */
  name: string;
  args: readonly unknown[];
  /** The operation that it was made for. */
  operation: string;
}

type Function = (...args: unknown[]) => unknown;

/** Every function of the read side, by name. */
export const functionsOf = (queries: Queries): Map<string, Function> => new Map(eachFunction(queries, ""));

function* eachFunction(object: object, prefix: string): Generator<[string, Function]> {
  for (const [name, value] of Object.entries(object)) {
    if (typeof value === "function") yield [prefix + name, value as Function];
    else if (typeof value === "object" && value !== null) yield* eachFunction(value, `${prefix}${name}.`);
  }
}

/** The read side with its calls told. */
export function recording(queries: Queries, tell: (name: string, args: readonly unknown[]) => void): Queries {
  const told = (object: object, prefix: string): object =>
    Object.fromEntries(
      Object.entries(object).map(([name, value]) => {
        if (typeof value !== "function") return [name, told(value, `${prefix}${name}.`)];
        const call: Function = (...args) => {
          tell(prefix + name, args);
          return value(...args);
        };
        return [name, call];
      }),
    );
  return told(queries, "") as Queries;
}
