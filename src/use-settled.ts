import type { ExecutionResult } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Role } from "./context.ts";

/** What is known of a request before Yoga sees it. */
export interface Caller {
  role: Role;
  requestId: string;
  /** What was thrown when the caller was looked up or the body was read: why the request is not to be answered. */
  refusal?: unknown;
  /** What its execution gave, where it was executed before. */
  result?: ExecutionResult;
}

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
