import type { Plugin } from "graphql-yoga";
import type { Role } from "./context.ts";

/** What is known of a request before Yoga sees it. */
export interface Caller {
  role: Role;
  requestId: string;
  /** What was thrown when the caller was looked up or the body was read: why the request is not to be answered. */
  refusal?: unknown;
}

/** Answers a request that was refused before it came here with why, as everything that is refused is answered. */
export function useRefusal(): Plugin<object, Caller> {
  return {
    onRequestParse({ serverContext: { refusal } }) {
      if (refusal !== undefined) throw refusal;
    },
  };
}
