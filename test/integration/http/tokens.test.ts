import { createHmac } from "node:crypto";
import { exportSPKI } from "jose";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { type RunningServer, startServer } from "../../../src/server.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { AUDIENCE, startIssuer, type TestIssuer } from "../../support/issuer.ts";
import { makeKey } from "../../support/keys.ts";
import { serverConfig } from "../../support/server-config.ts";

// JSON Web Tokens of an issuer beside our own keys.

let stored: TestDatabase;
let database: Database;
let issuer: TestIssuer;
let server: RunningServer | undefined;
let logged: string[] = [];

const log = pino({}, { write: (line: string) => void logged.push(line) });

/** Another server, which knows none of the issuer's keys yet. */
async function startAnew(jwt: object = {}): Promise<void> {
  await server?.close();
  server = await startServer({
    config: {
      ...serverConfig(),
      drainDelay: 0,
      jwt: { issuer: issuer.url, audience: AUDIENCE, jwksUrl: null, roleClaim: "broadsheet:role", ...jwt },
    },
    database,
    log,
  });
}

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 2 });
  await writeArticles(database, [article({ path: "open.md" }), article({ path: "draft.md", status: "DRAFT" })]);
  issuer = await startIssuer();
  await startAnew();
});

afterAll(async () => {
  await server?.close();
  await issuer.close();
  await database.close();
  await stored.drop();
});

beforeEach(() => {
  logged = [];
  issuer.asked.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
  issuer.instead = null;
  for (const id of issuer.keys.keys()) if (id !== "first") issuer.keys.delete(id);
});

const COUNT = "{ articles { totalCount } }";

async function ask(token: string, query = COUNT) {
  const response = await fetch(String(server?.endpoint), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's.
  const { data, errors = [] } = (await response.json()) as any;
  const [{ message = "", extensions = {} } = {}] = errors;
  return { status: response.status, headers: response.headers, data, message, code: extensions.code };
}

const countFor = async (token: string) => (await ask(token)).data?.articles.totalCount;

test.each([
  ["editor", 2, 403],
  [["IMPORTER"], 1, 200],
  [["reader", "ADMIN"], 2, 200],
  [undefined, 1, 403],
  ["sovereign", 1, 403],
])("a token whose claim is %j sees %i articles, and looks at imports: %i", async (role, total, runs) => {
  const token = await issuer.token({ "broadsheet:role": role });
  expect(await countFor(token)).toBe(total);
  expect((await ask(token, "{ importRuns { totalCount } }")).status).toBe(runs);
});

test("the claim can lie deep in the token", async () => {
  await startAnew({ roleClaim: "realm_access.roles" });
  expect(await countFor(await issuer.token({ realm_access: { roles: ["uma", "editor"] } }))).toBe(2);
  await startAnew();
});

test.each(["PS256", "ES256", "ES384", "EdDSA"])("an asymmetric signature will do: %s", async (alg) => {
  await issuer.addKey("other", alg);
  await startAnew();
  expect(await countFor(await issuer.token({ "broadsheet:role": "editor" }, { kid: "other", alg }))).toBe(2);
});

test("the audience may be one of several", async () => {
  expect(await countFor(await issuer.token({ aud: ["elsewhere", AUDIENCE], "broadsheet:role": "editor" }))).toBe(2);
});

test("our own keys go on working beside tokens", async () => {
  expect(await countFor(await makeKey(database.client, "editor", null, "EDITOR"))).toBe(2);
  expect(await ask("nonsense")).toMatchObject({ status: 401, message: expect.stringContaining("The key is unknown") });
  expect(issuer.asked).toEqual([]);
});

const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const CLAIMS = () => ({ iss: issuer.url, aud: AUDIENCE, sub: "ida", exp: seconds(300), "broadsheet:role": "ADMIN" });

const REFUSED: [name: string, says: RegExp, token: () => Promise<string>][] = [
  ["expired", /^The token has expired\./, () => issuer.token({ exp: seconds(-31) })],
  ["without an end", /by its claim exp/, () => issuer.token({ exp: undefined })],
  ["not good yet", /by its claim nbf/, () => issuer.token({ nbf: seconds(60) })],
  ["for somebody else", /by its claim aud/, () => issuer.token({ aud: "https://elsewhere.example.com" })],
  ["for nobody", /by its claim aud/, () => issuer.token({ aud: undefined })],
  ["of another issuer", /by its claim iss/, () => issuer.token({ iss: issuer.url.slice(0, -1) })],
  ["of nobody", /by its claim sub/, () => issuer.token({ sub: undefined })],
  ["of no name", /claim sub/, () => issuer.token({ sub: "" })],
  ["of a name that is a number", /claim sub/, () => issuer.token({ sub: 7 })],
  ["of an unknown key", /is not valid/, () => issuer.token({}, { kid: "unknown" })],
  ["too long", /more than 8192 characters/, () => issuer.token({ padding: "x".repeat(8000) })],
  ["no token", /is not valid/, async () => "a.b.c"],
  ["empty in its parts", /is not valid/, async () => ".."],
  ["without a signature", /is not valid/, async () => `${encoded({ alg: "none" })}.${encoded(CLAIMS())}.`],
  [
    "signed with the public key as if it were a secret",
    /is not valid/,
    async () => {
      const signed = `${encoded({ alg: "HS256", kid: "first" })}.${encoded(CLAIMS())}`;
      const secret = await exportSPKI(issuer.keys.get("first")!.publicKey);
      return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
    },
  ],
  [
    "changed",
    /is not valid/,
    async () => {
      const [header, , signature] = (await issuer.token()).split(".");
      return `${header}.${encoded(CLAIMS())}.${signature}`;
    },
  ],
  [
    "with a key of its own in its header",
    /is not valid/,
    async () => {
      const other = await startIssuer();
      await other.close();
      return other.token({ ...CLAIMS() }, { jku: `${other.url}keys`, jwk: { kty: "RSA" } });
    },
  ],
];

test.each(REFUSED)("a token that is %s is refused with 401", async (_name, says, token) => {
  const { status, data, message, code, headers } = await ask(await token());
  expect({ status, data, code }).toEqual({ status: 401, data: undefined, code: "UNAUTHENTICATED" });
  expect(message).toMatch(says);
  expect(headers.get("www-authenticate")).toContain("invalid_token");
  expect(logged.join()).not.toContain("eyJ");
});

test("a clock that differs by half a minute costs nobody anything", async () => {
  expect(await countFor(await issuer.token({ exp: seconds(-20), nbf: seconds(20) }))).toBe(1);
});

test("keys are found by the issuer's description, once for all tokens, and asked for once more for a new one", async () => {
  await startAnew();
  const token = await issuer.token();
  await Promise.all([ask(token), ask(token), ask(token)]);
  await ask(token);
  expect(issuer.asked).toEqual(["/.well-known/openid-configuration", "/keys"]);
  await issuer.addKey("second");
  const rotated = await issuer.token({ "broadsheet:role": "editor" }, { kid: "second" });
  // Unknown keys cost the issuer a request in thirty seconds, however many tokens name them.
  expect((await ask(rotated)).status).toBe(401);
  expect((await ask(await issuer.token({}, { kid: "guessed" }))).status).toBe(401);
  expect(issuer.asked).toHaveLength(2);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 });
  expect(await countFor(rotated)).toBe(2);
  expect(issuer.asked).toHaveLength(3);
  // What the issuer withdraws ends within ten minutes.
  issuer.keys.delete("second");
  vi.setSystemTime(Date.now() + 601_000);
  expect((await ask(rotated)).status).toBe(401);
});

