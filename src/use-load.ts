import type { Plugin } from "graphql-yoga";
import { overloaded } from "./errors.ts";
import { asksForData, type Load } from "./load.ts";

/** Refuses operations while as many are executed as may be at once. It comes after what chooses how to execute. */
export function useLoad(load: Load): Plugin {
  return {
    onExecute({ args: { document, operationName }, executeFn, setExecuteFn, setResultAndStopExecution }) {
      if (load.isFull() && asksForData(document, operationName)) {
        setResultAndStopExecution({ errors: [overloaded()] });
      } else setExecuteFn((args) => load.hold(() => executeFn(args)));
    },
  };
}
