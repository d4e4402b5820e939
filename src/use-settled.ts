import type { Plugin } from "graphql-yoga";
import type { Caller } from "./caller.ts";

/** Answers with what was settled before Yoga was asked: a refusal, or the result of the execution. */
export function useSettled(): Plugin<object, Caller> {
  return {
    onRequestParse({ serverContext: { refusal } }) {
      if (refusal !== undefined) throw refusal;
    },
    onParams({ context, setResult }) {
      if (context.result !== undefined) setResult(context.result);
    },
  };
}
