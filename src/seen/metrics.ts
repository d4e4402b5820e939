import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Importer } from "../context.ts";
import type { StatementRun } from "../db/queries/statement-watch.ts";
import type { Answered, OnAnswered } from "./answered.ts";
import { countImports } from "./count-imports.ts";
import { defineGauges, type Gauged } from "./gauges.ts";

/** What is counted and timed in one process, in the format of Prometheus. */
export interface Metrics {
  registry: Registry;
  onAnswered: OnAnswered;
  onStatement(run: StatementRun & { milliseconds: number }): void;
  /** A request to the port begins. @returns what to call with the status when it is over. */
  onRequest(route: string, method: string): (status: number) => void;
  /** An image was sent: out of the cache, or else fetched or drawn. */
  onImage(cached: boolean): void;
  /** The same importer, whose calls are counted. */
  countImports(importer: Importer): Importer;
  /** From now on, tells of these. */
  gauge(gauged: Gauged): void;
}

/** Seconds. A kept answer takes a tenth of a millisecond, a heavy search some hundred. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const COSTS = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000];

/** What methods are told apart: a client may send any word. */
const METHODS = new Set(["GET", "HEAD", "POST", "OPTIONS"]);

/** Makes the metrics of this process. @param version - of this project. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "broadsheet_http_requests_total",
    help: "Requests to the port that are over, by route (graphql, graphiql, images, health, other), method and status; 0 where the client left first.",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const inFlight = new Gauge({
    name: "broadsheet_http_requests_in_flight",
    help: "Requests to the port that are being answered.",
    registers,
  });
  const durations = new Histogram({
    name: "broadsheet_operation_duration_seconds",
    help: "From the head of a request to the endpoint until its answer was sent, by operation (query, mutation, subscription, none where it was refused before) and source (memory, executed).",
    labelNames: ["operation", "source"],
    buckets: SECONDS,
    registers,
  });
  const costs = new Histogram({
    name: "broadsheet_operation_cost",
    help: "What executed operations may cost at the most, as MAX_COST counts.",
    buckets: COSTS,
    registers,
  });
  const errors = new Counter({
    name: "broadsheet_errors_total",
    help: "Errors in answers, by code.",
    labelNames: ["code"],
    registers,
  });
  const statements = new Histogram({
    name: "broadsheet_statement_duration_seconds",
    help: "From asking the database until it has answered, waiting for a connection included, by query of the read side.",
    labelNames: ["query"],
    buckets: SECONDS,
    registers,
  });
  const images = new Counter({
    name: "broadsheet_images_total",
    help: "Images that were sent from signed addresses, by source (cache; made, where they had to be fetched or drawn).",
    labelNames: ["source"],
    registers,
  });
  const imports = new Counter({
    name: "broadsheet_imports_total",
    help: "Mutations that write, by operation (import, delete) and result (done; refused, where the input was wrong; failed).",
    labelNames: ["operation", "result"],
    registers,
  });
  const imported = new Counter({
    name: "broadsheet_imported_articles_total",
    help: "Articles of files that came by mutations, whether they changed or not, and articles that mutations deleted, by operation.",
    labelNames: ["operation"],
    registers,
  });
  new Gauge({
    name: "broadsheet_build_info",
    help: "1, by version of Broadsheet and of Node.",
    labelNames: ["version", "node"],
    aggregator: "first",
    registers,
  }).set({ version, node: process.version }, 1);
  collectDefaultMetrics({ register: registry });
  const gauge = defineGauges(registers);

  const sourceOf = ({ caller: { facts } }: Answered) => (facts.fromMemory ? "memory" : "executed");

  return {
    registry,
    gauge,
    onAnswered: (answered) => {
      const { facts } = answered.caller;
      const labels = { operation: facts.operation ?? "none", source: sourceOf(answered) };
      durations.observe(labels, (answered.ended - answered.begun) / 1_000);
      if (facts.cost !== null) costs.observe(facts.cost);
      for (const code of facts.errorCodes) errors.inc({ code });
    },
    onStatement: ({ shape, milliseconds }) => statements.observe({ query: queryOf(shape) }, milliseconds / 1_000),
    onRequest: (route, method) => {
      inFlight.inc();
      return (status) => {
        inFlight.dec();
        requests.inc({ route, method: METHODS.has(method) ? method : "other", status });
      };
    },
    onImage: (cached) => images.inc({ source: cached ? "cache" : "made" }),
    countImports: (importer) =>
      countImports(importer, ({ operation, result, articles }) => {
        imports.inc({ operation, result });
        imported.inc({ operation }, articles);
      }),
  };
}

// A shape begins with the name of its query; there are as many as the code has.
const queryOf = (shape: string): string => shape.split(" ", 1)[0] ?? "";
