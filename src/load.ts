import { type DocumentNode, getOperationAST, Kind } from "graphql";
import type { Reads } from "./db/reads.ts";

/** Whether there is more to do than can be done. */
export interface Load {
  isFull(): boolean;
}

/**
 * Tells by how long statements wait: a burst that is soon dealt with is not too much, however many ask at once, and a few
 * who hold every connection are.
 * @param longest - milliseconds that a statement may wait for a connection before nothing more is taken on.
 */
export const createLoad = (reads: Pick<Reads, "longestWait">, longest: number): Load => ({
  isFull: () => reads.longestWait() > longest,
});

/** Whether an operation asks for more than the schema and the names of types, which takes no time to speak of. */
export function asksForData(document: DocumentNode, operationName: string | null | undefined): boolean {
  const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return !selections.every((one) => one.kind === Kind.FIELD && one.name.value.startsWith("__"));
}
