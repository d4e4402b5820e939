import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { type Dispatcher, request } from "undici";
import { FetchRefused, refusalOf } from "./fetch-refused.ts";

/** How long and how much; times in milliseconds. */
export interface FetchLimits {
  /** Until the headers have come, and then between two pieces of the body. */
  silence: number;
  /** From the first request to the body's end, redirects included. */
  total: number;
  /** Bytes of the body, decompressed. */
  bytes: number;
}

/** An answer other than a redirect. */
export interface Answer {
  /** Where it came from in the end. */
  url: URL;
  status: number;
  /** A header's value, joined where it was sent several times; null where it was not. */
  header: (name: string) => string | null;
  /** Decompressed; reading it throws FetchRefused past the limits. Has to be read to its end, or given up by `discard`. */
  body: AsyncIterable<Uint8Array>;
  discard: () => void;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a GET request and follows redirects, each of whose addresses is held to the same rules as the first: http or
 * https, no credentials, never from https back to http. Which hosts may be connected to is the dispatcher's concern.
 * @throws FetchRefused where there is no answer.
 */
export async function fetchSafely(
  dispatcher: Dispatcher,
  address: string,
  headers: Readonly<Record<string, string>>,
  limits: FetchLimits,
): Promise<Answer> {
  const signal = AbortSignal.timeout(limits.total);
  let url = checkAddress(address, null);
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(dispatcher, url, headers, limits, signal);
    if (!REDIRECTS.has(answer.status)) return answer;
    answer.discard();
    const location = answer.header("location");
    if (location === null) throw new FetchRefused(url, `it redirects (${answer.status}) to nowhere`);
    if (redirects === MOST_REDIRECTS)
      throw new FetchRefused(address, "it redirects again and again; check the address");
    // A header comes as bytes. Where they go beyond ASCII, browsers take them for UTF-8, and so it is meant.
    url = checkAddress(Buffer.from(location, "latin1").toString(), url);
  }
}

/** The address, which may be relative where it is a redirect's. */
function checkAddress(address: string, from: URL | null): URL {
  const url = URL.canParse(address, from?.href) ? new URL(address, from?.href) : null;
  if (url === null)
    throw new FetchRefused(from ?? address, from ? "it redirects to what is no address" : "it is no address");
  const why =
    url.protocol !== "http:" && url.protocol !== "https:"
      ? "only http and https are fetched"
      : url.username !== "" || url.password !== ""
        ? "it holds a user's name or password, which would be stored and logged; use an address without them"
        : from?.protocol === "https:" && url.protocol === "http:"
          ? `${from.href} redirects to it, from https back to http; give the https address, or the http one itself`
          : null;
  if (why !== null) throw new FetchRefused(url, why, "ADDRESS");
  return url;
}

async function ask(
  dispatcher: Dispatcher,
  url: URL,
  headers: Readonly<Record<string, string>>,
  limits: FetchLimits,
  signal: AbortSignal,
): Promise<Answer> {
  const {
    statusCode,
    headers: received,
    body,
  } = await request(url, {
    dispatcher,
    headers: { ...headers, "user-agent": "Broadsheet", "accept-encoding": "gzip, br" },
    headersTimeout: limits.silence,
    bodyTimeout: limits.silence,
    signal,
  }).catch((error: unknown) => {
    throw refusalOf(error, url);
  });
  // Discarded before its end, a body fails; nobody is left to hear of it.
  body.on("error", () => {});
  const header = (name: string) => {
    const value = received[name];
    return value === undefined ? null : String(value);
  };
  return {
    url,
    status: statusCode,
    header,
    body: readBody(body, header("content-encoding"), url, limits.bytes),
    discard: () => body.destroy(),
  };
}

async function* readBody(
  body: Readable,
  encoding: string | null,
  url: URL,
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of decompressed(body, encoding, url)) {
      size += chunk.length;
      // Counted behind the decompressor: a small answer can hold a large one.
      if (size > mostBytes)
        throw new FetchRefused(url, `it is larger than ${Math.floor(mostBytes / 1024 / 1024)} MiB`, "SIZE");
      yield chunk;
    }
  } catch (error) {
    throw refusalOf(error, url);
  } finally {
    body.destroy();
  }
}

function decompressed(body: Readable, encoding: string | null, url: URL): Readable {
  const name = (encoding ?? "identity").trim().toLowerCase();
  if (name === "identity" || name === "") return body;
  const decoder =
    name === "gzip" || name === "x-gzip" ? createGunzip() : name === "br" ? createBrotliDecompress() : null;
  if (decoder === null) throw new FetchRefused(url, "the server sends an encoding that was not asked for");
  // Whoever reads the decoder hears of the failure.
  return pipeline(body, decoder, () => {});
}
