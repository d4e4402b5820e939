import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { domainToASCII } from "node:url";
import { z } from "zod";
import { Foreseen } from "./foreseen.ts";
import { templateProblem } from "./images/template.ts";

/** A zod schema for an integer in a range, given as text. */
function integer(min: number, max: number) {
  const error = `it takes a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

const MOST_WORKERS = 64;
/** With four connections each, and one to listen, what PostgreSQL allows by default holds so many. */
const MOST_CHOSEN = 8;

const workers = z.union(
  [z.literal("auto").transform(() => Math.min(availableParallelism(), MOST_CHOSEN)), integer(1, MOST_WORKERS)],
  { error: `it takes auto, or a whole number from 1 to ${MOST_WORKERS}` },
);

const httpUrl = z
  .url({ protocol: /^https?$/, error: "it takes an address that begins with http:// or https://" })
  .transform((url) => url.replace(/\/+$/, ""));

// What the address's parts are written with is undone by the driver only when it connects.
const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/, abort: true, error: "it takes an address that begins with postgres://" })
  .refine((url) => new URL(url).hostname !== "", "its host is empty")
  .refine(isDecodable, "a % is followed by something else than a character's two digits; a % itself is written %25");

const UNITS: Record<string, number> = { MB: 1e6, GB: 1e9, TB: 1e12 };

const byteSize = z
  .string()
  .regex(/^[1-9]\d{0,5} ?[MGT]B$/, "it takes a size as in 500MB or 2GB")
  .transform((size) => Number.parseInt(size, 10) * (UNITS[size.slice(-2)] ?? 0));

const byteSizeOrNone = z
  .string()
  .regex(/^(0|[1-9]\d{0,5} ?[MGT]B)$/, "it takes a size as in 64MB or 1GB, or 0 for none")
  .transform((size) => Number.parseInt(size, 10) * (UNITS[size.slice(-2)] ?? 0));

const onOrOff = z.enum(["on", "off"], { error: "it takes on or off" }).transform((value) => value === "on");

const origins = z
  .string()
  .default("")
  .transform((list) => list.split(/\s+/).filter(Boolean).map(originOf))
  .refine((list) => !list.includes(null), "each is an origin as in https://www.example.com, without a path, or *")
  .transform((list) => list.filter((origin) => origin !== null));

// https://opentelemetry.io/docs/specs/otel/protocol/exporter/
const otlpHeaders = z
  .string()
  .refine(isDecodable, "a % is followed by something else than a character's two digits")
  .transform((list) => list.split(",").filter((pair) => pair.trim() !== ""))
  .refine((pairs) => pairs.every((pair) => /^\s*[\w.!#$&'*+^`|~-]+\s*=/.test(pair)), "each is name=value")
  .transform((pairs) =>
    Object.fromEntries(
      pairs.map((pair) => {
        const [name = "", ...value] = pair.split("=");
        return [name.trim().toLowerCase(), decodeURIComponent(value.join("=").trim())];
      }),
    ),
  );

// zod hands a refinement's own words on only where it raises the issue itself.
const imageService = z.string().superRefine((service, context) => {
  const problem = service === "gateway" || service === "original" ? null : templateProblem(service);
  if (problem !== null) context.addIssue({ code: "custom", message: problem });
});

/**
 * Every setting: its shape, its default, and (as its description) what it is for. `.env.example` lists the same names.
 */