test("JWT_JWKS_URL names the keys, and nothing has to be described", async () => {
  await startAnew({ jwksUrl: `${issuer.url}keys` });
  expect(await countFor(await issuer.token({ "broadsheet:role": "editor" }))).toBe(2);
  expect(issuer.asked).toEqual(["/keys"]);
});

const FAILURES: [name: string, instead: NonNullable<TestIssuer["instead"]>][] = [
  ["fails", (_path, response) => void response.writeHead(500).end()],
  ["redirects", (_path, response) => void response.writeHead(302, { location: issuer.url }).end()],
  ["says nothing of use", (_path, response) => void response.end("<html>")],
  ["is another", (_path, response) => void response.end(JSON.stringify({ issuer: "x", jwks_uri: issuer.url }))],
  ["says too much", (_path, response) => void response.end(JSON.stringify({ padding: "x".repeat(600_000) }))],
  ["ends the connection", (_path, response) => void response.destroy()],
];

test.each(FAILURES)(
  "while the issuer %s, tokens get 503, one line is logged, and everybody else is answered",
  async (_name, instead) => {
    await startAnew();
    issuer.instead = instead;
    const token = await issuer.token();
    for (let round = 0; round < 3; round++) {
      const { status, code, message, headers } = await ask(token);
      expect({ status, code }).toEqual({ status: 503, code: "UNAVAILABLE" });
      expect(message).toContain("keys of the token's issuer cannot be reached");
      expect(headers.get("retry-after")).toBe("5");
    }
    expect(issuer.asked).toHaveLength(1);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain(issuer.url);
    expect(await countFor(await makeKey(database.client, `beside ${_name}`, null, "EDITOR"))).toBe(2);
    issuer.instead = null;
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5_001 });
    expect(await countFor(token)).toBe(1);
  },
);

test("an issuer that takes too long is given up after five seconds", async () => {
  await startAnew();
  issuer.instead = (_path, response) => void response.write("{");
  expect((await ask(await issuer.token())).status).toBe(503);
}, 15_000);

test("while the issuer is down, a token of an unknown key costs those of known ones nothing", async () => {
  await startAnew();
  const token = await issuer.token();
  expect(await countFor(token)).toBe(1);
  issuer.instead = (_path, response) => void response.destroy();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 });
  expect((await ask(await issuer.token({}, { kid: "unknown" }))).status).toBe(503);
  expect(await countFor(token)).toBe(1);
});

test("without the settings, a token is no key", async () => {
  await server?.close();
  server = await startServer({ config: { ...serverConfig(), drainDelay: 0 }, database, log });
  expect(await ask(await issuer.token())).toMatchObject({
    status: 401,
    message: expect.stringContaining("The key is unknown"),
  });
});
