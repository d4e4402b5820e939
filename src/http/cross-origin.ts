import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { fromElsewhere } from "../errors.ts";

/** Which pages of other sites may ask, and what their browsers are told. */
export interface CrossOrigin {
  /**
   * Refuses what a page of a site that is not listed asks, where its browser says that it is one.
   * @throws GraphQLError that says 403.
   */
  check(headers: IncomingHttpHeaders): void;
  /** Headers that let the page read an answer: names and values by turns, none where it may not. */
  headersFor(headers: IncomingHttpHeaders): readonly string[];
  /** Tells a browser whether a page may ask, and how. */
  answerPreflight(request: IncomingMessage, response: ServerResponse): void;
}

const NONE: readonly string[] = [];

/** Seconds for which a browser may remember it; Chromium takes no more. */
const REMEMBERED = "7200";

const METHODS = "GET, POST";

const READABLE = "X-Request-Id, RateLimit, RateLimit-Policy, Retry-After";

/** @param origins - as in `https://www.example.com`; `*` lists all. */
export function createCrossOrigin(origins: readonly string[]): CrossOrigin {
  const listed = new Set(origins);
  const all = listed.has("*");
  /** What the header says of an origin; null where nothing. Never with credentials: nothing here depends on cookies. */
  const allowed = (origin: string): string | null => (all ? "*" : listed.has(origin) ? origin : null);

  return {
    check({ origin, "sec-fetch-site": site }) {
      if (site === undefined || site === "same-origin" || site === "none" || all) return;
      if (origin === undefined || !listed.has(origin)) throw fromElsewhere();
    },

    headersFor({ origin }) {
      const to = origin === undefined ? null : allowed(origin);
      return to === null ? NONE : ["access-control-allow-origin", to, "access-control-expose-headers", READABLE];
    },

    answerPreflight({ headers: { origin, "access-control-request-headers": asked } }, response) {
      const to = origin === undefined ? null : allowed(origin);
      const headers: OutgoingHttpHeaders = {
        allow: `${METHODS}, OPTIONS`,
        vary: "Origin, Access-Control-Request-Headers",
        ...(to !== null && {
          "access-control-allow-origin": to,
          "access-control-allow-methods": METHODS,
          "access-control-max-age": REMEMBERED,
          ...(asked !== undefined && { "access-control-allow-headers": asked }),
        }),
      };
      response.writeHead(204, headers).end();
    },
  };
}
