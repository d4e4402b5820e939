import cluster, { type Worker } from "node:cluster";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { Foreseen } from "../foreseen.ts";
import { followHandover } from "./handover.ts";
import { relayLines } from "./relay-lines.ts";

/** The workers cannot serve; the message is one line that says why. */
class WorkersFailed extends Foreseen {}

/**
 * What a worker sends to its supervisor: that it serves, and what it has to say of that; or why it cannot; or something for
 * the other workers, which they get as it is.
 */
export type WorkerNews<About> = { serves: About } | { failed: string } | ForOthers;

/** What workers tell each other. */
export interface ForOthers {
  forOthers: unknown;
}

/** What a supervisor sends to a worker that serves: answer what has arrived, and end. */
export const STOP = "stop";

/** What is run. */
export interface SupervisorOptions {
  /** The program of a worker, compiled. It listens on a port that is the same for all, and sends WorkerNews. */
  program: string;
  workers: number;
  /** Environment variables of the workers beside the supervisor's own. */
  settings: Record<string, string>;
  log: Logger;
  /** Milliseconds for a worker to end that was told to. */
  patience: number;
  /** Takes what workers say on stderr, in whole lines. */
  stderr: Writable;
}

/** Processes that serve on one port, each replaced when it ends. */
export interface Supervisor<About> {
  /**
   * What one of the workers has to say, once all serve.
   * @throws WorkersFailed where they do not come as far.
   */
  serving: Promise<About>;
  /** Rejects with WorkersFailed once no worker serves any more, and none can be started. */
  failed: Promise<never>;
  /** Has each worker answer what has arrived, and waits until all have ended. None is replaced any more. */
  close(): Promise<void>;
}

/** Milliseconds. A worker that ends sooner is replaced after a pause, which doubles from one to the next. */
const STEADY = 10_000;
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** In a row. */
const MOST_FAILURES = 5;

/** Starts workers, and keeps up their number. Connections to the port are handed to them in turn. */
export function startWorkers<About>(options: SupervisorOptions): Supervisor<About> {
  const { workers, log } = options;
  const closing = new AbortController();
  const follow = followHandover(() => closing.signal.aborted);
  const alive = new Set<Worker>();
  const serving = new Set<Worker>();
  let haveServed: (about: About) => void = () => {};
  let fail: (error: WorkersFailed) => void = () => {};
  let complete = false;

  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const served = new Promise<About>((resolve) => {
    haveServed = resolve;
  });

  async function runOne(): Promise<Life> {
    const worker = launch(options);
    follow(worker);
    alive.add(worker);
    const tellOthers = (told: ForOthers) => {
      for (const other of serving) if (other !== worker) other.send(told);
    };
    const life = await lifeOf<About>(worker, tellOthers, (about) => {
      serving.add(worker);
      if (complete) log.info({ worker: worker.process.pid }, "a worker serves in the place of another");
      complete ||= serving.size === workers;
      if (complete) haveServed(about);
    });
    alive.delete(worker);
    serving.delete(worker);
    return life;
  }

  /** At the start all are to serve; later, what serves is not given up for what does not. */
  function isHopeless({ served, refusal }: Life, failures: number): boolean {
    if (served) return false;
    return complete ? serving.size === 0 && failures >= MOST_FAILURES : refusal !== null || failures >= MOST_FAILURES;
  }

  async function keepOne(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      const life = await runOne();
      if (closing.signal.aborted) return;
      failures = life.milliseconds < STEADY ? failures + 1 : 0;
      if (isHopeless(life, failures)) return fail(new WorkersFailed(life.refusal ?? describe(life)));
      log[life.asked ? "info" : "warn"](detailsOf(life), "a worker has ended; another takes its place");
      const pause = Math.min(SHORTEST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE);
      await sleep(pause, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  prepare(options);
  const kept = Promise.all(Array.from({ length: workers }, keepOne));
  // Nobody may be waiting at that moment; whoever asks later hears of it.
  failed.catch(() => {});
  return {
    serving: Promise.race([served, failed]),
    failed,
    async close() {
      closing.abort();
      for (const worker of alive) tellToEnd(worker, serving.has(worker));
      const timer = setTimeout(() => alive.forEach((worker) => void worker.process.kill("SIGKILL")), options.patience);
      await kept;
      clearTimeout(timer);
    },
  };
}

/** A worker from its start to its end. */
interface Life {
  pid: number | undefined;
  milliseconds: number;
  served: boolean;
  /** Why it could not serve, where it knew. */
  refusal: string | null;
  /** Whether it ended because somebody asked it to. */
  asked: boolean;
  code: number | null;
  signal: NodeJS.Signals | null;
}

function prepare({ program }: SupervisorOptions): void {
  // Where workers take connections by themselves, one of them at times has nearly all.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({ exec: program, args: [], stdio: ["ignore", "inherit", "pipe", "ipc"] });
}

function launch({ settings, stderr }: SupervisorOptions): Worker {
  const worker = cluster.fork(settings);
  if (worker.process.stderr) relayLines(worker.process.stderr, stderr);
  return worker;
}

function lifeOf<About>(
  worker: Worker,
  onForOthers: (told: ForOthers) => void,
  onServing: (about: About) => void,
): Promise<Life> {
  const begun = performance.now();
  let refusal: string | null = null;
  let served = false;
  worker.on("message", (news: WorkerNews<About>) => {
    if ("forOthers" in news) onForOthers(news);
    else if ("failed" in news) refusal = news.failed;
    // Anything else is an answer to whoever has asked (ask-workers.ts).
    else if ("serves" in news) {
      served = true;
      onServing(news.serves);
    }
  });
  // Something was sent to a worker that has just died: of that is heard below.
  worker.on("error", () => {});
  return new Promise((resolve) => {
    // After the end, when all that it has sent and said has arrived; also where no process could be started.
    worker.process.once("close", (code: number | null, signal: NodeJS.Signals | null) => {
      const milliseconds = performance.now() - begun;
      const asked = worker.exitedAfterDisconnect && code === 0;
      resolve({ pid: worker.process.pid, milliseconds, served, refusal, asked, code, signal });
    });
  });
}

function tellToEnd(worker: Worker, serves: boolean): void {
  if (serves) worker.send(STOP);
  // It may not be able to hear yet, and has nothing to answer.
  else worker.process.kill();
}

const describe = ({ code, signal }: Life): string =>
  `The workers do not start: ${MOST_FAILURES} times in a row one ended with ${signal ?? `code ${code}`} before it served.`;

const detailsOf = ({ pid, code, signal, refusal }: Life) => ({
  worker: pid,
  code,
  signal,
  ...(refusal && { refusal }),
});
