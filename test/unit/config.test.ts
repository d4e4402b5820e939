import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { withSettings } from "../../scripts/settings-table.ts";
import { ConfigError, parseConfig, settings } from "../../src/config.ts";

const messageOf = (environment: Record<string, string>): string => {
  try {
    parseConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error("parseConfig took a wrong value");
};

test("with nothing set, everything has a default", () => {
  expect(parseConfig({})).toEqual({
    host: "127.0.0.1",
    port: 4000,
    workers: 1,
    publicUrl: null,
    databaseUrl: null,
    databaseDirectUrl: null,
    answersCacheSize: 64e6,
    cdnMaxAge: 0,
    cdnPurgeUrl: null,
    cdnPurgeToken: null,
    poolSize: 8,
    dataDir: resolve(".broadsheet"),
    imageProxies: ["https://cors.zfour.workers.dev/?"],
    images: "gateway",
    imageHosts: [],
    imageSecret: null,
    imageCacheSize: 1_000_000_000,
    fetchAllow: [],
    corsOrigins: [],
    introspection: true,
    graphiql: true,
    trustedDocuments: null,
    trustedOnly: false,
    apq: true,
    jwt: null,
    limits: { cost: 20_000, depth: 20, fields: 1000, aliases: 60, directives: 60, tokens: 5000 },
    rateLimits: { address: 1_000_000, key: 10_000_000 },
    trustProxy: 0,
    redisUrl: null,
    statementTimeout: 10_000,
    requestTimeout: 30_000,
    maxConcurrent: 64,
    drainDelay: 2_000,
    logRequests: false,
    slowOperation: 1_000,
    serverTiming: false,
    metrics: null,
    traces: null,
    logLevel: "info",
  });
});

test("an empty value counts as not set", () => {
  const empty = Object.fromEntries(Object.keys(settings.shape).map((name) => [name, ""]));
  expect(parseConfig(empty)).toEqual(parseConfig({}));
});

test("values arrive in the types that the code uses", () => {
  const config = parseConfig({
    PORT: "0",
    PUBLIC_URL: "https://example.com/api//",
    DATABASE_URL: "postgres://a:b@db.example.com:5433/articles",
    DATABASE_POOL_SIZE: "25",
    DATA_DIR: "/var/lib/broadsheet",
    IMAGE_PROXIES: "https://a.example/?url= https://b.example/",
    IMAGES: "https://cdn.example/{url}[?w={width}]",
    IMAGE_HOSTS: "*.Images.example Bücher.example",
    IMAGE_SECRET: "a secret of some length",
    IMAGE_CACHE_SIZE: "500MB",
    FETCH_ALLOW: "feeds.internal 10.0.0.5:8080",
    CORS_ORIGINS: "https://WWW.example.com:443 http://localhost:5173 capacitor://localhost *",
    INTROSPECTION: "off",
    TRUSTED_DOCUMENTS: "/etc/broadsheet/documents.json",
    TRUSTED_ONLY: "on",
    APQ: "off",
    LOG_LEVEL: "silent",
  });
  expect(config).toMatchObject({
    port: 0,
    publicUrl: "https://example.com/api",
    databaseUrl: "postgres://a:b@db.example.com:5433/articles",
    poolSize: 25,
    dataDir: "/var/lib/broadsheet",
    imageProxies: ["https://a.example/?url=", "https://b.example/"],
    images: "https://cdn.example/{url}[?w={width}]",
    imageHosts: ["*.images.example", "xn--bcher-kva.example"],
    imageSecret: "a secret of some length",
    imageCacheSize: 500_000_000,
    fetchAllow: ["feeds.internal", "10.0.0.5:8080"],
    corsOrigins: ["https://www.example.com", "http://localhost:5173", "capacitor://localhost", "*"],
    introspection: false,
    // Where only documents of the manifest are executed, there is nothing to do with it.
    graphiql: false,
    trustedDocuments: "/etc/broadsheet/documents.json",
    trustedOnly: true,
    apq: false,
    logLevel: "silent",
  });
});

test("metrics and traces are asked for by where they go", () => {
  expect(parseConfig({ METRICS_PORT: "9464" }).metrics).toEqual({ host: "127.0.0.1", port: 9464 });
  const traces = parseConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/",
    OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Basic%20YTpi==, x-team = news",
    OTEL_TRACES_SAMPLER_ARG: "0.25",
  });
  expect(traces.traces).toEqual({
    endpoint: "http://collector:4318",
    headers: { authorization: "Basic YTpi==", "x-team": "news" },
    service: "broadsheet",
    share: 0.25,
  });
});

