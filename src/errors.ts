import { GraphQLError, type GraphQLErrorExtensions } from "graphql";

/**
 * The codes that this project gives errors (`extensions.code`): stable, for programs to branch on. What is wrong with a
 * request before a field is reached has codes of Yoga's and graphql-js's: GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED,
 * OPERATION_RESOLUTION_FAILURE, BAD_REQUEST.
 */
export type ErrorCode =
  | "BAD_REQUEST"
  | "BAD_USER_INPUT"
  | "FORBIDDEN"
  | "INTERNAL_SERVER_ERROR"
  | "OVERLOADED"
  | "QUERY_TOO_COMPLEX"
  | "TIMEOUT"
  | "UNAUTHENTICATED"
  | "UNAVAILABLE"
  | "WITHDRAWN";

/** An argument that can't be used. The message says what is wrong with it and what would be right. */
export const badUserInput = (message: string): GraphQLError => coded("BAD_USER_INPUT", message);

/** A request that can't be read: refused as a whole, with a status of HTTP. */
export const badRequest = (message: string, status = 400): GraphQLError =>
  coded("BAD_REQUEST", message, { http: { status } });

/**
 * An operation that is larger than one may be: refused as a whole, before anything of it is done.
 * @param measured - what it comes to, and what it may.
 */
export const tooComplex = (message: string, measured: { limit?: number; cost?: number } = {}): GraphQLError =>
  coded("QUERY_TOO_COMPLEX", message, { ...measured, http: { status: 400 } });

/** An article was unpublished or deleted after the request had found it and before it had read it all. */
export const withdrawn = (): GraphQLError =>
  coded("WITHDRAWN", "The article was withdrawn while it was being read. Ask again for what there is now.");

/**
 * The request came with a key that opens nothing: 401, before anything is read of its body.
 * @param problem - as in "is unknown". Never the key itself.
 */
export const unauthenticated = (problem: string): GraphQLError =>
  coded("UNAUTHENTICATED", `The key ${problem}. Ask for another, or leave the header Authorization out to read.`, {
    // https://www.rfc-editor.org/rfc/rfc6750#section-3
    http: { status: 401, headers: { "WWW-Authenticate": 'Bearer realm="broadsheet", error="invalid_token"' } },
  });

/** A field that takes a role which the caller does not have. */
export const forbidden = (): GraphQLError =>
  coded(
    "FORBIDDEN",
    "This takes a key with the role IMPORTER. Make one with `npm run api-key -- create <name>`, and send it as the header `Authorization: Bearer <key>`.",
  );

/** What the field asks of the database took longer than it may (STATEMENT_TIMEOUT, REQUEST_TIMEOUT), and was cancelled. */
export const timedOut = (): GraphQLError =>
  coded("TIMEOUT", "This took longer than it may, and was cancelled. Ask for less at once, or again later.");

// Seconds. Longer than what is under way takes, and short enough for a page that waits.
const RETRY_SOON = { status: 503, headers: { "Retry-After": "1" } };

/** As many operations are executed as may be (MAX_CONCURRENT): refused as a whole, before anything of it is done. */
export const overloaded = (): GraphQLError =>
  coded("OVERLOADED", "More is asked here than can be answered. Ask again in a moment.", { http: RETRY_SOON });

/** The database could not be reached, also at a second try. */
export const unavailable = (): GraphQLError =>
  coded("UNAVAILABLE", "The database cannot be reached. Ask again in a moment.", { http: RETRY_SOON });

const coded = (code: ErrorCode, message: string, extensions: GraphQLErrorExtensions = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...extensions } });