export const settings = z.object({
  HOST: z.string().min(1).default("127.0.0.1").describe("Address to listen on; 0.0.0.0 for all."),
  PORT: integer(0, 65_535).default(4000).describe("Port to listen on; 0 picks a free one."),
  WORKERS: workers.default(1).describe("Processes that answer on the port; auto is one for each core, 8 at the most."),
  PUBLIC_URL: httpUrl.optional().describe("Where clients reach the gateway; its own addresses begin with it."),
  DATABASE_URL: postgresUrl
    .optional()
    .describe("PostgreSQL 15 or later. Where unset, a server inside the project is used."),
  DATABASE_DIRECT_URL: postgresUrl
    .optional()
    .describe(
      "The primary itself, where a pooler or a replica stands at DATABASE_URL: news of imports comes from there.",
    ),
  DATABASE_POOL_SIZE: integer(1, 1000)
    .optional()
    .describe("Connections to PostgreSQL that read at the most, shared out among WORKERS."),
  DATA_DIR: z
    .string()
    .min(1)
    .default(".broadsheet")
    .describe("Folder of the embedded server's data and of cached images."),
  IMAGE_PROXIES: z
    .string()
    .default("https://cors.zfour.workers.dev/?")
    .transform((list) => list.split(/\s+/).filter(Boolean))
    .refine((list) => list.every((prefix) => /^https?:\/\/[^/]/.test(prefix)), "each begins with http:// or https://")
    .describe("Prefixes of image addresses to undo when importing, separated by spaces; replaces the default."),
  IMAGES: imageService
    .default("gateway")
    .describe("Where images are loaded from: gateway, original, or a template of addresses at an image service."),
  IMAGE_HOSTS: z
    .string()
    .default("")
    // As addresses have them: in lower case, and in ASCII. What is no host comes out empty.
    .transform((list) => list.split(/\s+/).filter(Boolean).map(domainToASCII))
    .refine((list) => list.every((host) => /^(?:\*\.)?[^/:@*]+$/.test(host)), "each is a host, or *.host")
    .describe("Hosts that the gateway fetches images from, separated by spaces; where unset, all that articles name."),
  IMAGE_SECRET: z
    .string()
    .min(16, "it takes 16 characters or more")
    .optional()
    .describe("What image addresses are signed with; where unset, random bytes that the database keeps."),
  IMAGE_CACHE_SIZE: byteSize
    .default(1e9)
    .describe("How much of DATA_DIR fetched and resized images may take, in MB, GB or TB."),
  ANSWERS_CACHE_SIZE: byteSizeOrNone
    .default(64e6)
    .describe("Memory for answers that are given again until an import changes them, in MB, GB or TB; 0 for none."),
  CDN_MAX_AGE: integer(0, 31_536_000)
    .default(0)
    .describe(
      "Seconds for which a CDN may give answers to GET without asking; without CDN_PURGE_URL they may be outdated for as long.",
    ),
  CDN_PURGE_URL: z
    .url({ protocol: /^https?$/, error: "it takes an address that begins with http:// or https://" })
    .optional()
    .describe("Where to POST the tags of answers that a change has made wrong."),
  CDN_PURGE_TOKEN: z.string().optional().describe("Sent to CDN_PURGE_URL as a bearer token."),
  FETCH_ALLOW: z
    .string()
    .default("")
    .transform((list) => list.split(/\s+/).filter(Boolean))
    .refine(
      (list) => list.every((host) => /^[^/:@]+(?::\d+)?$|^\[[0-9a-f:]+\](?::\d+)?$/i.test(host)),
      "each is a host, or host:port",
    )
    .describe(
      "Hosts that feeds and images may be fetched from though their addresses are private, separated by spaces.",
    ),
  CORS_ORIGINS: origins.describe(
    "Origins of other sites whose pages may ask, as in https://www.example.com, separated by spaces; * for all.",
  ),
  INTROSPECTION: onOrOff
    .default(true)
    .describe("Whether the schema can be asked for, and errors suggest names: on or off."),
  GRAPHIQL: onOrOff.default(true).describe("Whether browsers get GraphiQL at the endpoint: on or off."),
  TRUSTED_DOCUMENTS: z
    .string()
    .optional()
    .describe("Path of a manifest of documents that requests may name instead of bringing them."),
  TRUSTED_ONLY: onOrOff
    .default(false)
    .describe("Whether documents of TRUSTED_DOCUMENTS are all that is executed; no GraphiQL then: on or off."),
  APQ: onOrOff
    .default(true)
    .describe("Whether documents that requests bring may be named by their hash from then on: on or off."),
  JWT_ISSUER: z
    .string()
    .optional()
    .describe("Who issues the JSON Web Tokens that are taken beside keys, as iss names it; where unset, none are."),
  JWT_AUDIENCE: z.string().optional().describe("What the issuer calls this gateway: aud has to hold it."),
  JWT_JWKS_URL: z
    .url({ protocol: /^https?$/, error: "it takes an address that begins with http:// or https://" })
    .optional()
    .describe("Where the issuer's keys are; where unset, JWT_ISSUER/.well-known/openid-configuration says it."),
  JWT_ROLE_CLAIM: z
    .string()
    .default("broadsheet:role")
    .describe("Claim of a token that holds the role, or a list with it; a path as in realm_access.roles."),
  MAX_COST: integer(1, 1e9)
    .default(20_000)
    .describe("What an operation may cost: 1 for each object that it may find, more for searches and counts."),
  MAX_DEPTH: integer(1, 1000).default(20).describe("Fields inside one another that an operation may have."),
  MAX_FIELDS: integer(1, 1e6)
    .default(1000)
    .describe("Fields that an operation may have, those of fragments counted where they are spread."),
  MAX_ALIASES: integer(0, 1e6).default(60).describe("Aliases that an operation may have."),
  MAX_DIRECTIVES: integer(0, 1e6).default(60).describe("Directives that an operation may have."),
  MAX_TOKENS: integer(1, 1e6).default(5000).describe("Words and signs that a document may have."),
  RATE_LIMIT: integer(0, 1e9)
    .default(1_000_000)
    .describe(
      "Points that one address may spend a minute: a request costs 1, and one that is executed 20 and its cost beside; 0 for no limit.",
    ),
  RATE_LIMIT_KEY: integer(0, 1e9)
    .default(10_000_000)
    .describe("Points that one key may spend a minute, from whatever addresses; 0 for no limit."),
  TRUST_PROXY: integer(0, 10)
    .default(0)
    .describe(
      "How many proxies stand before the gateway: so many entries of X-Forwarded-For, from the right, are believed.",
    ),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: "it takes an address that begins with redis:// or rediss://" })
    .optional()
    .describe("Where gateways on several machines count together what is spent; each counts by itself where unset."),
  STATEMENT_TIMEOUT: integer(0, 3600)
    .default(10)
    .describe("Seconds that the database may take over one statement of an operation; 0 for as long as it takes."),
  REQUEST_TIMEOUT: integer(0, 3600)
    .default(30)
    .describe("Seconds for which an operation may ask the database, waiting included; 0 for as long as it takes."),
  MAX_CONCURRENT: integer(1, 1e6)
    .default(64)
    .describe("Operations that a process executes at once; more wait for 0.4 seconds at the most, then get 503."),
  DRAIN_DELAY: integer(0, 60)
    .default(2)
    .describe("Seconds to go on answering after SIGTERM while /health/ready says 503; none if nobody ever asked it."),
  LOG_REQUESTS: onOrOff
    .default(false)
    .describe("Whether each request to the endpoint is logged when it is over: on or off."),
  SLOW_OPERATION: integer(0, 600_000)
    .default(1_000)
    .describe("Milliseconds from which on an operation is logged as slow, with its statements; 0 for never."),
  SERVER_TIMING: onOrOff
    .default(false)
    .describe("Whether answers say in the header Server-Timing what they took, which browsers show: on or off."),
  METRICS_PORT: integer(0, 65_535)
    .optional()
    .describe(
      "Port to give metrics on, at /metrics, in the format of Prometheus; 0 picks a free one, unset gives none.",
    ),
  METRICS_HOST: z.string().min(1).default("127.0.0.1").describe("Address of METRICS_PORT; 0.0.0.0 for all."),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe("Where to send traces by OTLP over HTTP, as in http://localhost:4318; unset sends none."),
  OTEL_EXPORTER_OTLP_HEADERS: otlpHeaders
    .default({})
    .describe("Headers sent there, as in name=value,other=value, percent-encoded; often a key."),
  OTEL_SERVICE_NAME: z.string().min(1).default("broadsheet").describe("What traces call this service."),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: "it takes a number from 0 to 1" })
    .min(0, "it takes a number from 0 to 1")
    .max(1, "it takes a number from 0 to 1")
    .default(1)
    .describe("Which share of the requests is traced, where whoever asks does not say, from 0 to 1."),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "silent"], { error: "it is none of the levels" })
    .default("info")
    .describe("What is logged to stderr, as JSON lines: fatal, error, warn, info, debug or silent."),
});