test.each([
  ["PORT", "http"],
  ["PORT", "65536"],
  ["PORT", "-1"],
  ["PORT", "80.5"],
  ["PUBLIC_URL", "localhost"],
  ["PUBLIC_URL", "ftp://example.com"],
  ["DATABASE_URL", "mysql://root:secret@example.com/articles"],
  ["DATABASE_URL", "secret"],
  ["DATABASE_URL", "postgres://a:b%zz@example.com/articles"],
  ["DATABASE_URL", "postgres:///articles"],
  ["DATABASE_POOL_SIZE", "-7"],
  ["DATABASE_POOL_SIZE", "many"],
  ["WORKERS", "0"],
  ["WORKERS", "all"],
  ["LOG_LEVEL", "loud"],
  ["LOG_REQUESTS", "yes"],
  ["SLOW_OPERATION", "-4"],
  ["METRICS_PORT", "70000"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "authorization"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "authorization=%zz"],
  ["OTEL_TRACES_SAMPLER_ARG", "1.5"],
  ["IMAGES", "thumbor"],
  ["IMAGES", "https://cdn.example/?w={width}"],
  ["IMAGE_HOSTS", "https://a.example/"],
  ["IMAGE_HOSTS", "a.*.example"],
  ["IMAGE_SECRET", "tooshort"],
  ["IMAGE_CACHE_SIZE", "0GB"],
  ["IMAGE_CACHE_SIZE", "large"],
  ["CORS_ORIGINS", "blog.example.org"],
  ["CORS_ORIGINS", "https://blog.example.org/"],
  ["CORS_ORIGINS", "https://*.example.net"],
  ["CORS_ORIGINS", "null"],
  ["INTROSPECTION", "true"],
  ["GRAPHIQL", "0"],
  ["APQ", "yes"],
])("%s=%s is refused in one line that names the setting and keeps the value to itself", (name, value) => {
  const message = messageOf({ [name]: value });
  expect(message).toMatch(new RegExp(`^${name} `));
  expect(message).not.toContain("\n");
  expect(message).not.toContain(value);
});

test("TRUSTED_ONLY without a manifest, by which nothing would be answered, is refused", () => {
  expect(messageOf({ TRUSTED_ONLY: "on" })).toMatch(/^TRUSTED_ONLY has .*without TRUSTED_DOCUMENTS/);
});

test("tokens take an issuer and an audience", () => {
  const jwt = { JWT_ISSUER: "https://login.example.com/", JWT_AUDIENCE: "broadsheet" };
  expect(parseConfig(jwt).jwt).toEqual({
    issuer: "https://login.example.com/",
    audience: "broadsheet",
    jwksUrl: null,
    roleClaim: "broadsheet:role",
  });
  expect(messageOf({ JWT_ISSUER: "https://login.example.com" })).toMatch(/^JWT_AUDIENCE .*it is unset/);
  expect(messageOf({ JWT_AUDIENCE: "broadsheet" })).toMatch(/^JWT_ISSUER .*it is unset/);
  expect(messageOf({ ...jwt, JWT_ISSUER: "accounts.example.com" })).toMatch(/^JWT_ISSUER .*JWT_JWKS_URL is unset/);
  const named = { ...jwt, JWT_ISSUER: "accounts", JWT_JWKS_URL: "http://10.0.0.7/keys", JWT_ROLE_CLAIM: "a.b" };
  expect(parseConfig(named).jwt).toMatchObject({
    issuer: "accounts",
    jwksUrl: "http://10.0.0.7/keys",
    roleClaim: "a.b",
  });
});

