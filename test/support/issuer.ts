import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

/** A server that issues JSON Web Tokens: with real keys, over real HTTP. */
export interface TestIssuer {
  /** With a slash at its end, as some have it. */
  url: string;
  /** Its private and public keys, by their ids. */
  keys: Map<string, GenerateKeyPairResult>;
  /** Paths that were asked for. */
  asked: string[];
  /** Answers in place of the usual answers, where it is set. */
  instead: ((path: string, response: ServerResponse) => void) | null;
  addKey(id: string, algorithm?: string): Promise<void>;
  /** A token that is good, but for what is said otherwise; undefined takes a claim away. */
  token(
    claims?: Record<string, unknown>,
    header?: { kid?: string; alg?: string; [name: string]: unknown },
  ): Promise<string>;
  close(): Promise<void>;
}

export const AUDIENCE = "https://news.example.com/graphql";

/** Starts one on a free port of the loopback, with the key "first". */
export async function startIssuer(): Promise<TestIssuer> {
  const keys: TestIssuer["keys"] = new Map();
  const server = createServer(async ({ url = "" }, response) => {
    issuer.asked.push(url);
    if (issuer.instead) return issuer.instead(url, response);
    const answers: Record<string, () => unknown> = {
      "/.well-known/openid-configuration": () => ({ issuer: issuer.url, jwks_uri: `${issuer.url}keys` }),
      "/keys": async () => ({ keys: await Promise.all([...keys].map(publicKey)) }),
    };
    const answer = answers[url];
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(await answer?.()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    keys,
    asked: [],
    instead: null,
    addKey: async (id, algorithm = "RS256") => void keys.set(id, await generateKeyPair(algorithm)),
    token: (claims = {}, header = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: issuer.url, aud: AUDIENCE, sub: "ida", iat: now, exp: now + 300, ...claims };
      const payload = JSON.parse(JSON.stringify(all)) as JWTPayload;
      const kid = header.kid ?? "first";
      return new SignJWT(payload)
        .setProtectedHeader({ alg: "RS256", kid, ...header })
        .sign(keys.get(kid)?.privateKey ?? keys.get("first")!.privateKey);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
  await issuer.addKey("first");
  return issuer;
}

async function publicKey([kid, { publicKey: key }]: [string, GenerateKeyPairResult]): Promise<JWK> {
  return { ...(await exportJWK(key)), kid, use: "sig" };
}
