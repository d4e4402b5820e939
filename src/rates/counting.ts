import type { Logger } from "pino";
import { type Exchange, type Siblings, shareWithSiblings } from "./exchange.ts";
import { createRates, type RateLimits, type Rates } from "./rates.ts";
import { Windows } from "./windows.ts";

/** What counting takes. */
export interface CountingDeps {
  limits: RateLimits;
  /** Where the machines that count together meet; null of one alone. */
  redisUrl: string | null;
  /** The other processes on the port; null where there are none. */
  siblings: Siblings | null;
  now: () => number;
  log: Logger;
}

/** The counters of this process, and what shares them with others. */
export interface Counting {
  rates: Rates;
  close(): Promise<void>;
}

/** Begins to count. Processes of one machine meet at Redis too, where that is used. */
export async function startCounting({ limits, redisUrl, siblings, now, log }: CountingDeps): Promise<Counting> {
  const windows = new Windows(now, redisUrl !== null || siblings !== null);
  const exchange = await shareOf(windows);
  return {
    rates: createRates(windows, limits),
    close: async () => exchange?.close(),
  };

  async function shareOf(windows: Windows): Promise<Exchange | null> {
    if (redisUrl !== null) {
      // Few need the package, which is large.
      const { shareByRedis } = await import("./redis.ts");
      return shareByRedis(windows, { url: redisUrl, log });
    }
    return siblings && shareWithSiblings(windows, siblings);
  }
}
