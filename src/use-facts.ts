import { getOperationAST } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Caller } from "./caller.ts";

/** Notes which operation a request is about. */
export function useFacts(): Plugin<Caller> {
  return {
    onExecute({ args: { document, operationName, contextValue } }) {
      const operation = getOperationAST(document, operationName);
      contextValue.facts.operation = operation?.operation ?? null;
      contextValue.facts.operationName = operation?.name?.value ?? null;
    },
  };
}
