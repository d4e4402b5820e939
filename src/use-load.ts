import type { Plugin } from "graphql-yoga";
import { overloaded } from "./errors.ts";
import { asksForData, type Load } from "./load.ts";

/** Refuses operations while there is more to do than can be done. */
export function useLoad(load: Load): Plugin {
  return {
    onExecute({ args: { document, operationName }, setResultAndStopExecution }) {
      if (load.isFull() && asksForData(document, operationName)) setResultAndStopExecution({ errors: [overloaded()] });
    },
  };
}
