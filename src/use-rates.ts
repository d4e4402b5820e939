import type { Plugin } from "graphql-yoga";
import type { Caller } from "./caller.ts";
import { rateLimited } from "./errors.ts";
import { EXECUTION } from "./rates/rates.ts";

/** Charges what is executed, once its cost is known; and says in the headers of Yoga's answers what is left. */
export function useRates(): Plugin<Caller, Caller> {
  return {
    onExecute({ args: { contextValue }, setResultAndStopExecution }) {
      const { allowance, facts } = contextValue;
      // Others may have spent it since the request was let in.
      if (!allowance || allowance.spend(EXECUTION + (facts.cost ?? 0))) return;
      setResultAndStopExecution({ errors: [rateLimited(allowance.secondsLeft)] });
    },
    onResponse({ serverContext: { allowance }, response }) {
      for (const [name, value] of Object.entries(allowance?.headers ?? {})) response.headers.set(name, value);
    },
  };
}
