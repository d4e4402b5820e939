import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/**
 * What a page of another site may read, by the request that it made; as Yoga's setting `cors` in gateway.ts has it. That
 * a page may make the request at all, a preflight tells it, which Yoga answers.
 */
export function corsHeaders({ origin, ...headers }: IncomingHttpHeaders): OutgoingHttpHeaders {
  if (origin === undefined) return {};
  const asked = headers["access-control-request-headers"];
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, POST",
    "access-control-expose-headers": "X-Request-Id",
    vary: asked === undefined ? "Origin" : "Origin, Access-Control-Request-Headers",
    ...(asked !== undefined && { "access-control-allow-headers": asked }),
  };
}
