import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import type { Context, Role } from "../context.ts";

/** A request to the endpoint, read as a whole. */
export interface Asked {
  method: "GET" | "POST";
  /** Path and query string, as the client wrote them. */
  url: string;
  headers: IncomingHttpHeaders;
  /** Empty for GET. */
  body: Buffer;
  /** Who asks. */
  role: Role;
  /** Of this one request: it is in the answer's header X-Request-Id and in the log. */
  requestId: string;
}

/** An answer that is held as a whole. */
export interface Answer {
  status: number;
  /** What is the same for whoever asks this; what goes to one request only (X-Request-Id, CORS) is added when it is sent. */
  headers: OutgoingHttpHeaders;
  body: string | Buffer;
  /** What a query was executed with, where it was answered without an error; null of every other answer. */
  context: Context | null;
}

/** Answers a request that was read; null where that is left to Yoga. */
export type AnswerAsked = (asked: Asked) => Promise<Answer | null>;
