import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Server } from "../import/server.ts";
import type { Request } from "./asker.ts";
import { type Place, spawnPinned } from "./pinning.ts";
import type { QueryName } from "./queries.ts";

/** Values of a query's variables. */
export type Variables = Record<string, unknown>;

/** Somebody who answers the queries. */
export interface Contestant {
  /** As tables show it. */
  name: string;
  /** What Node is to run. */
  args: readonly string[];
  /** Settings beside DATABASE_URL. */
  env?: Record<string, string>;
  /** Where it runs, if not on the core of servers. */
  place?: Place;
  /** The request for a query. */
  request: (query: QueryName, variables: Variables) => Request;
  /** The cursor of the article at a place in the list of all, counted from 1. */
  cursorAt: (ask: Ask, place: number) => Promise<string>;
  /** Its answer in the project's shape; as it is where left out. */
  inOurShape?: (data: unknown) => unknown;
}

/** Asks, and gives the answer's data. */
export type Ask = (request: Request) => Promise<unknown>;

/** A contestant whose server answers. */
export interface Running {
  name: string;
  url: string;
  pid: number;
  /** The database that it reads. */
  database: Server;
  ask: Ask;
  stop(): Promise<void>;
}

// As servers are run where speed counts.
const ENVIRONMENT = {
  PATH: process.env.PATH,
  NODE_ENV: "production",
  GRAPHILE_ENV: "production",
  NO_COLOR: "1",
  PORT: "0",
};

/**
 * Starts a contestant on a database.
 * @throws Error with what it has said, where it ends before it answers.
 */
export async function start(
  { name, args, env = {}, place = "server" }: Omit<Contestant, "request" | "cursorAt">,
  database: Server,
): Promise<Running> {
  const child = spawnPinned(place, args, {
    // A .env file of the project's is not meant.
    cwd: database.dataDir,
    env: { ...ENVIRONMENT, DATABASE_URL: database.url, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await addressOf(name, child);
  return {
    name,
    url,
    pid: child.pid ?? 0,
    database,
    ask: (request) => ask(url, request),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, "exit");
    },
  };
}

/** Where it says that it listens: the port is its own choice. */
function addressOf(name: string, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (chunk: Buffer) => {
      output += chunk;
      const [, port] = /http:\/\/[\w.]+:(\d+)/.exec(output) ?? [];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`${name} has ended with code ${code}:\n${output}`)));
  });
}

async function ask(url: string, { path, body }: Request): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const answer = (await response.json()) as { data?: unknown; errors?: unknown };
  if (answer.errors !== undefined || answer.data == null) {
    throw new Error(`${url}${path} has answered ${response.status}: ${JSON.stringify(answer).slice(0, 500)}`);
  }
  return answer.data;
}
