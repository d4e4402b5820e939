import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import { cpuOfServer } from "../import/process.ts";
import type { Job, Load } from "./asker.ts";

// The process that asks: each job that the parent sends is carried out, and answered with what came of it.

// How often is looked whether it is over, in milliseconds.
const LOOK_EVERY = 20;

// A short interval goes on until there is something to take a median of, or this many seconds are over.
const FEWEST = 10;
const PATIENCE = 10;

process.on("message", async (job: Job) => process.send?.(await run(job)));
process.on("disconnect", () => process.exit());

async function run({ url, requests, connections, warmUp, seconds, server, postgres }: Job): Promise<Load> {
  const durations: number[] = [];
  let failures = 0;
  let connection = 0;
  const look = () => ({ at: performance.now(), node: cpuOfServer(server), postgres: cpuOfServer(postgres) });
  const options: autocannon.Options = {
    url,
    connections,
    duration: warmUp + seconds + PATIENCE + 1,
    sampleInt: LOOK_EVERY,
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json, application/json" },
    requests: [...requests],
    // Each connection begins elsewhere in the list, or all would ask for one thing at a time.
    setupClient: (client) => {
      const first = (connection++ * 7) % requests.length;
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
    },
  };
  let end: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const running = autocannon(options, () => end?.());
  // autocannon's own figures are rounded to milliseconds.
  running.on("response", (_client, status, _bytes, duration) => {
    if (status !== 200) failures += 1;
    durations.push(duration);
  });
  running.on("reqError", () => {
    failures += 1;
  });
  await sleep(warmUp * 1000);
  // Counted from here on, where as many requests are under way as at the end: none is half paid for.
  durations.length = 0;
  const start = look();
  await sleep(seconds * 1000);
  while (durations.length < FEWEST && performance.now() - start.at < PATIENCE * 1000) await sleep(LOOK_EVERY);
  const figures = sumUp(durations, failures, start, look());
  running.stop();
  await ended;
  return figures;
}

type Moment = { at: number; node: number; postgres: number };

function sumUp(durations: number[], failures: number, start: Moment, end: Moment): Load {
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    count: sorted.length,
    failures,
    seconds: (end.at - start.at) / 1000,
    node: end.node - start.node,
    postgres: end.postgres - start.postgres,
    p50: at(0.5),
    p99: at(0.99),
  };
}