/** The settings, parsed and typed. */
export interface Config {
  host: string;
  port: number;
  /** Processes that answer. */
  workers: number;
  /** Without a slash at the end; null where the address is only known once the port is open. */
  publicUrl: string | null;
  databaseUrl: string | null;
  /** Null where it is databaseUrl. */
  databaseDirectUrl: string | null;
  /** Connections of each process, its share of DATABASE_POOL_SIZE. */
  poolSize: number;
  /** Absolute. */
  dataDir: string;
  imageProxies: readonly string[];
  /** `gateway`, `original`, or a template. */
  images: string;
  /** In lower case; empty for all. */
  imageHosts: readonly string[];
  imageSecret: string | null;
  /** Bytes. */
  imageCacheSize: number;
  /** Bytes; 0 for none. */
  answersCacheSize: number;
  /** Seconds. */
  cdnMaxAge: number;
  cdnPurgeUrl: string | null;
  cdnPurgeToken: string | null;
  fetchAllow: readonly string[];
  /** `https://host[:port]`, or `*`. */
  corsOrigins: readonly string[];
  introspection: boolean;
  graphiql: boolean;
  /** Absolute. */
  trustedDocuments: string | null;
  trustedOnly: boolean;
  apq: boolean;
  /** Null where only keys are taken. */
  jwt: { issuer: string; audience: string; jwksUrl: string | null; roleClaim: string } | null;
  /** How large an operation may be. */
  limits: { cost: number; depth: number; fields: number; aliases: number; directives: number; tokens: number };
  /** Points that may be spent in a minute; 0 for no limit. */
  rateLimits: { address: number; key: number };
  /** How many stand before the gateway. */
  trustProxy: number;
  redisUrl: string | null;
  /** Milliseconds; 0 for none. */
  statementTimeout: number;
  /** Milliseconds; 0 for none. */
  requestTimeout: number;
  maxConcurrent: number;
  /** Milliseconds. */
  drainDelay: number;
  logRequests: boolean;
  /** Milliseconds; 0 for never. */
  slowOperation: number;
  serverTiming: boolean;
  /** Null where metrics are given nowhere. */
  metrics: { host: string; port: number } | null;
  /** Null where traces are sent nowhere. */
  traces: TraceSettings | null;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "silent";
}

