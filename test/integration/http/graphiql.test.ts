import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { parse } from "graphql";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleQueries } from "../../../src/http/examples.ts";
import { createGraphiql } from "../../../src/http/graphiql.ts";
import { createHandler } from "../../../src/http/handler.ts";
import { createHealth } from "../../../src/http/health.ts";
import { type Listening, listen } from "./listener.ts";

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

let server: Listening;
let category = ["A </script><script>alert(1)</script>"];

beforeAll(async () => {
  const handler = createHandler({
    gateway: (_request, response) => void response.end("gateway"),
    graphiql: createGraphiql(async () => ({ category, word: "news" }), { introspection: true }),
    health: createHealth({ databaseAnswers: async () => true }),
    findImage: async () => null,
    serveSignedImage: null,
    log: pino({ level: "silent" }),
  });
  server = await listen(handler);
});

afterAll(() => server.close());

// fetch decompresses and hides what came; these requests are sent by hand.
const get = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
  const { request } = await import("node:http");
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const asking = request(`${server.url}${path}`, { method, headers: { accept: BROWSER, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    asking.on("error", reject).end();
  });
};

const assetsOf = (html: string): string[] =>
  [...html.matchAll(/graphiql\/[\w-]+\/[\w.]+/g)].map(([path]) => `/${path}`);

test("a browser at the endpoint gets GraphiQL, whether it comes with a query or not", async () => {
  for (const path of ["/graphql", "/graphql?query={__typename}"]) {
    const { status, headers, body } = await get(path);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(body.toString()).toContain("<title>Broadsheet</title>");
  }
});

test("the page may run its own scripts, talk to its own server, and be framed by nobody", async () => {
  const { headers, body } = await get("/graphql");
  const policy = String(headers["content-security-policy"]);
  const boot = /<script>(.*?)<\/script>/s.exec(body.toString())?.[1] ?? "";
  const hash = createHash("sha256").update(boot).digest("base64");
  expect(policy.split("; ")).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      `script-src 'self' 'sha256-${hash}'`,
      "connect-src 'self'",
      "frame-ancestors 'none'",
    ]),
  );
  expect(headers).toMatchObject({ "x-frame-options": "DENY", "x-content-type-options": "nosniff" });
});

test("a category's name cannot break out of the page", async () => {
  const html = (await get("/graphql")).body.toString();
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html).not.toContain("<script>alert");
});

test("the page is asked for again each time, and answered with 304 until a tab changes", async () => {
  category = ["News"];
  const first = await get("/graphql");
  expect(first.headers).toMatchObject({ "cache-control": "no-cache", vary: "Accept, Accept-Encoding" });
  const known = { "if-none-match": String(first.headers.etag) };
  const second = await get("/graphql", known);
  expect([second.status, second.body.length]).toEqual([304, 0]);
  expect(second.headers).toMatchObject({ etag: first.headers.etag, vary: "Accept, Accept-Encoding" });
  category = ["Culture"];
  expect((await get("/graphql", known)).status).toBe(200);
});

test("each of the page's files is there, compressed, and kept for ever", async () => {
  const paths = assetsOf((await get("/graphql")).body.toString());
  expect(paths.map((path) => path.split("/").at(-1)).sort()).toEqual([
    "editor.worker.js",
    "graphiql.css",
    "graphiql.js",
    "graphql.worker.js",
    "json.worker.js",
  ]);
  let bytes = 0;
  for (const path of paths) {
    const { status, headers, body } = await get(path, { "accept-encoding": "gzip, deflate, br, zstd" });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-encoding": "br",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
      "x-content-type-options": "nosniff",
    });
    bytes += body.length;
  }
  expect(bytes).toBeLessThan(2_500_000);
});

test("each encoding holds the same bytes under an ETag of its own", async () => {
  const path = assetsOf((await get("/graphql")).body.toString()).find((asset) => asset.endsWith(".css")) ?? "";
  const plain = await get(path);
  const gzip = await get(path, { "accept-encoding": "gzip" });
  const brotli = await get(path, { "accept-encoding": "br" });
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
  expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
  expect(new Set([plain, gzip, brotli].map(({ headers }) => headers.etag)).size).toBe(3);
  const refused = await get(path, { "accept-encoding": "br;q=0, gzip;q=0.5" });
  expect(refused.headers["content-encoding"]).toBe("gzip");
});

test("HEAD says how much would come", async () => {
  const { status, headers, body } = await get("/graphql", {}, "HEAD");
  expect([status, body.length]).toEqual([200, 0]);
  expect(Number(headers["content-length"])).toBeGreaterThan(1000);
});

test("every example is one named operation under a comment that says what it shows", () => {
  const examples = exampleQueries({ category: ["News"], word: "news" });
  expect(examples.length).toBeGreaterThanOrEqual(4);
  for (const { query } of examples) {
    expect(query).toMatch(/^# [A-Z]/);
    const operations = parse(query).definitions.filter(({ kind }) => kind === "OperationDefinition");
    expect(operations).toHaveLength(1);
    expect(operations[0]).toMatchObject({ name: { kind: "Name" } });
  }
  expect(examples[0]).not.toHaveProperty("variables");
});
