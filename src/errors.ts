import { GraphQLError } from "graphql";

/**
 * The codes that this project gives errors (`extensions.code`): stable, for programs to branch on. What is wrong with a
 * request before a field is reached has codes of Yoga's and graphql-js's: GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED,
 * OPERATION_RESOLUTION_FAILURE, BAD_REQUEST.
 */
export type ErrorCode = "BAD_USER_INPUT" | "WITHDRAWN" | "INTERNAL_SERVER_ERROR";

/** An argument that can't be used. The message says what is wrong with it and what would be right. */
export const badUserInput = (message: string): GraphQLError => coded("BAD_USER_INPUT", message);

/** An article was unpublished or deleted after the request had found it and before it had read it all. */
export const withdrawn = (): GraphQLError =>
  coded("WITHDRAWN", "The article was withdrawn while it was being read. Ask again for what there is now.");

const coded = (code: ErrorCode, message: string): GraphQLError => new GraphQLError(message, { extensions: { code } });
