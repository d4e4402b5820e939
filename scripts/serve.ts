import { once } from "node:events";
import { pino } from "pino";
import type { Config } from "../src/config.ts";
import type { Database } from "../src/db/client.ts";
import { type Served, startServer } from "../src/server.ts";

/** What a start is made with. */
export interface StartContext {
  config: Config;
  /** Of the database. */
  url: string;
  database: Database;
  /** Aborts when the process is asked to end. */
  stopping: AbortSignal;
}

/**
 * Serves from this process until it is asked to end.
 * @param onServing Hears where.
 * @throws ListenError where the port cannot be opened.
 */
export async function serve(
  { config, database, stopping }: StartContext,
  onServing: (at: Served) => unknown,
): Promise<void> {
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const server = await startServer({ config, database, log });
  try {
    await onServing(server);
    if (!stopping.aborted) await once(stopping, "abort");
  } finally {
    await server.close();
  }
}
