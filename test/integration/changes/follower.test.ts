import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Change, ChangeListener } from "../../../src/changes/change.ts";
import { createFollower, type Follower, type FollowerDeps } from "../../../src/changes/follower.ts";
import { connect, type Database } from "../../../src/db/client.ts";
import { acknowledged } from "../../../src/db/write/acknowledged.ts";
import { forgetThePast } from "../../../src/db/write/gateways.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { startProxy } from "../../support/proxy.ts";

let stored: TestDatabase;
let database: Database;
const followers: Follower[] = [];

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 4 });
});

afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.close();
});

afterAll(async () => {
  await database.close();
  await stored.drop();
});

/** Remembers what it was told. */
function createListener() {
  const told: Change[] = [];
  const listener = {
    told,
    resets: 0,
    apply: (changes: readonly Change[]): void | Promise<void> => {
      told.push(...changes);
    },
    reset: () => {
      listener.resets++;
    },
  } satisfies ChangeListener & Record<string, unknown>;
  return listener;
}

function follow(listener: ChangeListener, deps: Partial<FollowerDeps> = {}): Follower {
  const log = pino({ level: "silent" });
  const follower = createFollower({
    client: database.client,
    directUrl: stored.url,
    id: randomUUID(),
    log,
    ...deps,
  });
  followers.push(follower);
  follower.start([listener]);
  return follower;
}

const current = (follower: Follower) =>
  vi.waitFor(() => expect(follower.isCurrent()).toBe(true), { timeout: 10_000, interval: 5 });

const write = (title: string) => writeArticles(database, [article({ path: `${title}.md`, title })]);

const lastSeq = async () => Number((await database.client`select max(seq) as seq from changes`)[0]?.seq);

test("what was written before it follows is nobody's news, what is written then comes in order", async () => {
  await write("Before");
  const listener = createListener();
  const follower = follow(listener);
  await current(follower);
  expect(listener).toMatchObject({ told: [], resets: 1 });
  for (const title of ["One", "Two", "Three"]) await write(title);
  await acknowledged(database.client);
  expect(listener.told.flatMap(({ names }) => names.filter((name) => name.startsWith("article.slug:")))).toEqual([
    "article.slug:one",
    "article.slug:two",
    "article.slug:three",
  ]);
  expect(listener.resets).toBe(1);
  expect(follower.isCurrent()).toBe(true);
});

test("a writer waits until each listener is done", async () => {
  const listener = createListener();
  let isDone = false;
  listener.apply = async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    isDone = true;
  };
  await current(follow(listener));
  await write("Slow");
  expect(isDone).toBe(false);
  await acknowledged(database.client);
  expect(isDone).toBe(true);
});

test("a listener that fails is given the same changes again, and nothing is current until it has applied them", async () => {
  const listener = createListener();
  const follower = follow(listener);
  await current(follower);
  let failures = 0;
  const { apply } = listener;
  listener.apply = (changes) => {
    if (failures++ < 2) throw new Error("not now");
    return apply(changes);
  };
  await write("Failed");
  await acknowledged(database.client);
  expect(failures).toBe(3);
  expect(listener.told.map(({ seq }) => seq)).toEqual([await lastSeq()]);
  expect(listener.resets).toBe(1);
  await current(follower);
});

test("without a gateway nobody waits, and one that was stopped is not waited for", async () => {
  const follower = follow(createListener());
  await current(follower);
  await follower.close();
  expect(await database.client`select from gateways`).toHaveLength(0);
  expect(follower.isCurrent()).toBe(false);
  await write("Unheard");
  const began = performance.now();
  await acknowledged(database.client);
  expect(performance.now() - began).toBeLessThan(1_000);
});

test("a connection that is ended makes it distrust what it holds, until it has caught up on another one", async () => {
  const listener = createListener();
  const follower = follow(listener);
  await current(follower);
  await database.client`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'broadsheet follower' and datname = current_database()`;
  await vi.waitFor(() => expect(follower.isCurrent()).toBe(false), { interval: 1 });
  await write("Meanwhile");
  await acknowledged(database.client);
  expect(listener.told.map(({ seq }) => seq)).toEqual([await lastSeq()]);
  // Nothing was lost, so nothing had to be forgotten.
  expect(listener.resets).toBe(1);
});

