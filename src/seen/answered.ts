import type { Caller } from "../caller.ts";

/** A request to the endpoint, once it is over. */
export interface Answered {
  caller: Caller;
  method: string;
  /** Null where the client left before anything was sent. */
  status: number | null;
  /** Milliseconds, by `performance.now()`. */
  begun: number;
  ended: number;
  /** That were sent, head included. */
  bytes: number;
  /** Whether the client left before it had all of the answer. */
  aborted: boolean;
  /** Headers of the trace that the request belongs to: https://www.w3.org/TR/trace-context/. */
  traceparent: string | undefined;
}

/** Is told of each request to the endpoint when it is over. */
export type OnAnswered = (answered: Answered) => void;

/** Milliseconds that its statements took, one by one; some may have run at once. */
export const statementTime = ({ caller }: Answered): number =>
  caller.facts.statements.reduce((sum, { milliseconds }) => sum + (milliseconds ?? 0), 0);

// The name is the client's, and may be as long as a document.
const LONGEST_NAME = 100;

/** The name of the operation as it may be shown: short. */
export const shownName = ({ caller }: Answered): string | undefined =>
  caller.facts.operationName?.slice(0, LONGEST_NAME) ?? undefined;

/** Rounded to microseconds. */
export const rounded = (milliseconds: number): number => Math.round(milliseconds * 1_000) / 1_000;
