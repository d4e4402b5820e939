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
      const headers = allowance?.headers ?? [];
      for (let at = 1; at < headers.length; at += 2) response.headers.set(String(headers[at - 1]), String(headers[at]));
    },
  };
}
