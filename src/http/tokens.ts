import { createHash } from "node:crypto";
import { errors, type JWTPayload, jwtVerify } from "jose";
import type { Identity } from "../caller.ts";
import { unauthenticated, unavailable } from "../errors.ts";
import { createKeySet, type KeySetOptions, KeysUnreachable } from "./key-set.ts";
import { roleIn } from "./role-claim.ts";

/** Whose tokens are taken, and what they have to say. */
export interface TokenOptions extends KeySetOptions {
  audience: string;
  roleClaim: string;
}

/**
 * Who a JSON Web Token speaks for.
 * @throws GraphQLError that says 401 for one that is not valid, 503 where the issuer's keys cannot be had.
 */
export type ReadToken = (token: string) => Promise<Identity>;

// Only those by which nobody who can check a token can make one.
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
/** Seconds by which the issuer's clock may differ from ours. */
const TOLERANCE = 30;
/** Characters. Node refuses headers of more than 16 KiB altogether. */
const LONGEST_TOKEN = 8_192;
const LONGEST_SUBJECT = 100;
/** Seconds. Sooner, nobody asks the issuer again (key-set.ts). */
const RETRY_AFTER = 5;

/** Makes what reads the tokens of an issuer (RFC 7519, and RFC 8725 for what is to be wary of). */
export function createReadToken({ issuer, audience, roleClaim, jwksUrl, log }: TokenOptions): ReadToken {
  const keyOf = createKeySet({ issuer, jwksUrl, log });
  const rules = { issuer, audience, algorithms: ALGORITHMS, clockTolerance: TOLERANCE, requiredClaims: ["exp", "sub"] };
  return async (token) => {
    if (token.length > LONGEST_TOKEN) throw unauthenticated(`has more than ${LONGEST_TOKEN} characters`, "token");
    const { payload } = await jwtVerify(token, keyOf, rules).catch(refuse);
    return { role: roleIn(payload, roleClaim), subject: subjectOf(payload) };
  };
}

function refuse(error: unknown): never {
  if (error instanceof KeysUnreachable) {
    throw unavailable("The keys of the token's issuer", RETRY_AFTER);
  }
  if (error instanceof errors.JWTExpired) throw unauthenticated("has expired", "token");
  if (error instanceof errors.JWTClaimValidationFailed) {
    throw unauthenticated(`is not for this gateway, by its claim ${error.claim}`, "token");
  }
  if (error instanceof errors.JOSEError) throw unauthenticated("is not valid", "token");
  throw error;
}

/** Short enough for a log and for a counter, and never another's. */
function subjectOf({ sub }: JWTPayload): string {
  if (typeof sub !== "string" || sub === "") throw unauthenticated("names nobody in its claim sub", "token");
  return `jwt:${sub.length > LONGEST_SUBJECT ? createHash("sha256").update(sub).digest("base64url") : sub}`;
}
