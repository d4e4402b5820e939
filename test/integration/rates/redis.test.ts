import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { pino } from "pino";
import { afterEach, expect, test, vi } from "vitest";
import { type Counting, startCounting } from "../../../src/rates/counting.ts";
import { hasRedis, startRedis, stopRedis } from "../../support/redis.ts";

// Gateways on several machines, which meet at a Redis server. Debian has it in its package redis-server.

const logged: string[] = [];
const log = pino({}, { write: (line: string) => logged.push(line) });
const started: Counting[] = [];
let redis: ChildProcess | null = null;

vi.setConfig({ testTimeout: 60_000 });

afterEach(async () => {
  for (const counting of started.splice(0)) await counting.close();
  if (redis) await stopRedis(redis);
  redis = null;
  logged.length = 0;
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

// Their minute is not to end before the test does: nor at Redis, which goes by the time that it is.
const BEGINNING = Date.now() + 600_000;

async function count(port: number): Promise<Counting["rates"]> {
  const counting = await startCounting({
    limits: { address: 100, key: 0 },
    redisUrl: `redis://127.0.0.1:${port}/0`,
    siblings: null,
    now: () => BEGINNING,
    log,
  });
  started.push(counting);
  return counting.rates;
}

const leftOf = (rates: Counting["rates"]) => rates.of(null, "192.0.2.1")?.remaining;
const spend = (rates: Counting["rates"], points: number) => rates.of(null, "192.0.2.1")?.spend(points);
const within = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 50 });

test.skipIf(!hasRedis)("what is spent at one machine counts at the others, once they ask there", async () => {
  const port = await freePort();
  redis = await startRedis(port);
  const [one, other] = [await count(port), await count(port)];
  spend(one, 60);
  expect(leftOf(one)).toBe(40);
  // Nobody waits: what is heard later comes on top.
  spend(other, 30);
  await within(() => {
    spend(one, 1);
    spend(other, 1);
    expect(leftOf(one)).toBeLessThan(12);
    expect(leftOf(other)).toBeLessThan(12);
  });
  await within(() => {
    spend(one, 1);
    spend(other, 1);
    expect([leftOf(one), leftOf(other)]).toEqual([0, 0]);
  });
});

test.skipIf(!hasRedis)(
  "without Redis each counts by itself, says so once, and tells what was missed once it is back",
  async () => {
    const port = await freePort();
    redis = await startRedis(port);
    const [one, other] = [await count(port), await count(port)];
    spend(one, 1);
    spend(other, 1);
    await within(() => {
      spend(other, 0);
      expect(leftOf(other)).toBe(98);
    });
    await stopRedis(redis);
    await within(() => expect(logged.filter((line) => line.includes("not to be had"))).toHaveLength(2));
    spend(one, 50);
    expect(leftOf(one)).toBeLessThanOrEqual(49);
    redis = await startRedis(port);
    await within(() => {
      spend(other, 0);
      expect(leftOf(other)).toBeLessThanOrEqual(50);
    });
    expect(logged.filter((line) => line.includes("not to be had"))).toHaveLength(2);
    expect(logged.filter((line) => line.includes("is back"))).toHaveLength(2);
  },
);

test("a Redis that was never there keeps nobody waiting", async () => {
  const rates = await count(await freePort());
  expect(spend(rates, 100)).toBe(true);
  expect(spend(rates, 1)).toBe(false);
  await within(() => expect(logged).toHaveLength(1));
});
