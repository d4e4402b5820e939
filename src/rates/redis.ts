import { createClient } from "@redis/client";
import type { Logger } from "pino";
import { type Exchange, TELL_EVERY } from "./exchange.ts";
import type { Spending, Windows } from "./windows.ts";

/** Where the counters are, and whom to tell of trouble. */
export interface RedisDeps {
  /** As in redis://user:password@host:6379/0. */
  url: string;
  log: Logger;
}

/** Milliseconds: between attempts to connect, and for Redis to answer. */
const LONGEST_PAUSE = 5_000;
const PATIENCE = 2_000;

/**
 * Shares what is spent among machines: each adds to counters at Redis what was spent there, and learns their totals. No request
 * waits for it. Where Redis is not to be had each machine counts by itself, and tells it what it missed once it is back.
 */
export function shareByRedis(windows: Windows, { url, log }: RedisDeps): Exchange {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: PATIENCE, reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, LONGEST_PAUSE) },
    commandOptions: { timeout: PATIENCE },
  });
  let isDown = false;
  // Once for each time that it is lost.
  client.on("error", (err: unknown) => {
    if (!isDown) log.warn({ err }, "Redis is not to be had: each gateway counts its rates by itself meanwhile");
    isDown = true;
  });
  client.on("ready", () => {
    if (isDown) log.info("Redis is back: gateways count their rates together");
    isDown = false;
  });
  // It goes on trying by itself, and says above what is wrong.
  client.connect().catch(() => {});

  async function tell(): Promise<void> {
    if (!client.isReady) return;
    const spendings = windows.takeUntold();
    const told = await Promise.allSettled(spendings.map((spending) => add(spending)));
    told.forEach((result, index) => {
      const spending = spendings[index];
      if (spending === undefined) return;
      if (result.status === "rejected") windows.takeBack([spending]);
      else windows.hearTotal([spending[0], spending[1], result.value]);
    });
  }

  // All of a turn go out together.
  async function add([who, resetsAt, points]: Spending): Promise<number> {
    const key = `broadsheet:rate:${resetsAt}:${who}`;
    const [total] = await Promise.all([client.incrBy(key, points), client.pExpireAt(key, resetsAt)]);
    return total;
  }

  let telling = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    telling = tell().finally(() => {
      busy = false;
    });
  }, TELL_EVERY);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await telling;
      client.destroy();
    },
  };
}
