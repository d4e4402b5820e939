import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import type { ExecutionResult } from "graphql";
import type { Caller } from "../caller.ts";
import type { Context } from "../context.ts";

/** A request to the endpoint, read as a whole. */
export interface Asked {
  method: "GET" | "POST";
  /** Path and query string, as the client wrote them. */
  url: string;
  headers: IncomingHttpHeaders;
  /** Empty for GET. */
  body: Buffer;
  /** Who asks, and what is learnt of the request. */
  caller: Caller;
  /** Headers that let the page that asks read the answer: names and values by turns. */
  readers: readonly string[];
}

/** An answer that is held as a whole. */
export interface Answer {
  status: number;
  /** What is the same for whoever asks this; what goes to one request only (X-Request-Id, CORS) is added when it is sent. */
  headers: OutgoingHttpHeaders;
  body: string | Buffer;
  /** What a query was executed with; null of a mutation. */
  context: Context | null;
}

/** A request that Yoga answers. */
export interface LeftToYoga {
  /** What its execution gave; null where it was not executed. */
  result: ExecutionResult | null;
  /** The text of the document that it brings or names; null where that is not known. */
  document: string | null;
}

/** Answers a request that was read: with an answer without errors, or not at all. */
export type AnswerAsked = (asked: Asked) => Promise<Answer | LeftToYoga>;
