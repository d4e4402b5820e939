import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { pino } from "pino";
import type { Config } from "../src/config.ts";
import type { Database } from "../src/db/client.ts";
import type { Siblings } from "../src/rates/exchange.ts";
import { type Served, startServer } from "../src/server.ts";
import { startSeeing } from "./seeing.ts";

/** What a start is made with. */
export interface StartContext {
  config: Config;
  /** Of the database. */
  url: string;
  database: Database;
  /** The other processes on the port; left out where there are none. */
  siblings?: Siblings;
  /** Aborts when the process is asked to end. */
  stopping: AbortSignal;
}

// By how many percent V8 lets old objects grow before it looks which of them are still needed. On a machine with much memory
// it would choose some hundreds, though hardly anything that a request makes outlives it: 390 MiB instead of 260 at the same
// CPU. A V8 that no longer knows the flag says so in a line on stderr.
const HEAP_GROWTH = "--heap-growing-percent=40";

/**
 * Serves from this process until it is asked to end.
 * @param onServing Hears where.
 * @throws ListenError where the port cannot be opened.
 */
export async function serve(
  { config, database, siblings, stopping }: StartContext,
  onServing: (at: Served) => unknown,
): Promise<void> {
  setFlagsFromString(HEAP_GROWTH);
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const seen = await startSeeing(config, log);
  const { metrics, traces } = seen;
  const server = await startServer({ config, database, log, metrics, traces, ...(siblings && { siblings }) });
  try {
    await onServing(server);
    if (!stopping.aborted) await once(stopping, "abort");
  } finally {
    await server.close();
    await seen.close();
  }
}
