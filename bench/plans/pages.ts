import type { Position } from "../../src/db/queries/keyset.ts";
import { encodeCursor } from "../../src/schema/cursor.ts";
import type { Operation } from "./operation.ts";

/** A list of nodes from both ends, with and without a cursor, and its total. */
export function* pages(
  field: string,
  order: string,
  position: Position,
  given: { type: string; filter: object; orderBy?: string } | null = null,
): Generator<Operation> {
  const cursor = encodeCursor(order, position);
  const windows = {
    first: "first: 20",
    "first, after": `first: 20, after: "${cursor}"`,
    last: "last: 20",
    "last, before": `last: 20, before: "${cursor}"`,
  };
  const [variables, filter] = given === null ? ["", ""] : [`($filter: ${given.type})`, "filter: $filter, "];
  const about = `${field}${given && Object.keys(given.filter).length > 0 ? ` of ${JSON.stringify(given.filter).replace(/"/g, "")}` : ""}`;
  const values = given === null ? {} : { filter: given.filter };
  for (const [name, window] of Object.entries(windows))
    yield {
      name: `${about} by ${order}, ${name}`,
      query: `query${variables} { ${field}(${filter}${given?.orderBy ?? ""}${window}) { nodes { id } } }`,
      variables: values,
    };
  yield {
    name: `number of ${about}`,
    query: `query${variables} { ${field}(${filter}first: 1) { totalCount } }`,
    variables: values,
  };
}
