import { hash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { cdnTags } from "../answers/cdn-tags.ts";
import type { Facts } from "../caller.ts";
import type { Answer, Asked } from "./asked.ts";
import { isFresh } from "./conditional.ts";
import { type Encoding, encodings } from "./encodings.ts";

/** How GET answers may be kept outside. */
export interface OutsideCaching {
  /** Seconds for which a CDN may answer without asking; 0 where it may not. */
  maxAge: number;
  /** Whether answers say what they are made of. */
  tagged: boolean;
}

/** An answer as it is kept: its bytes, and its headers in the form that Node writes fastest. */
export interface KeptAnswer {
  /** What was asked, for logs and metrics. */
  operation: Pick<Facts, "operation" | "operationName">;
  identity: Buffer;
  /** Null while it is being made, and where it would save nothing. */
  compressed: Partial<Record<Exclude<Encoding, "identity">, Buffer | null>>;
  contentType: string;
  /** Further headers, which are the same in all encodings: names and values by turns. */
  headers: string[];
  /** For GET: of the bytes, base64url. */
  hash: string | null;
  /** All headers of a whole answer, for each encoding that has been sent. */
  heads: Partial<Record<Encoding, string[]>>;
}

/** Bytes below which compressing saves nothing. */
const WORTH_COMPRESSING = 1_024;

// An answer is sent many times before it changes, but not for ever as a file is.
const BROTLI_QUALITY = 5;

// All that an answer by GET can depend on apart from its address.
const VARY = "Accept, Accept-Encoding, Authorization, Origin";

/** Makes what is kept of an answer. @param tags - null where it is not kept, and nobody outside may keep it either. */
export function keepAnswer(
  { method, caller }: Pick<Asked, "method" | "caller">,
  { headers, body }: Answer,
  tags: ReadonlySet<string> | null,
  outside: OutsideCaching,
): KeptAnswer {
  const identity = ownBytes(Buffer.from(body));
  const { "content-type": type, ...others } = headers;
  const flat = Object.entries(others).flatMap(([name, value]) => [name, String(value)]);
  const hashed = method === "GET" ? hash("sha256", identity, "base64url").slice(0, 22) : null;
  if (method === "GET") flat.push("vary", VARY, ...outsideHeaders(tags, outside));
  else if (identity.length > WORTH_COMPRESSING) flat.push("vary", "Accept-Encoding");
  const { operation, operationName } = caller.facts;
  return {
    operation: { operation, operationName },
    identity,
    compressed: {},
    contentType: String(type),
    headers: flat,
    hash: hashed,
    heads: {},
  };
}

/** A copy in memory of its own. Node cuts small buffers from ones of 8 KiB, zlib from 16 KiB, which stay as long as any part. */
function ownBytes(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

// https://www.rfc-editor.org/rfc/rfc9213 for CDN-Cache-Control. Cache-Tag is Cloudflare's and Akamai's name for what is
// Surrogate-Key to Fastly.
function outsideHeaders(tags: ReadonlySet<string> | null, { maxAge, tagged }: OutsideCaching): string[] {
  const shared = tags !== null && maxAge > 0 ? `, s-maxage=${maxAge}` : "";
  const control = ["cache-control", `public, max-age=0, must-revalidate${shared}`];
  if (shared !== "") control.push("cdn-cache-control", `max-age=${maxAge}`);
  if (!tagged || tags === null) return control;
  const named = cdnTags(tags);
  return [...control, "cache-tag", named.join(), "surrogate-key", named.join(" ")];
}

/** Bytes that it takes. */
export function sizeOfKept({ identity, compressed, headers }: KeptAnswer): number {
  const others = Object.values(compressed).reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);
  return identity.length + others + 2 * headers.reduce((sum, text) => sum + text.length, 0);
}

/**
 * Sends it, in the encoding that the client likes best of those that are at hand; by GET with 304 where the client has it
 * in any.
 */
export function sendKept(asked: Asked, response: ServerResponse, kept: KeptAnswer, wanted: Encoding): void {
  const own = ["x-request-id", asked.caller.requestId, ...asked.readers];
  if (asked.caller.allowance) own.push(...asked.caller.allowance.headers);
  const known = asked.headers["if-none-match"] === undefined ? null : knownTag(asked, kept);
  if (known !== null) {
    response.writeHead(304, [...kept.headers, "etag", known, ...own]).end();
    return;
  }
  const other = wanted === "identity" ? null : kept.compressed[wanted];
  const encoding = other ? wanted : "identity";
  const body = other ?? kept.identity;
  response.writeHead(200, [...headOf(kept, encoding, body), ...own]);
  response.end(body);
}

function headOf(kept: KeptAnswer, encoding: Encoding, body: Buffer): string[] {
  const made = kept.heads[encoding];
  if (made) return made;
  const head = ["content-type", kept.contentType, "content-length", String(body.length), ...kept.headers];
  if (encoding !== "identity") head.push("content-encoding", encoding);
  if (kept.hash !== null) head.push("etag", etagOf(kept.hash, encoding));
  kept.heads[encoding] = head;
  return head;
}

/** The ETag of the client's copy; null where that is of something else. */
const knownTag = (asked: Asked, { hash }: KeptAnswer): string | null =>
  hash === null ? null : (encodings.map((each) => etagOf(hash, each)).find((etag) => isFresh(asked, { etag })) ?? null);

// A strong ETag stands for bytes, so that each encoding has one of its own.
const etagOf = (hashed: string, encoding: Encoding): string => `"${hashed}-${encoding}"`;

/**
 * Makes the bytes in an encoding, off the main thread, where it is the first time that they are wanted and worth it.
 * @returns null where there is nothing to be done.
 */
export function compressKept(kept: KeptAnswer, wanted: Encoding): Promise<void> | null {
  if (wanted === "identity" || wanted in kept.compressed || kept.identity.length <= WORTH_COMPRESSING) return null;
  kept.compressed[wanted] = null;
  return compress(kept.identity, wanted).then((bytes) => {
    if (bytes.length < kept.identity.length) kept.compressed[wanted] = ownBytes(bytes);
  });
}

const compress = (bytes: Buffer, encoding: "br" | "gzip"): Promise<Buffer> =>
  encoding === "gzip"
    ? promisify(gzip)(bytes)
    : promisify(brotliCompress)(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      });
