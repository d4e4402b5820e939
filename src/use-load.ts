import { type DocumentNode, getOperationAST, Kind } from "graphql";
import type { Plugin } from "graphql-yoga";
import { overloaded } from "./errors.ts";
import type { Load } from "./load.ts";

/** Executes as many operations at once as may be. It comes after what chooses how to execute. */
export function useLoad(load: Load): Plugin {
  return {
    onExecute({ args: { document, operationName }, executeFn, setExecuteFn }) {
      if (!asksForData(document, operationName)) return;
      const refuse = () => ({ errors: [overloaded()] });
      setExecuteFn((args) => load.hold(() => executeFn(args), refuse));
    },
  };
}

/** Whether an operation asks for more than the schema and the names of types, which takes no time to speak of. */
function asksForData(document: DocumentNode, operationName: string | null | undefined): boolean {
  const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return !selections.every((one) => one.kind === Kind.FIELD && one.name.value.startsWith("__"));
}
