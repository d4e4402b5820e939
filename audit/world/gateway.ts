import { freePort } from "../../test/support/own-postgres.ts";
import { type Asking, askAt, type GraphqlReply, type Reply, type Sending, send } from "./http.ts";
import { commandLine, type Running, start } from "./process.ts";

/** A gateway that serves as in production, in a process of its own. */
export interface Gateway extends Running {
  /** Without a slash at the end. */
  url: string;
  endpoint: string;
  databaseUrl: string;
  /** Sends an operation by POST. */
  ask(query: string, asking?: Asking): Promise<GraphqlReply>;
  /** Sends a request to a path, such as `/health/ready`. */
  get(path: string, sending?: Sending): Promise<Reply>;
  /** All that it has logged from a place on, in characters. */
  logSince(mark: number): string;
  logMark(): number;
  stop(): Promise<void>;
}

/** What a gateway is started with. */
export interface GatewayOptions {
  databaseUrl: string;
  settings: Record<string, string>;
  /** Where requests come from, if nothing else is said. */
  from?: string | undefined;
}

/**
 * Starts `broadsheet serve` on a free port of 127.0.0.1, and waits until it serves.
 * @throws Error with what it said, where it ends instead.
 */
export async function startGateway({ databaseUrl, settings, from }: GatewayOptions): Promise<Gateway> {
  // Chosen here, since what a gateway says of itself may be another address: PUBLIC_URL.
  const port = await freePort();
  const running = start(commandLine("serve"), {
    PORT: String(port),
    DRAIN_DELAY: "1",
    DATABASE_URL: databaseUrl,
    ...settings,
  });
  await new Promise<void>((resolve, reject) => {
    running.child.stdout?.on("data", () => running.stdout().includes("stops it") && resolve());
    running.exit.then((code) => reject(new Error(`The gateway ended with ${code}: ${running.stderr()}`)));
  });
  const url = `http://127.0.0.1:${port}`;
  const endpoint = `${url}/graphql`;
  return {
    ...running,
    url,
    endpoint,
    databaseUrl,
    ask: (query, asking = {}) => askAt(endpoint, query, { from, ...asking }),
    get: (path, sending = {}) => send(`${url}${path}`, { from, ...sending }),
    logMark: () => running.stderr().length,
    logSince: (mark) => running.stderr().slice(mark),
    async stop() {
      running.child.kill("SIGTERM");
      const hanging = setTimeout(() => running.child.kill("SIGKILL"), 15_000);
      await running.exit;
      clearTimeout(hanging);
    },
  };
}