test("WORKERS=auto is a process for each core, up to 8", () => {
  expect(parseConfig({ WORKERS: "auto" }).workers).toBe(Math.min(8, availableParallelism()));
  expect(parseConfig({ WORKERS: "3" }).workers).toBe(3);
});

test.each([
  ["1", undefined, 8],
  ["2", undefined, 4],
  ["16", undefined, 4],
  ["1", "7", 7],
  ["3", "7", 2],
])("of %s workers with DATABASE_POOL_SIZE=%s, each has %i connections", (WORKERS, DATABASE_POOL_SIZE, each) => {
  expect(parseConfig({ WORKERS, DATABASE_POOL_SIZE }).poolSize).toBe(each);
});

test("fewer connections than workers are refused", () => {
  expect(messageOf({ WORKERS: "4", DATABASE_POOL_SIZE: "3" })).toMatch(/^DATABASE_POOL_SIZE .*each of 4 WORKERS/);
});

test("what is wrong with a template of image addresses is said", () => {
  expect(messageOf({ IMAGES: "https://cdn.example/?w={width}" })).toContain("it holds {url} once, outside of brackets");
});

test("an address that the driver could not take apart is told of in words", () => {
  expect(messageOf({ DATABASE_URL: "postgres:///articles" })).toContain("its host is empty");
  expect(messageOf({ DATABASE_URL: "postgres://a:b%zz@h/articles" })).toContain("a % itself is written %25");
  expect(parseConfig({ DATABASE_URL: "postgres://a:b%25@h/articles" }).databaseUrl).toContain("b%25@");
});

test("a variable that is no setting is nobody's business here", () => {
  expect(parseConfig({ PATH: "/bin", HOME: "/root" })).toEqual(parseConfig({}));
});

test(".env.example lists every setting with what it is for, and nothing else", async () => {
  const example = await readFile(new URL("../../.env.example", import.meta.url), "utf8");
  const listed = [...example.matchAll(/^# (.+)\n# ?([A-Z_]+)=/gm)].map(([, purpose, name]) => [name, purpose]);
  expect(listed).toEqual(Object.entries(settings.shape).map(([name, { description }]) => [name, description]));
  // Copied as it stands, it changes nothing.
  const active = example.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(active).toEqual([]);
});

test(".env.example shows the defaults", async () => {
  const example = await readFile(new URL("../../.env.example", import.meta.url), "utf8");
  const shown = Object.fromEntries(
    [...example.matchAll(/^# ?([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(parseConfig(shown as Record<string, string>)).toEqual(parseConfig({}));
});

test("the README lists every setting with what it is for, and nothing else", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const listed = [...readme.matchAll(/^\| `([A-Z_]+)` \|.*\| (.+) \|$/gm)].map(([, name, purpose]) => [
    name,
    purpose?.replaceAll("`", ""),
  ]);
  expect(listed).toEqual(Object.entries(settings.shape).map(([name, { description }]) => [name, description]));
});

test("docs/operations.md has the settings as `npm run operations` writes them", async () => {
  const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
  const page = await read("docs/operations.md");
  expect(page).toBe(withSettings(page, await read(".env.example")));
  expect(page).toContain("| `PORT` | `4000` | Port to listen on; 0 picks a free one. |");
});

test("the README shows the example's configuration of typed queries as it is", async () => {
  const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
  const code = (await read("examples/typed-queries/codegen.ts")).replace(/^\/\/.*\n/gm, "");
  expect(await read("README.md")).toContain(code);
});
