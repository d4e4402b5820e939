import type { Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import { hashApiKey, isApiKey } from "./api-key.ts";
import type { Role } from "./context.ts";
import type { Queries } from "./db/queries/queries.ts";
import { unauthenticated } from "./errors.ts";

/** What is known of a caller once the key has been looked up; nothing without a key. */
export interface Caller {
  role?: Role;
}

/** What finding a key out takes. */
export interface KeyDeps {
  db: Pick<Queries, "apiKeyByHash">;
  /** Notes that a key is used just now. */
  noteKeyUse: (id: number) => Promise<void>;
  log: Logger;
}

// Another scheme is for somebody between the client and here, as a proxy that asks for a password.
const BEARER = /^bearer(?: |$)(.*)$/is;

/**
 * Finds out the role of who asks, before the body is read: by the header `Authorization: Bearer bsk_…`, and nothing
 * where there is none. A key that is unknown, revoked or expired ends the request with 401.
 */
export function useApiKey({ db, noteKeyUse, log }: KeyDeps): Plugin<object, Caller> {
  async function identify(key: string, caller: Caller): Promise<void> {
    const found = isApiKey(key) ? await db.apiKeyByHash(hashApiKey(key)) : null;
    if (found === null) throw unauthenticated("is unknown");
    if (found.revoked) throw unauthenticated("has been revoked");
    if (found.expired) throw unauthenticated("has expired");
    caller.role = found.role;
    // The request does not wait for it.
    if (!found.noted) noteKeyUse(found.id).catch((err: unknown) => log.warn({ err }, "the use of a key was not noted"));
  }
  return {
    onRequestParse({ request, serverContext }) {
      const [, key] = BEARER.exec(request.headers.get("authorization") ?? "") ?? [];
      return key === undefined ? undefined : identify(key.trim(), serverContext);
    },
  };
}
