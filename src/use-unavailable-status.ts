import type { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { ErrorCode } from "./errors.ts";

const UNAVAILABLE: ErrorCode = "UNAVAILABLE";

/**
 * Answers an operation for which the database could not be reached with 503 and no data: what was found before it went
 * away is of no use to who should ask again, and whoever stands between is not to keep it.
 */
export function useUnavailableStatus(): Plugin {
  return {
    onExecutionResult({ result, setResult }) {
      if (result === undefined || !("errors" in result)) return;
      const unavailable = result.errors?.find(isUnavailable);
      if (unavailable !== undefined) setResult({ errors: [unavailable] });
    },
  };
}

const isUnavailable = (error: GraphQLError): boolean => error.extensions.code === UNAVAILABLE;
