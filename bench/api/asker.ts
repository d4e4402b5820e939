import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Place, spawnPinned } from "./pinning.ts";

/** A POST: where to, and its body. */
export interface Request {
  path: string;
  body: string;
}

/** What to ask, by so many connections at once, each of which waits for its answer before it asks again. */
export interface Job {
  url: string;
  /** Asked one after the other, over and over. */
  requests: readonly Request[];
  connections: number;
  /** Seconds that are not counted, before those that are. */
  warmUp: number;
  seconds: number;
  /** Process ids of the server and of the postmaster, whose CPU is counted. */
  server: number;
  postgres: number;
}

/** What came of it. */
export interface Load {
  count: number;
  /** Answers with another status than 200, and connections that broke. */
  failures: number;
  seconds: number;
  /** CPU seconds of the server, and of PostgreSQL with all its processes. */
  node: number;
  postgres: number;
  /** Milliseconds until an answer: of half of them, of all but a hundredth. */
  p50: number;
  p99: number;
}

/** A process of its own that asks. */
export interface Asker {
  run(job: Job): Promise<Load>;
  stop(): void;
}

const script = fileURLToPath(new URL("load.ts", import.meta.url));

/** Starts it. */
export function startAsker(place: Place = "others"): Asker {
  const child = spawnPinned(place, [script], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`The process that asks has ended with code ${code}.`);
  });
  gone.catch(() => {});
  return {
    run: async (job) => {
      child.send(job);
      const [load] = await Promise.race([once(child, "message"), gone]);
      return load as Load;
    },
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}
