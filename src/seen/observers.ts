import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { OnAnswered } from "./answered.ts";
import { createRequestLog } from "./request-log.ts";
import { createSlowOperationLog } from "./slow-operations.ts";

/** What those who are told of requests are made of. */
export interface ObserversDeps {
  config: Pick<Config, "logRequests" | "slowOperation">;
  explain: (shape: string) => Promise<string | null>;
  log: Logger;
  /** Null where nobody wants it. */
  metrics: OnAnswered | null;
  traces: OnAnswered | null;
}

/** Tells all that the settings ask for of each request; null where they ask for nothing. */
export function createObservers({ config, explain, log, metrics, traces }: ObserversDeps): OnAnswered | null {
  const { logRequests, slowOperation } = config;
  const told = [
    logRequests && log.isLevelEnabled("info") ? createRequestLog(log) : null,
    slowOperation > 0 && log.isLevelEnabled("warn")
      ? createSlowOperationLog({ threshold: slowOperation, explain, log })
      : null,
    metrics,
    traces,
  ].filter((each) => each !== null);
  if (told.length === 0) return null;
  return (answered) => {
    for (const tell of told) tell(answered);
  };
}
