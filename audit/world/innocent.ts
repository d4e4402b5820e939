import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** How it went for somebody who asked for `{ __typename }` all the while. */
export interface Innocent {
  /** Milliseconds of the slowest answer. */
  slowest: number;
  answers: number;
  /** What came in place of an answer, and how often. */
  failures: [what: string, times: number][];
}

/** Asks until it is told to stop. */
export interface Watch {
  stop(): Promise<Innocent>;
}

/** Who asks comes from here, so that what an attacker may ask for is not used up with it. */
const ADDRESS = process.platform === "linux" ? "127.0.0.99" : undefined;

/** Starts to ask an endpoint for `{ __typename }` every 50 ms, each time over a fresh connection, from a thread of its own. */
export function watch(endpoint: string): Watch {
  // As plain JavaScript it needs no loader in its thread.
  const worker = new Worker(new URL("innocent-worker.js", import.meta.url), {
    workerData: { url: endpoint, from: ADDRESS },
    execArgv: [],
  });
  return {
    async stop() {
      worker.postMessage("stop");
      const [innocent] = (await once(worker, "message")) as [Innocent];
      return innocent;
    },
  };
}
