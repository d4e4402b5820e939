import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import type { Caller } from "./caller.ts";
import { StatementError } from "./db/queries/statements.ts";
import { CONNECTION_FAILURE, QUERY_CANCELED } from "./db/read-failed.ts";
import { badRequest, type ErrorCode, timedOut, tooComplex, unavailable } from "./errors.ts";

const UNEXPECTED: ErrorCode = "INTERNAL_SERVER_ERROR";
const BAD_INPUT: ErrorCode = "BAD_USER_INPUT";
const TIMEOUT: ErrorCode = "TIMEOUT";
const UNAVAILABLE: ErrorCode = "UNAVAILABLE";

/** Shows an error that was thrown on purpose, and nothing of any other: its message may hold SQL or parameters. */
export function maskError(error: unknown): Error {
  if (isUnreadableBody(error)) return badRequest("The body is not JSON.");
  if (isIntended(error)) return error;
  const cause = causeOf(error);
  if (isTooDeep(error, cause)) return tooComplex("The document is nested too deeply.");
  if (isUnreadable(cause)) return badRequest("Variables and extensions of a request are JSON, and these are not.");
  const { message, extensions } = ofDatabase(cause) ?? WENT_WRONG;
  const located = error instanceof GraphQLError ? error : undefined;
  return new GraphQLError(message, {
    nodes: located?.nodes ?? null,
    path: located?.path ?? null,
    originalError: cause,
    // One for each: the request's id is put into it.
    extensions: { ...extensions },
  });
}

const WENT_WRONG = {
  message: "Something went wrong on our side. The request id leads to it in the log.",
  extensions: { code: UNEXPECTED },
};

/** What to say of a statement that failed for a reason that is nobody's fault; null for any other error. */
function ofDatabase(cause: Error): GraphQLError | null {
  if (!(cause instanceof StatementError)) return null;
  if (cause.code === QUERY_CANCELED) return timedOut();
  return cause.code === CONNECTION_FAILURE ? unavailable("The database") : null;
}

/**
 * Whether an error is meant for the caller: it has a code, or stands for the request as a whole (variables of a wrong
 * type, an unknown operation), or for an argument (graphql-js then points at it, where for a value that a resolver gave
 * and that can't be serialized it points at nothing).
 */
function isIntended(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  const { originalError, path } = error;
  if (originalError === undefined) return true;
  if (!(originalError instanceof GraphQLError)) return false;
  return originalError.extensions.code !== undefined || path === undefined || originalError.nodes !== undefined;
}

function causeOf(error: unknown): Error {
  if (error instanceof GraphQLError && error.originalError) return error.originalError;
  return error instanceof Error ? error : new Error(String(error));
}

// graphql-js parses and validates by recursion.
const isTooDeep = (error: unknown, cause: Error): boolean =>
  cause instanceof RangeError && !(error instanceof GraphQLError && error.path);

// Of such a body, Yoga says what is wrong by repeating all of it.
const isUnreadableBody = (error: unknown): boolean =>
  error instanceof GraphQLError && error.extensions.originalError !== undefined;

// What Yoga throws of a query string or a form whose JSON it cannot read.
const isUnreadable = (cause: Error): boolean => cause instanceof SyntaxError && /\bJSON\b/.test(cause.message);

/**
 * Sees to it that every error has a code. Logs each error that the caller did not cause once, with the request's
 * id, and puts the id into what the caller sees of it, and into the header X-Request-Id of every answer.
 */
export function useErrorLog(log: Logger): Plugin<object, Caller> {
  return {
    onResultProcess({ serverContext: { requestId, facts }, result }) {
      const told = new Set<unknown>();
      for (const error of errorsOf(result)) {
        error.extensions.code ??= BAD_INPUT;
        facts.errorCodes.push(String(error.extensions.code));
        const write = OURS[String(error.extensions.code)];
        if (write === undefined) continue;
        error.extensions.requestId = requestId;
        // A statement for a whole list fails all of its fields.
        const cause = error.originalError ?? error;
        if (!told.has(cause)) write(log, { requestId, path: error.path, err: cause });
        told.add(cause);
      }
    },
    onResponse({ serverContext: { requestId }, response }) {
      response.headers.set("X-Request-Id", requestId);
    },
  };
}

/** How to log what is not the caller's fault. */
const OURS: Record<string, (log: Logger, details: object) => void> = {
  [UNEXPECTED]: (log, details) => log.error(details, "a request failed"),
  [TIMEOUT]: (log, details) => log.warn(details, "a request took too long"),
  // Each request would say the same: that the database is gone is logged once, where it shows.
  [UNAVAILABLE]: () => {},
};

function errorsOf(result: unknown): readonly GraphQLError[] {
  const results = Array.isArray(result) ? result : [result];
  return results.flatMap((one: { errors?: readonly GraphQLError[] } | undefined) => one?.errors ?? []);
}