/** Where traces go, and which. */
interface TraceSettings {
  /** Without a slash at the end. */
  endpoint: string;
  headers: Record<string, string>;
  service: string;
  /** From 0 to 1. */
  share: number;
}

/** A setting has a value that cannot be used; the message is one line that names it and says what it takes. */
export class ConfigError extends Foreseen {}

/**
 * Reads the settings from the environment.
 * @throws ConfigError for the first setting whose value is wrong.
 */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  // An empty value means unset, as in `PORT= npm start` and in a copied .env file.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = settings.safeParse(given);
  if (!parsed.success) throw new ConfigError(describe(parsed.error));
  const env = parsed.data;
  if (env.TRUSTED_ONLY && env.TRUSTED_DOCUMENTS === undefined) throw new ConfigError(NOTHING_TRUSTED);
  return {
    host: env.HOST,
    port: env.PORT,
    workers: env.WORKERS,
    publicUrl: env.PUBLIC_URL ?? null,
    databaseUrl: env.DATABASE_URL ?? null,
    databaseDirectUrl: env.DATABASE_DIRECT_URL ?? null,
    poolSize: shareOut(env.DATABASE_POOL_SIZE, env.WORKERS),
    dataDir: resolve(env.DATA_DIR),
    imageProxies: env.IMAGE_PROXIES,
    images: env.IMAGES,
    imageHosts: env.IMAGE_HOSTS,
    imageSecret: env.IMAGE_SECRET ?? null,
    imageCacheSize: env.IMAGE_CACHE_SIZE,
    answersCacheSize: env.ANSWERS_CACHE_SIZE,
    cdnMaxAge: env.CDN_MAX_AGE,
    cdnPurgeUrl: env.CDN_PURGE_URL ?? null,
    cdnPurgeToken: env.CDN_PURGE_TOKEN ?? null,
    fetchAllow: env.FETCH_ALLOW,
    corsOrigins: env.CORS_ORIGINS,
    introspection: env.INTROSPECTION,
    // Each of its operations would be refused.
    graphiql: env.GRAPHIQL && !env.TRUSTED_ONLY,
    trustedDocuments: env.TRUSTED_DOCUMENTS === undefined ? null : resolve(env.TRUSTED_DOCUMENTS),
    trustedOnly: env.TRUSTED_ONLY,
    apq: env.APQ,
    jwt: jwtOf(env),
    limits: {
      cost: env.MAX_COST,
      depth: env.MAX_DEPTH,
      fields: env.MAX_FIELDS,
      aliases: env.MAX_ALIASES,
      directives: env.MAX_DIRECTIVES,
      tokens: env.MAX_TOKENS,
    },
    rateLimits: { address: env.RATE_LIMIT, key: env.RATE_LIMIT_KEY },
    trustProxy: env.TRUST_PROXY,
    redisUrl: env.REDIS_URL ?? null,
    statementTimeout: env.STATEMENT_TIMEOUT * 1_000,
    requestTimeout: env.REQUEST_TIMEOUT * 1_000,
    maxConcurrent: env.MAX_CONCURRENT,
    drainDelay: env.DRAIN_DELAY * 1_000,
    logRequests: env.LOG_REQUESTS,
    slowOperation: env.SLOW_OPERATION,
    serverTiming: env.SERVER_TIMING,
    metrics: env.METRICS_PORT === undefined ? null : { host: env.METRICS_HOST, port: env.METRICS_PORT },
    traces: readTraces(env),
    logLevel: env.LOG_LEVEL,
  };
}

