import type { Logger } from "pino";
import type { Config } from "../src/config.ts";
import { type MetricsServer, serveMetrics } from "../src/seen/metrics-server.ts";
import { createSummedMetrics, type MetricValues } from "../src/seen/summed-metrics.ts";
import { createAskWorkers } from "../src/workers/ask-workers.ts";
import { METRICS_QUESTION } from "./seeing.ts";

/** Milliseconds. Whoever reads metrics gives up after some seconds. */
const PATIENCE = 1_500;

/**
 * Gives the sums of what all workers have counted.
 * @throws ListenError where METRICS_PORT cannot be opened.
 */
export async function serveWorkersMetrics(place: NonNullable<Config["metrics"]>, log: Logger): Promise<MetricsServer> {
  const workers = createAskWorkers<MetricValues>(METRICS_QUESTION);
  const { sum } = createSummedMetrics();
  const read = async () => {
    const answers = await workers.ask(PATIENCE);
    const alive = workers.alive();
    return sum(answers, alive);
  };
  const server = await serveMetrics(place, read, log);
  log.info({ url: server.url }, "metrics are given");
  return server;
}
