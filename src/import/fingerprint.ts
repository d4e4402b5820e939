import { createHash } from "node:crypto";
import type { ContentOptions } from "../content/types.ts";
import { PIPELINE_VERSION } from "../content/version.ts";

/**
 * SHA-256 of all that an article is derived from: the file's bytes, the options it is read with, and the version of the
 * pipeline. Equal fingerprints mean equal articles.
 */
export function fingerprintOf(bytes: Uint8Array, options: ContentOptions): Buffer {
  const { kind, timeZone, baseUrl, categoryMode, imageProxies } = options;
  const context = JSON.stringify([PIPELINE_VERSION, kind, timeZone, baseUrl, categoryMode, imageProxies]);
  return createHash("sha256").update(context).update("\0").update(bytes).digest();
}