function readTraces(env: z.infer<typeof settings>): TraceSettings | null {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null;
  return {
    endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: env.OTEL_EXPORTER_OTLP_HEADERS,
    service: env.OTEL_SERVICE_NAME,
    share: env.OTEL_TRACES_SAMPLER_ARG,
  };
}

/** Of one process, which is busy long before it has used four at a time; a slow search is not to hold up the others. */
const USUAL_POOL = 8;
const USUAL_SHARE = 4;

function shareOut(connections: number | undefined, processes: number): number {
  const all = connections ?? Math.max(USUAL_POOL, processes * USUAL_SHARE);
  if (all >= processes) return Math.floor(all / processes);
  throw new ConfigError(
    `DATABASE_POOL_SIZE has a value that cannot be used: each of ${processes} WORKERS takes a connection at least.`,
  );
}

const NOTHING_TRUSTED =
  "TRUSTED_ONLY has a value that cannot be used: without TRUSTED_DOCUMENTS there is nothing that may be executed.";

/** The origin as browsers write it, so that it can be compared with theirs. Null where it is none. */
function originOf(text: string): string | null {
  if (text === "*") return text;
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/?#@\s]+$/i.test(text) || !URL.canParse(text)) return null;
  const { origin, protocol, hostname } = new URL(text);
  // Of all of a domain's hosts, one that is taken over would do.
  if (hostname.includes("*")) return null;
  // Of other schemes, as an app's capacitor://localhost, it is left open what the origin is.
  if (origin === "null") return text.toLowerCase();
  return protocol === "http:" || protocol === "https:" ? origin : null;
}

/** A token of the same issuer that is for somebody else is to open nothing, so that the audience has to be known. */
function jwtOf(env: z.infer<typeof settings>): Config["jwt"] {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: jwksUrl = null } = env;
  const problem = (name: string, why: string) => new ConfigError(`${name} has a value that cannot be used: ${why}.`);
  if (issuer === undefined) {
    if (audience === undefined && jwksUrl === null) return null;
    throw problem("JWT_ISSUER", "it is unset, and the other settings of tokens mean nothing without it");
  }
  if (audience === undefined) throw problem("JWT_AUDIENCE", "it is unset, and JWT_ISSUER is not");
  if (jwksUrl === null && !httpUrl.safeParse(issuer).success) {
    throw problem("JWT_ISSUER", "it is no address that begins with http:// or https://, and JWT_JWKS_URL is unset");
  }
  return { issuer, audience, jwksUrl, roleClaim: env.JWT_ROLE_CLAIM };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

// The value itself stays out of the message: DATABASE_URL holds a password.
function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? "");
  const purpose = name in settings.shape ? settings.shape[name as keyof typeof settings.shape].description : "";
  return `${name} has a value that cannot be used: ${issue?.message}. ${purpose}`;
}
