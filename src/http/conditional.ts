import type { IncomingMessage } from "node:http";

/** What a client's copy is compared with. */
export interface Version {
  /** With its quotes, and W/ where weak. */
  etag: string;
  /** Milliseconds since 1970. */
  modifiedAt?: number;
}

/**
 * Whether the client's copy is still good, so that 304 answers it: If-None-Match by weak comparison, else
 * If-Modified-Since in whole seconds (RFC 9110, 13.1.2 and 13.1.3).
 */
export function isFresh({ headers }: Pick<IncomingMessage, "headers">, { etag, modifiedAt }: Version): boolean {
  const wanted = headers["if-none-match"];
  if (wanted !== undefined) {
    const tags = wanted.split(",").map((tag) => opaque(tag.trim()));
    return tags.includes("*") || tags.includes(opaque(etag));
  }
  const since = Date.parse(headers["if-modified-since"] ?? "");
  return modifiedAt !== undefined && !Number.isNaN(since) && Math.floor(modifiedAt / 1000) * 1000 <= since;
}

const opaque = (etag: string): string => etag.replace(/^W\//, "");
