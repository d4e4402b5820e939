import type { Logger } from "pino";
import { hashApiKey, isApiKey } from "../api-key.ts";
import { type Identity, NOBODY } from "../caller.ts";
import type { Queries } from "../db/queries/queries.ts";
import { unauthenticated } from "../errors.ts";
import type { ReadToken } from "./tokens.ts";

/** What finding out takes who asks. */
export interface KeyDeps {
  db: Pick<Queries, "apiKeyByHash">;
  /** Notes that a key is used just now. */
  noteKeyUse: (id: number) => Promise<void>;
  /** Left out where no tokens are taken. */
  readToken?: ReadToken | undefined;
  log: Logger;
}

/**
 * Who asks, by the header `Authorization: Bearer …`, which holds a key or a JSON Web Token: a value where there is
 * neither, so that nothing is waited for.
 * @throws GraphQLError that says 401 for a key that is unknown, revoked or expired, and for a token that is not valid.
 */
export type Identify = (authorization: string) => Identity | Promise<Identity>;

// Another scheme is for somebody between the client and here, as a proxy that asks for a password.
const BEARER = /^bearer(?: |$)(.*)$/is;

// Three parts, of which the second or the third may be missing: what is wrong with it is said of a token then. No key has a dot.
const TOKEN = /^[^.]*\.[^.]*\.[^.]*$/;

/** Makes what finds callers out. */
export function createIdentify({ db, noteKeyUse, readToken, log }: KeyDeps): Identify {
  async function ownerOf(key: string): Promise<Identity> {
    const found = isApiKey(key) ? await db.apiKeyByHash(hashApiKey(key)) : null;
    if (found === null) throw unauthenticated("is unknown");
    if (found.revoked) throw unauthenticated("has been revoked");
    if (found.expired) throw unauthenticated("has expired");
    // The request does not wait for it.
    if (!found.noted) noteKeyUse(found.id).catch((err: unknown) => log.warn({ err }, "the use of a key was not noted"));
    return { role: found.role, subject: `key:${found.id}` };
  }
  return (authorization) => {
    const bearer = BEARER.exec(authorization)?.[1]?.trim();
    if (bearer === undefined) return NOBODY;
    return readToken && TOKEN.test(bearer) ? readToken(bearer) : ownerOf(bearer);
  };
}
