import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, rm, symlink, writeFile } from "node:fs/promises";
import { Agent, createServer, get, type IncomingMessage, request } from "node:http";
import { type AddressInfo, connect as connectSocket, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { isAlive } from "../../../src/db/embedded-process.ts";
import { childrenOf } from "../../support/children.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { makeScratch } from "../../support/scratch.ts";
import { type Started, startInShell, startScript, startServing } from "../../support/start-script.ts";

// Several processes on one port, as users start them. Which run is read from /proc.

const QUERY = JSON.stringify({ query: "{ __typename }" });
const HEADERS = { "content-type": "application/json" };

let folder: string;
let stored: TestDatabase;
const children: ChildProcess[] = [];

vi.setConfig({ testTimeout: 300_000 });

beforeAll(async () => {
  folder = await makeScratch();
  stored = await createTestDatabase();
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

afterAll(async () => {
  await stored.drop();
  await rm(folder, { recursive: true, force: true });
});

const follow = (started: Started): Started => {
  children.push(started.child);
  return started;
};

const start = (settings: Record<string, string> = {}, ...args: string[]): Started =>
  follow(startScript(folder, { DATABASE_URL: stored.url, WORKERS: "2", ...settings }, ...args));

const portOf = (url: string): number => Number(new URL(url).port);

const ask = async (url: string): Promise<string> =>
  (await fetch(`${url}/graphql`, { method: "POST", headers: HEADERS, body: QUERY })).text();

/** Asks on a connection of its own; null where that fails. */
const askAnew = (port: number, agent: Agent): Promise<string | null> =>
  new Promise((resolve) => {
    const options = { port, host: "127.0.0.1", agent, path: "/graphql", method: "POST", headers: HEADERS };
    request(options, async (response: IncomingMessage) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve(text);
    })
      .on("error", () => resolve(null))
      .end(QUERY);
  });

/** Connections that have been answered once, and stay open. */
async function keepOpen(port: number, count: number): Promise<Socket[]> {
  const agent = new Agent({ keepAlive: true });
  const asked = Array.from({ length: count }, async () => {
    const sent = get({ port, host: "127.0.0.1", agent, path: "/graphql?query={__typename}" });
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const { socket } = response;
    response.resume();
    await once(response, "end");
    return socket;
  });
  return Promise.all(asked);
}

/** A request whose head has arrived, and whose body is still on the way, and its answer. */
async function askSlowly(port: number): Promise<{ finish(): void; answer: Promise<string> }> {
  const socket = connectSocket(port, "127.0.0.1");
  const head = ["POST /graphql HTTP/1.1", "Host: x", "Content-Type: application/json", "Expect: 100-continue"];
  socket.write(`${[...head, `Content-Length: ${QUERY.length}`].join("\r\n")}\r\n\r\n`);
  await once(socket, "data");
  const answer = new Promise<string>((resolve) => {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
  return { finish: () => socket.write(QUERY), answer };
}

// Long, as the machine may be busy: whoever waits is through as soon as it holds.
const SOON = { timeout: 90_000 };
const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true), SOON);
const untilRefused = (url: string) => vi.waitFor(() => expect(ask(url)).rejects.toThrow(), SOON);
const untilAnswered = (url: string) => vi.waitFor(async () => expect(await ask(url)).toContain("Query"), SOON);

test("two processes answer on one port, and each goes on where the other is killed", async () => {
  const server = start();
  const url = await server.url;
  const supervisor = server.child.pid;
  const [one = 0, other = 0, ...more] = childrenOf(supervisor);
  expect(more).toEqual([]);
  expect(server.output().match(/GraphiQL/g)).toHaveLength(1);

  const open = await keepOpen(portOf(url), 8);
  process.kill(one, "SIGKILL");
  await until(() => open.some(({ destroyed }) => destroyed));
  // By the other, as nobody has come up in the place of this one yet.
  expect(await ask(url)).toBe('{"data":{"__typename":"Query"}}');
  await until(() => childrenOf(supervisor).length === 2);
  process.kill(other, "SIGKILL");
  await until(() => open.every(({ destroyed }) => destroyed));
  await untilAnswered(url);
  await until(() => childrenOf(supervisor).length === 2);
  expect(childrenOf(supervisor)).not.toContain(other);

  server.child.kill("SIGTERM");
  expect(await server.exit).toBe(0);
});

test("under load, the death of a worker costs no more than what it was answering, and nobody waits for ever", async () => {
  const server = start();
  const port = portOf(await server.url);
  const agent = new Agent({ keepAlive: false });
  let [answered, failed, asked, over] = [0, 0, 0, false];
  const askers = Array.from({ length: 16 }, async () => {
    while (!over) {
      asked++;
      if ((await askAnew(port, agent)) === null) failed++;
      else answered++;
    }
  });
  for (const [kills, pid] of childrenOf(server.child.pid).entries()) {
    await until(() => answered > 50 * (kills + 1));
    process.kill(pid, "SIGKILL");
    await until(() => server.output().split("serves in the place").length - 1 > kills);
  }
  await until(() => answered > 150);
  over = true;
  // Each of them has heard, of an answer or of a failure.
  await Promise.all(askers);
  expect(answered + failed).toBe(asked);
  expect(failed).toBeLessThanOrEqual(2 * 16);
  expect(server.output()).not.toMatch(/Error|^ +at /m);
  server.child.kill("SIGTERM");
  expect(await server.exit).toBe(0);
});

test("where all workers die, others come up on the same port", async () => {
  const server = start();
  const url = await server.url;
  for (const pid of childrenOf(server.child.pid)) process.kill(pid, "SIGKILL");
  await untilAnswered(url);
  server.child.kill("SIGTERM");
  expect(await server.exit).toBe(0);
});

test("a SIGTERM has every worker answer what has arrived", async () => {
  const server = start();
  const url = await server.url;
  const pids = childrenOf(server.child.pid);
  const slow = await Promise.all(Array.from({ length: 4 }, () => askSlowly(portOf(url))));
  server.child.kill("SIGTERM");
  await untilRefused(url);
  for (const { finish } of slow) finish();
  for (const { answer } of slow) expect(await answer).toContain('{"data":{"__typename":"Query"}}');
  expect(await server.exit).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(server.output().match(/Stopping\./g)).toHaveLength(1);
});

test("Ctrl-C, which reaches all processes at once, ends them like that too, and the embedded server last", async () => {
  const dataDir = join(folder, "data");
  const server = start({ DATABASE_URL: "", DATA_DIR: dataDir });
  const url = await server.url;
  expect(server.output()).toMatch(/Imported +\S*samples: \d+ created\n/);
  const slow = await askSlowly(portOf(url));
  process.kill(-(server.child.pid ?? 0), "SIGINT");
  process.kill(-(server.child.pid ?? 0), "SIGINT");
  await untilRefused(url);
  slow.finish();
  expect(await slow.answer).toContain('{"data":{"__typename":"Query"}}');
  expect(await server.exit).toBe(0);
  expect(server.output().match(/Stopping\./g)).toHaveLength(1);
  expect(server.output()).not.toMatch(/error|^ +at |"level"/im);
});

test.each([50, 150, 250, 400])("a SIGTERM %i ms after the start ends all of it", async (milliseconds) => {
  const server = start();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  process.kill(-(server.child.pid ?? 0), "SIGTERM");
  // Where nothing listens for the signal yet, it ends the process at once.
  expect([0, null]).toContain(await server.exit);
  expect(server.output()).not.toMatch(/error|^ +at |"level"/im);
});

test("workers whose supervisor is killed end by themselves", async () => {
  const server = start();
  const url = await server.url;
  const pids = childrenOf(server.child.pid);
  server.child.kill("SIGKILL");
  await server.exit;
  await until(() => pids.every((pid) => !isAlive(pid)));
  await expect(ask(url)).rejects.toThrow();
});

test("a worker that is asked to end answers what has arrived, and is replaced", async () => {
  const server = start();
  const url = await server.url;
  const pids = childrenOf(server.child.pid);
  const slow = await Promise.all(Array.from({ length: 4 }, () => askSlowly(portOf(url))));
  for (const pid of pids) process.kill(pid, "SIGTERM");
  for (const { finish } of slow) finish();
  for (const { answer } of slow) expect(await answer).toContain('{"data":{"__typename":"Query"}}');
  await until(() => childrenOf(server.child.pid).length === 2 && pids.every((pid) => !isAlive(pid)));
  await untilAnswered(url);
  const notes = server
    .output()
    .split("\n")
    .filter((line) => line.includes("has ended"))
    .map((line) => JSON.parse(line));
  expect(notes).toHaveLength(2);
  for (const note of notes) expect(note).toMatchObject({ level: 30, pid: server.child.pid, code: 0 });
  expect(notes.map(({ worker }) => worker).sort()).toEqual(pids.sort());
});

test("a taken port ends the start with code 2, in one line", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const { port } = holder.address() as AddressInfo;
  const failed = start({ PORT: String(port) });
  expect(await failed.exit).toBe(2);
  expect(failed.output()).toMatch(new RegExp(`^Port ${port} is taken: .+\\n$`));
  holder.close();
});

test("what a worker says of why it cannot serve ends the start with code 2, in one line", async () => {
  const own = await createTestDatabase();
  const client = postgres(own.url, { max: 1 });
  // One of the workers has none left.
  await client.unsafe(`alter database ${new URL(own.url).pathname.slice(1)} connection limit 1`);
  await client.end();
  const failed = start({ DATABASE_URL: own.url, LOG_LEVEL: "silent" });
  expect(await failed.exit).toBe(2);
  expect(failed.output()).toMatch(/^The database cannot be reached: .+ has no connection left: .+\n$/);
  await own.drop();
});

test("workers that do not start end it all, in one line, after some tries", async () => {
  const project = fileURLToPath(new URL("../../../", import.meta.url));
  const copy = join(folder, "copy");
  for (const name of ["bin", "dist", "drizzle", "package.json", "scripts"]) {
    await cp(join(project, name), join(copy, name), { recursive: true });
  }
  await symlink(join(project, "node_modules"), join(copy, "node_modules"));
  await writeFile(join(copy, "dist/worker.js"), "process.exit(3);\n");
  const failed = follow(startServing(copy, { DATABASE_URL: stored.url, WORKERS: "2" }));
  expect(await failed.exit).toBe(2);
  const lines = failed.output().trimEnd().split("\n");
  expect(lines.pop()).toBe("The workers do not start: 5 times in a row one ended with code 3 before it served.");
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: 40, code: 3, pid: failed.child.pid });
});

