import { type DocumentNode, getOperationAST, Kind } from "graphql";

/** How many operations are executed at this moment, and may be. */
export interface Load {
  isFull(): boolean;
  /** Counts what is executed until it is done. What takes no promise never counts for others. */
  hold<Result>(execute: () => Result): Result;
}

/** Makes a load of nothing. @param most - operations that may be executed at once. */
export function createLoad(most: number): Load {
  let running = 0;
  const release = () => {
    running -= 1;
  };
  return {
    isFull: () => running >= most,
    hold(execute) {
      const result = execute();
      if (result instanceof Promise) {
        running += 1;
        result.then(release, release);
      }
      return result;
    },
  };
}

/** Whether an operation asks for more than the schema and the names of types, which takes no time to speak of. */
export function asksForData(document: DocumentNode, operationName: string | null | undefined): boolean {
  const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return !selections.every((one) => one.kind === Kind.FIELD && one.name.value.startsWith("__"));
}
