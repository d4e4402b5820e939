import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from "jose";
import type { Logger } from "pino";
import { z } from "zod";

/** Where an issuer's keys are. */
export interface KeySetOptions {
  issuer: string;
  /** Null where the issuer's own description says where. */
  jwksUrl: string | null;
  log: Logger;
}

/** The issuer's keys are not to be had at the moment, so that nothing can be said of a token. */
export class KeysUnreachable extends Error {}

/** Milliseconds for a whole answer. */
const PATIENCE = 5_000;
const MOST_BYTES = 512 * 1024;
/** Milliseconds after a failure for which nothing is asked: neither the issuer nor the log is to suffer from each request. */
const PAUSE = 5_000;

// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
const DISCOVERY = "/.well-known/openid-configuration";
const Description = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/** What is wrong with the token, and not with the keys. */
const OF_THE_TOKEN = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/**
 * The issuer's keys, for jose: fetched when the first token comes, kept for ten minutes, and asked for again where a token
 * names one that is not among them, once in thirty seconds at the most. So a key that the issuer exchanges needs nobody
 * here. The address is the operator's own, and may be a private one.
 * @throws KeysUnreachable, for five seconds at a time.
 */
export function createKeySet({ issuer, jwksUrl, log }: KeySetOptions): JWTVerifyGetKey {
  let pausedUntil = 0;
  let finding: Promise<JWTVerifyGetKey> | null = null;

  async function read(url: string, signal = AbortSignal.timeout(PATIENCE)): Promise<string> {
    if (Date.now() < pausedUntil) throw new KeysUnreachable("asked in vain a moment ago");
    return readText(url, signal);
  }

  async function find(): Promise<JWTVerifyGetKey> {
    const address = jwksUrl ?? described(await read(`${issuer.replace(/\/+$/, "")}${DISCOVERY}`), issuer);
    return createRemoteJWKSet(new URL(address), {
      timeoutDuration: PATIENCE,
      [customFetch]: async (url, { signal }) => new Response(await read(url, signal)),
    });
  }

  /** What was found stays, whatever becomes of one request: somebody's token of an unknown key is not to cost the others theirs. */
  async function keys(): Promise<JWTVerifyGetKey> {
    finding ??= find();
    try {
      return await finding;
    } catch (error) {
      finding = null;
      throw error;
    }
  }

  function unreachable(error: unknown): KeysUnreachable {
    if (error instanceof KeysUnreachable) return error;
    if (Date.now() >= pausedUntil) log.warn({ err: error, issuer, jwksUrl }, "the issuer's keys are not to be had");
    pausedUntil = Date.now() + PAUSE;
    return new KeysUnreachable("not to be had", { cause: error });
  }

  return async (header, token) => {
    try {
      return await (await keys())(header, token);
    } catch (error) {
      throw OF_THE_TOKEN.some((kind) => error instanceof kind) ? error : unreachable(error);
    }
  };
}

/** The address of the keys in an issuer's description. */
function described(text: string, issuer: string): string {
  const description = Description.parse(JSON.parse(text));
  if (description.issuer !== issuer) throw new Error(`the issuer there is ${description.issuer}, and not JWT_ISSUER`);
  return description.jwks_uri;
}

/** The body of a plain 200, as it stands there: no redirect is followed. */
async function readText(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { headers: { accept: "application/json" }, redirect: "manual", signal });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // To leave the loop ends the connection.
    if (response.status !== 200 || length > MOST_BYTES) break;
    chunks.push(chunk);
  }
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
  if (length > MOST_BYTES) throw new Error(`${url} answers with more than ${MOST_BYTES / 1024} KiB`);
  return Buffer.concat(chunks).toString();
}
