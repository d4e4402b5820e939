import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { probePort } from "../src/listen.ts";
import { PROJECT_ROOT } from "../src/project-root.ts";
import type { Served } from "../src/server.ts";
import { startWorkers } from "../src/workers/supervisor.ts";
import type { StartContext } from "./serve.ts";

// Compiled, also where this module is not: Node 20 loads no TypeScript.
const PROGRAM = fileURLToPath(new URL("dist/worker.js", PROJECT_ROOT));

/**
 * Serves from several processes until this one is asked to end.
 * @param onServing Hears where, once all of them do.
 * @throws ListenError where the port cannot be opened; WorkersFailed where the workers cannot serve.
 */
export async function serveByWorkers(
  { config, url, database, stopping }: StartContext,
  onServing: (at: Served) => unknown,
): Promise<void> {
  // Once for all: each worker would say that it is taken, and choose a free one again where it takes another's place.
  const port = await probePort(config);
  const log = pino({ level: config.logLevel }, process.stderr);
  const metrics =
    config.metrics && (await (await import("./worker-metrics.ts")).serveWorkersMetrics(config.metrics, log));
  const supervisor = startWorkers<Served>({
    program: PROGRAM,
    workers: config.workers,
    settings: { DATABASE_URL: url, PORT: String(port), WORKERS: String(config.workers) },
    log,
    // What is under way, its answers, and some for the rest.
    patience: config.drainDelay + 20_000,
    stderr: process.stderr,
  });
  const stopped = stopping.aborted ? Promise.resolve() : once(stopping, "abort");
  try {
    const at = await Promise.race([supervisor.serving, stopped.then(() => null)]);
    if (at === null) return;
    await onServing(at);
    // From here on only the workers ask it.
    await database.close();
    await Promise.race([stopped, supervisor.failed]);
  } finally {
    await supervisor.close();
    await metrics?.close();
  }
}
