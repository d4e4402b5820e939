import { GraphQLError, type GraphQLErrorExtensions } from "graphql";
import type { Role } from "./roles.ts";

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
  | "QUERY_TOO_COMPLEX"
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
 * The request came with a key or a token that opens nothing: 401, before anything is read of its body.
 * @param problem - as in "is unknown". Never the key itself.
 */
export const unauthenticated = (problem: string, what: "key" | "token" = "key"): GraphQLError =>
  coded("UNAUTHENTICATED", `The ${what} ${problem}. Ask for another, or leave the header Authorization out to read.`, {
    // https://www.rfc-editor.org/rfc/rfc6750#section-3
    http: { status: 401, headers: { "WWW-Authenticate": 'Bearer realm="broadsheet", error="invalid_token"' } },
  });

/** What it takes to answer is not to be had at the moment, and soon may be: 503. */
export const unavailable = (message: string): GraphQLError =>
  coded("UNAVAILABLE", message, { http: { status: 503, headers: { "Retry-After": "5" } } });

/** A field that takes another role than the caller's. @param roles - those that would do. */
export const forbidden = (role: Role, roles: readonly Role[]): GraphQLError =>
  coded(
    "FORBIDDEN",
    `This takes the role ${roles.join(" or ")}${role === "PUBLIC" ? "" : `, and yours is ${role}`}. ` +
      `Make a key with \`npm run api-key -- create <name> --role ${roles[0]?.toLowerCase()}\`, and send it as the header \`Authorization: Bearer <key>\`.`,
  );

const coded = (code: ErrorCode, message: string, extensions: GraphQLErrorExtensions = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...extensions } });