test("a SIGTERM that reaches npm's shell only ends workers as well", async () => {
  const server = follow(startInShell(folder, { DATABASE_URL: stored.url, WORKERS: "2" }));
  const url = await server.url;
  server.child.kill("SIGTERM");
  await server.exit;
  expect(server.output()).toContain("Stopping.");
  await expect(ask(url)).rejects.toThrow();
});

test("what an address spends at one process counts at the other", async () => {
  const { url } = start({ RATE_LIMIT: "100000" });
  const port = portOf(await url);
  const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })];
  const leftAt = (agent: Agent | undefined): Promise<number> =>
    new Promise((resolve) => {
      get({ port, host: "127.0.0.1", agent, path: "/graphql?query={__typename}" }, (response) => {
        response.resume();
        resolve(Number(/r=(\d+);/.exec(String(response.headers.ratelimit))?.[1]));
      });
    });
  // Connections go to them in turn: each agent's stays with one. Twice what one has spent is what both have.
  let asked = 0;
  await vi.waitFor(
    async () => {
      const [one = 0, other = 0] = await Promise.all(agents.map(leftAt));
      asked += 2;
      // A request costs 21 at the most: beyond the two of this round, each knows of what the other has spent.
      expect(asked).toBeGreaterThan(4);
      expect(Math.abs(one - other)).toBeLessThanOrEqual(42);
      expect(100_000 - Math.max(one, other)).toBeGreaterThan(asked - 3);
    },
    { timeout: 60_000, interval: 400 },
  );
  for (const agent of agents) agent.destroy();
});
