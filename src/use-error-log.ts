import { randomUUID } from "node:crypto";
import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import type { ErrorCode } from "./errors.ts";

const UNEXPECTED: ErrorCode = "INTERNAL_SERVER_ERROR";
const BAD_INPUT: ErrorCode = "BAD_USER_INPUT";

/** Shows an error that was thrown on purpose, and nothing of any other: its message may hold SQL or parameters. */
export function maskError(error: unknown): Error {
  if (error instanceof GraphQLError && isIntended(error.originalError)) return error;
  const located = error instanceof GraphQLError ? error : undefined;
  return new GraphQLError("Something went wrong on our side. The request id leads to it in the log.", {
    nodes: located?.nodes ?? null,
    path: located?.path ?? null,
    originalError: cause(error),
    extensions: { code: UNEXPECTED },
  });
}

// The executor wraps what a resolver throws; a GraphQLError inside is one that was thrown on purpose.
const isIntended = (cause: unknown): boolean => cause === undefined || cause instanceof GraphQLError;

function cause(error: unknown): Error {
  if (error instanceof GraphQLError && error.originalError) return error.originalError;
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * Sees to it that every error has a code. Gives each request an id (the header X-Request-Id), logs each error that the caller did not cause once, with that id,
 * and puts the id into what the caller sees of it.
 */
export function useErrorLog(log: Logger): Plugin {
  const ids = new WeakMap<Request, string>();
  const idOf = (request: Request): string => {
    const id = ids.get(request) ?? randomUUID();
    ids.set(request, id);
    return id;
  };
  return {
    onResultProcess({ request, result }) {
      for (const error of errorsOf(result)) {
        // graphql-js gives no code to what it refuses before a resolver runs: variables of a wrong type, an unknown operation.
        error.extensions.code ??= BAD_INPUT;
        if (error.extensions.code !== UNEXPECTED) continue;
        const requestId = idOf(request);
        error.extensions.requestId = requestId;
        log.error({ requestId, path: error.path, err: error.originalError ?? error }, "a request failed");
      }
    },
    onResponse({ request, response }) {
      response.headers.set("X-Request-Id", idOf(request));
    },
  };
}

function errorsOf(result: unknown): readonly GraphQLError[] {
  const results = Array.isArray(result) ? result : [result];
  return results.flatMap((one: { errors?: readonly GraphQLError[] } | undefined) => one?.errors ?? []);
}
