import { pino } from "pino";
import { vi } from "vitest";
import type { Config } from "../../src/config.ts";
import { connect, type Database } from "../../src/db/client.ts";
import { type ServerDeps, startServer } from "../../src/server.ts";
import { createTestDatabase } from "./database.ts";
import { serverConfig } from "./server-config.ts";

/** A line of the log. */
export type Line = Record<string, unknown> & { msg: string };

/** A whole server whose log is kept. */
export interface SeenServer {
  url: string;
  database: Database;
  databaseUrl: string;
  /** What was logged, as it was written. */
  logged: string[];
  /** Waits for so many lines with that message, and gives them. */
  lines(message: string, count?: number): Promise<Line[]>;
  ask(body: { query: string; variables?: object; operationName?: string }, headers?: HeadersInit): Promise<Response>;
  close(): Promise<void>;
}

/** Starts a server with these settings over a database of its own; close it after the tests of the file. */
export async function startSeenServer(
  settings: Partial<Config> = {},
  seeing: Pick<ServerDeps, "metrics" | "traces"> = {},
): Promise<SeenServer> {
  const own = await createTestDatabase();
  const database = connect(own.url, { poolSize: 4 });
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => logged.push(line) });
  const config = { ...serverConfig(), ...settings };
  const server = await startServer({ config, database, log, ...seeing });
  const linesOf = (message: string) =>
    logged.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === message);
  return {
    url: server.url,
    database,
    databaseUrl: own.url,
    logged,
    lines: (message, count = 1) =>
      vi.waitFor(
        () => {
          const lines = linesOf(message);
          if (lines.length < count) throw new Error(`${lines.length} lines “${message}”, not ${count}`);
          return lines;
        },
        { timeout: 10_000 },
      ),
    ask: (body, headers = {}) =>
      fetch(server.endpoint, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...headers },
        body: JSON.stringify(body),
      }),
    async close() {
      await server.close();
      await database.close();
      await own.drop();
    },
  };
}
