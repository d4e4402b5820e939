import type { LookupFunction } from "node:net";
import { createSafeAgent } from "../fetch/fetch-agent.ts";
import { FetchRefused } from "../fetch/fetch-refused.ts";
import { type Answer, type FetchLimits, fetchSafely } from "../fetch/fetch-safely.ts";

/** What an earlier answer was marked with (RFC 9110, section 8.8); null where it was not. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

/** What asking for a feed comes to. */
type FetchedFeed =
  | { status: "not-modified" }
  | ({
      status: "ok";
      /** Where it came from in the end. */
      url: string;
      /** The header; it may name the character encoding. */
      contentType: string | null;
      /** Reads the answer from its beginning, as often as it is called. */
      open: () => AsyncIterable<Uint8Array>;
    } & Validators);

/**
 * Asks for a feed, once: if it has changed since the answer that the validators are from.
 * @throws FetchRefused where it cannot be had; the message says why and what to do.
 */
export type FetchFeed = (url: string, validators: Validators) => Promise<FetchedFeed>;

/** Fetches over the network. */
export interface Fetcher {
  fetchFeed: FetchFeed;
  /** Ends what is still open. */
  close: () => Promise<void>;
}

/** Whom a fetcher may connect to. */
export interface FetcherOptions {
  /** `host` or `host:port` of machines that may be fetched from although their addresses are not public. */
  allowedHosts: readonly string[];
  /** Resolves names, as `dns.lookup` does, which it is by default. */
  lookup?: LookupFunction;
  /** Instead of the limits that hold otherwise. */
  limits?: Partial<FetchLimits>;
}

const CONNECT_TIMEOUT = 10_000;
const LIMITS: FetchLimits = { silence: 20_000, total: 120_000, bytes: 50 * 1024 * 1024 };

/** Of a header that is stored. */
const LONGEST_VALIDATOR = 1024;
const ACCEPT =
  "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";

/** A fetcher that connects to public addresses only, and to the hosts that are allowed besides. */
export function createFetcher({ allowedHosts, lookup, limits }: FetcherOptions): Fetcher {
  const agent = createSafeAgent({ allowedHosts, connectTimeout: CONNECT_TIMEOUT, ...(lookup && { lookup }) });
  const bounds = { ...LIMITS, ...limits };
  return {
    fetchFeed: async (url, validators) => {
      const conditions = conditionsOf(validators);
      const answer = await fetchSafely(agent, url, { accept: ACCEPT, ...conditions }, bounds);
      if (answer.status === 200) return readFeed(answer);
      answer.discard();
      if (answer.status === 304 && Object.keys(conditions).length > 0) return { status: "not-modified" };
      throw new FetchRefused(answer.url, statusProblem(answer));
    },
    close: () => agent.destroy(),
  };
}

function conditionsOf({ etag, lastModified }: Validators): Record<string, string> {
  return {
    ...(etag !== null && { "if-none-match": etag }),
    ...(lastModified !== null && { "if-modified-since": lastModified }),
  };
}

/** Kept in memory, within the limit of bytes: a feed is read more than once, and the server is not to wait for that. */
async function readFeed({ url, header, body }: Answer): Promise<FetchedFeed> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const validator = (name: string) => {
    const value = header(name);
    return value !== null && value.length <= LONGEST_VALIDATOR ? value : null;
  };
  return {
    status: "ok",
    url: url.href,
    contentType: header("content-type"),
    async *open() {
      yield* chunks;
    },
    etag: validator("etag"),
    lastModified: validator("last-modified"),
  };
}

function statusProblem({ status, header }: Answer): string {
  const problems: Record<number, string> = {
    401: "it asks for a password (401); only feeds that anyone may read are imported",
    403: "the server does not allow it (403); ask the owner of the site",
    404: "there is nothing at this address (404); look for the feed's address on its site",
    410: "the feed is gone for good (410); import it no more",
    429: `the server asks to be left alone (429); ${tryAgain(header("retry-after"))}`,
    503: `the server is busy (503); ${tryAgain(header("retry-after"))}`,
  };
  return (
    problems[status] ??
    (status >= 500 ? `the server failed (${status}); try again later` : `the server answers ${status}`)
  );
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function tryAgain(retryAfter: string | null): string {
  if (retryAfter !== null && /^\d{1,9}$/.test(retryAfter)) return `try again in ${retryAfter} seconds`;
  const date = Date.parse(retryAfter ?? "");
  return Number.isNaN(date) ? "try again later" : `try again after ${new Date(date).toISOString()}`;
}
