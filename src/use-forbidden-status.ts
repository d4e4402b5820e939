import type { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { ErrorCode } from "./errors.ts";

const FORBIDDEN: ErrorCode = "FORBIDDEN";

/**
 * Answers a request of which nothing may be answered with 403 and no data, as GraphQL over HTTP has it for a request that
 * is refused as a whole. Where there is something to show, what is forbidden is an error beside it.
 */
export function useForbiddenStatus(): Plugin {
  return {
    onExecutionResult({ result, setResult }) {
      if (result === undefined || !("errors" in result)) return;
      const { errors = [], data } = result;
      const refused = errors.filter(isForbidden);
      if (refused.length === 0) return;
      const fields = new Set(refused.map((error) => error.path?.[0]));
      if (Object.keys(data ?? {}).some((field) => !fields.has(field))) return;
      for (const error of refused) error.extensions.http = { status: 403 };
      setResult({ errors });
    },
  };
}

const isForbidden = (error: GraphQLError): boolean => error.extensions.code === FORBIDDEN;
