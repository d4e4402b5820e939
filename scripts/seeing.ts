import cluster from "node:cluster";
import { randomFillSync } from "node:crypto";
import type { Logger } from "pino";
import type { Config } from "../src/config.ts";
import { projectVersion } from "../src/project-version.ts";
import type { OnAnswered } from "../src/seen/answered.ts";
import type { Metrics } from "../src/seen/metrics.ts";

/** What tells others of a server. */
interface Seeing {
  metrics: Metrics | null;
  traces: OnAnswered | null;
  close(): Promise<void>;
}

/** What a supervisor asks its workers for. */
export const METRICS_QUESTION = "metrics";

/**
 * Starts what the settings ask for: metrics, on a port of their own or, of a worker, for its supervisor; and traces. What is
 * not asked for is not loaded.
 * @throws ListenError where METRICS_PORT cannot be opened.
 */
export async function startSeeing({ metrics, traces }: Config, log: Logger): Promise<Seeing> {
  const version = projectVersion();
  const counted = metrics && (await startMetrics(metrics, version, log));
  const traced = traces && (await startTraces(traces, version, log));
  return {
    metrics: counted?.metrics ?? null,
    traces: traced?.traces ?? null,
    close: async () => {
      await Promise.all([counted?.close(), traced?.close()]);
    },
  };
}

async function startMetrics(place: NonNullable<Config["metrics"]>, version: string, log: Logger) {
  const { createMetrics } = await import("../src/seen/metrics.ts");
  const metrics = createMetrics(version);
  if (cluster.isWorker) {
    const { answerSupervisor } = await import("../src/workers/ask-workers.ts");
    answerSupervisor(METRICS_QUESTION, () => metrics.registry.getMetricsAsJSON());
    return { metrics, close: async () => {} };
  }
  const { serveMetrics } = await import("../src/seen/metrics-server.ts");
  const server = await serveMetrics(place, () => metrics.registry.metrics(), log);
  log.info({ url: server.url }, "metrics are given");
  return { metrics, close: server.close };
}

const RANDOM_POOL = 8_192;

/** Makes what gives random digits. Each call for a few bytes would take as long as the rest of a span. */
function createRandomHex(): (bytes: number) => string {
  const pool = Buffer.alloc(RANDOM_POOL);
  let used = RANDOM_POOL;
  return (bytes) => {
    if (used + bytes > RANDOM_POOL) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytes;
    return pool.toString("hex", used - bytes, used);
  };
}

async function startTraces(settings: NonNullable<Config["traces"]>, version: string, log: Logger) {
  const [{ createSpanExporter }, { createTraces }] = await Promise.all([
    import("../src/seen/otlp.ts"),
    import("../src/seen/traces.ts"),
  ]);
  const exporter = createSpanExporter({ ...settings, version, log });
  const { timeOrigin } = performance;
  const { share } = settings;
  return { traces: createTraces({ exporter, share, randomHex: createRandomHex(), timeOrigin }), close: exporter.close };
}
