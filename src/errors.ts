import { type FieldNode, GraphQLError, type GraphQLErrorExtensions } from "graphql";
import type { Role } from "./roles.ts";

/**
 * The codes that this project gives errors (`extensions.code`): stable, for programs to branch on. What is wrong with a
 * request before a field is reached has codes of Yoga's and graphql-js's: GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED,
 * OPERATION_RESOLUTION_FAILURE, BAD_REQUEST.
 */
export type ErrorCode =
  | "BAD_REQUEST"
  | "BAD_USER_INPUT"
  | "CSRF_PREVENTION"
  | "FORBIDDEN"
  | "INTERNAL_SERVER_ERROR"
  | "INTROSPECTION_DISABLED"
  | "OVERLOADED"
  | "PERSISTED_QUERY_HASH_MISMATCH"
  | "PERSISTED_QUERY_NOT_FOUND"
  | "PERSISTED_QUERY_NOT_SUPPORTED"
  | "PERSISTED_QUERY_ONLY"
  | "QUERY_TOO_COMPLEX"
  | "RATE_LIMITED"
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

/** Nothing is left of what may be spent in a minute: 429, and nothing is done. @param seconds - until there is again. */
export const rateLimited = (seconds: number): GraphQLError =>
  coded(
    "RATE_LIMITED",
    "Nothing is left of what may be spent in a minute: the header Retry-After says when to ask again, and RateLimit-Policy how much there is. A server that asks for many people sends a key.",
    { http: { status: 429, headers: { "Retry-After": String(seconds) } } },
  );

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

/** A field that takes another role than the caller's. @param roles - those that would do. */
export const forbidden = (role: Role, roles: readonly Role[]): GraphQLError =>
  coded(
    "FORBIDDEN",
    `This takes the role ${roles.join(" or ")}${role === "PUBLIC" ? "" : `, and yours is ${role}`}. ` +
      `Make a key with \`npm run api-key -- create <name> --role ${roles[0]?.toLowerCase()}\`, and send it as the header \`Authorization: Bearer <key>\`.`,
  );

/** A page of a site that is not listed asks: refused as a whole, before anything is read of its body. */
export const fromElsewhere = (): GraphQLError =>
  coded("CSRF_PREVENTION", "Pages of this origin may not ask here. Where they may, it belongs into CORS_ORIGINS.", {
    http: { status: 403 },
  });

/** A field that tells of the schema, where that is not to be told. */
export const introspectionOff = (field: FieldNode): GraphQLError =>
  new GraphQLError(`${field.name.value} is switched off here: the schema cannot be asked for. Ask for __typename.`, {
    nodes: field,
    extensions: { code: "INTROSPECTION_DISABLED" satisfies ErrorCode },
  });

/**
 * A document that is named by its hash, and not known. Message, code and status are Apollo Server's: clients answer them
 * by asking again with the document, and some of them read no body of another status.
 */
export const unknownHash = (): GraphQLError =>
  coded("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", { http: { status: 200 } });

/** The same, where no document that is sent will be remembered: clients do not try it again. */
export const hashesOff = (): GraphQLError =>
  coded("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported", { http: { status: 200 } });

/** A document came with the hash of another one. */
export const wrongHash = (): GraphQLError =>
  coded(
    "PERSISTED_QUERY_HASH_MISMATCH",
    "sha256Hash is not the SHA-256 of the query, in 64 lower-case hexadecimal digits.",
    {
      http: { status: 400 },
    },
  );

/** A document that is named by an id that no trusted document has. */
export const unknownDocument = (): GraphQLError =>
  coded("PERSISTED_QUERY_NOT_FOUND", "No document is known by this id. The gateway may not have the newest manifest.", {
    http: { status: 404 },
  });

/** A document that is not among the trusted ones, where nothing else is executed. */
export const notTrusted = (): GraphQLError =>
  coded("PERSISTED_QUERY_ONLY", "Only documents of the gateway's manifest are executed here: name one by documentId.", {
    http: { status: 403 },
  });

/** What the field asks of the database took longer than it may (STATEMENT_TIMEOUT, REQUEST_TIMEOUT), and was cancelled. */
export const timedOut = (): GraphQLError =>
  coded("TIMEOUT", "This took longer than it may, and was cancelled. Ask for less at once, or again later.");

const retryAfter = (seconds: number) => ({ status: 503, headers: { "Retry-After": String(seconds) } });

/** Seconds. Longer than what is under way takes, and short enough for a page that waits. */
const SOON = 1;

/** As many operations are executed as may be (MAX_CONCURRENT): refused as a whole, before anything of it is done. */
export const overloaded = (): GraphQLError =>
  coded("OVERLOADED", "More is asked here than can be answered. Ask again in a moment.", { http: retryAfter(SOON) });

/** What it takes to answer is not to be had at the moment, and may be in so many seconds. @param what - as in "The database". */
export const unavailable = (what: string, seconds = SOON): GraphQLError =>
  coded("UNAVAILABLE", `${what} cannot be reached. Ask again in a moment.`, { http: retryAfter(seconds) });

const coded = (code: ErrorCode, message: string, extensions: GraphQLErrorExtensions = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...extensions } });