test("one that cannot reach the primary distrusts what it holds before writers stop waiting, and they stop", async () => {
  const proxy = await startProxy(stored.url);
  const listener = createListener();
  const follower = follow(listener, { directUrl: proxy.url });
  await current(follower);
  await proxy.cut();
  await write("Cut off");
  const waited = acknowledged(database.client).then(() => performance.now());
  await vi.waitFor(() => expect(follower.isCurrent()).toBe(false), { timeout: 6_000, interval: 1 });
  const distrusted = performance.now();
  expect((await waited) - distrusted).toBeGreaterThan(0);
  await proxy.restore();
  await current(follower);
  expect(listener.told.at(-1)?.seq).toBe(await lastSeq());
  await follower.close();
  await proxy.cut();
}, 30_000);

test("nobody waits for ever for one that reaches the primary and cannot apply what has changed", async () => {
  const listener = createListener();
  const follower = follow(listener);
  await current(follower);
  const { apply } = listener;
  listener.apply = () => {
    throw new Error("not ever");
  };
  await write("Not applied");
  await acknowledged(database.client);
  expect(follower.isCurrent()).toBe(false);
  listener.apply = apply;
  await current(follower);
  expect(listener.told.at(-1)?.seq).toBe(await lastSeq());
}, 30_000);

test("one that cannot connect says so once, and tries again at its leisure", async () => {
  let tries = 0;
  let refuse = (socket: Socket) => socket.resetAndDestroy();
  const server = createServer((socket) => {
    tries++;
    socket.on("error", () => {});
    refuse(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const lines: string[] = [];
  const tryToFollow = () =>
    follow(createListener(), {
      directUrl: `postgres://nobody@127.0.0.1:${port}/none`,
      log: pino({}, { write: (line) => lines.push(line) }),
    });
  const refused = tryToFollow();
  await vi.waitFor(() => expect(tries).toBeGreaterThan(3), 8_000);
  // Each half a second; without a pause it would be thousands.
  expect(tries).toBeLessThan(20);
  expect(lines).toHaveLength(1);
  await refused.close();

  // As a proxy does whose server is down: the driver would try for ever.
  refuse = (socket) => socket.destroy();
  tryToFollow();
  await vi.waitFor(() => expect(lines).toHaveLength(2), 8_000);
  server.close();
}, 30_000);

test("a process that was stopped sees it before it does anything else", async () => {
  const at = { monotonic: 0, wall: 0 };
  const clocks = { monotonic: () => performance.now() + at.monotonic, wall: () => Date.now() + at.wall };
  const follower = follow(createListener(), { clocks });
  await current(follower);
  at.wall = 5_000;
  expect(follower.isCurrent()).toBe(false);
  await current(follower);
});

test("one whose row was deleted is waited for again before it trusts what it holds", async () => {
  const follower = follow(createListener());
  await current(follower);
  await database.client`delete from gateways`;
  await vi.waitFor(async () => expect(await database.client`select from gateways`).toHaveLength(1), 5_000);
  await current(follower);
});

test("of changes older than a day the last one stays, and gateways that are gone do not", async () => {
  // The imports of these tests are long past.
  await write("Old");
  await write("Older than a day");
  await database.client`insert into gateways values (${randomUUID()}, 0, now() - interval '2 minutes', now())`;
  const last = await lastSeq();
  await forgetThePast(database.client);
  expect((await database.client`select seq from changes`).map(({ seq }) => Number(seq))).toEqual([last]);
  expect(await database.client`select from gateways`).toHaveLength(0);
});

test("one that has missed a part of the list begins afresh", async () => {
  const listener = createListener();
  const follower = follow(listener);
  await write("Known");
  await current(follower);
  await acknowledged(database.client);
  await database.client`delete from changes`;
  await write("Afresh");
  await acknowledged(database.client);
  expect(listener.resets).toBe(2);
});
