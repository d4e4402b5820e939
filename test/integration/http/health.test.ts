import { createServer, type Socket } from "node:net";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { type RunningServer, startServer } from "../../../src/server.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { startProxy } from "../../support/proxy.ts";
import { serverConfig } from "../../support/server-config.ts";

// The gateway's database stands behind a proxy, which can be taken away.

const config = { ...serverConfig(), drainDelay: 0 };

/** A machine that has other things to do may take longer to connect than readiness waits. */
const PATIENT = { timeout: 20_000 };

let stored: TestDatabase;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let database: Database;
let server: RunningServer;

beforeAll(async () => {
  stored = await createTestDatabase();
  proxy = await startProxy(stored.url);
  database = connect(proxy.url, { poolSize: 2 });
  server = await startServer({ config, database, log: pino({ level: "silent" }) });
  await vi.waitUntil(async () => (await ask("ready")).code === 200, PATIENT);
}, 60_000);

afterAll(async () => {
  await server.close();
  await database.close();
  await proxy.cut();
  await stored.drop();
});

const ask = async (what: "live" | "ready", method = "GET", at = server) => {
  const response = await fetch(`${at.url}/health/${what}`, { method });
  const body = await response.text();
  return { code: response.status, body: body && JSON.parse(body), headers: response.headers };
};

test.each([
  ["live", "LIVE"],
  ["ready", "READY"],
] as const)("/health/%s of a gateway that serves says so, and nothing keeps it", async (what, status) => {
  const { code, body, headers } = await ask(what);
  expect([code, body]).toEqual([200, { status }]);
  expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(await ask(what, "HEAD")).toMatchObject({ code: 200, body: "" });
});

test("without its database it is alive, and not ready until the database is back", async () => {
  await proxy.cut();
  expect(await ask("ready")).toMatchObject({ code: 503, body: { status: "DATABASE_UNREACHABLE" } });
  expect(await ask("live")).toMatchObject({ code: 200 });
  await proxy.restore();
  await expect.poll(() => ask("ready"), PATIENT).toMatchObject({ code: 200, body: { status: "READY" } });
});

test("it is ready while all connections of its pool are at work", async () => {
  const busy = [1, 2].map(() => database.client`select pg_sleep(1)`);
  // On their way before the question is.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await ask("ready")).toMatchObject({ code: 200 });
  await Promise.all(busy);
});

test("who asks while the database is being asked waits for the same answer", async () => {
  const first = database.answers(1_000);
  expect(database.answers(1_000)).toBe(first);
  expect(await first).toBe(true);
});

const others: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of others.splice(0)) await close();
});

/** A gateway over a database that takes connections and never says a word. It is asked nothing else than how it is. */
async function startOverSilence(): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const silence = createServer((socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => silence.listen(0, "127.0.0.1", resolve));
  const { port } = silence.address() as { port: number };
  const silent = connect(`postgres://a:b@127.0.0.1:${port}/c`, { poolSize: 1 });
  const deps = { config, log: pino({ level: "silent" }) };
  // It looks for its secret and for what is due before it serves: in the database that answers.
  const own = await startServer({ ...deps, database: { ...database, answers: silent.answers } });
  others.push(async () => {
    await own.close();
    await silent.close();
    for (const socket of sockets) socket.destroy();
    silence.close();
  });
  return own;
}

test("a database that takes connections and says nothing is found out within seconds, each time anew", async () => {
  const own = await startOverSilence();
  for (let round = 0; round < 2; round++) {
    expect(await ask("ready", "GET", own)).toMatchObject({ code: 503, body: { status: "DATABASE_UNREACHABLE" } });
  }
});

test("a gateway that is to end says that it is not ready, and goes on answering for as long as it was told", async () => {
  const own = await startServer({ config: { ...config, drainDelay: 6_000 }, database, log: pino({ level: "silent" }) });
  expect(await ask("ready", "GET", own)).toMatchObject({ code: 200 });
  const closed = own.close();
  const draining = await ask("ready", "GET", own);
  expect(draining).toMatchObject({ code: 503, body: { status: "DRAINING" } });
  expect(draining.headers.get("connection")).toBe("close");
  expect(await ask("live", "GET", own)).toMatchObject({ code: 200 });
  const answer = await fetch(`${own.url}/graphql?query={__typename}`);
  expect(await answer.json()).toEqual({ data: { __typename: "Query" } });
  await closed;
  await expect(ask("live", "GET", own)).rejects.toThrow();
}, 40_000);

test("a gateway that nobody has asked whether it is ready ends without delay", async () => {
  const own = await startServer({
    config: { ...config, drainDelay: 60_000 },
    database,
    log: pino({ level: "silent" }),
  });
  await own.close();
  await expect(ask("live", "GET", own)).rejects.toThrow();
});
