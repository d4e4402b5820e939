import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startGateway } from "../world/gateway.ts";
import { startLoad } from "../world/load.ts";
import { type Postgres, startPostgres } from "../world/postgres.ts";
import { runCommand } from "../world/process.ts";
import { type Ledger, writeContent } from "./content.ts";
import { growth, noteHeapIn, type Sample, sampleMemory } from "./memory.ts";
import { startPace, type Tally } from "./pace.ts";
import { questionsOf } from "./questions.ts";

/** What came of a soak. */
export interface Soaked {
  /** Requests a second: the most that was answered, and what was sent. */
  most: number;
  rate: number;
  tally: Tally;
  imports: { done: number; again: number };
  kills: number;
  samples: Sample[];
  /** MB a minute over the second half. */
  growth: { heap: number; resident: number };
  /** False where the gateway has ended by itself, or does not end with 0 when it is told to. */
  endedWell: boolean;
}

/** Seconds between imports, and between kills. */
const EVERY = 10;

/** Runs a gateway at half of the most that it carries, while articles change and connections to PostgreSQL are killed. */
export async function soak(folder: string, minutes: number, say: (line: string) => void): Promise<Soaked> {
  await chmod(folder, 0o755);
  const postgres = await startPostgres(folder);
  try {
    const root = join(folder, "articles");
    const ledger = await writeContent(root);
    await postgres.admin`create database soak`;
    const databaseUrl = postgres.urlOf("soak");
    const importAll = () => runCommand(["import", root, "--quiet"], { DATABASE_URL: databaseUrl });
    const first = await importAll();
    if (first.code !== 0) throw new Error(first.stderr);
    const heapFile = join(folder, "heap");
    const settings = {
      DATA_DIR: join(folder, "data"),
      RATE_LIMIT: "0",
      // Small, so that it is full long before the second half.
      ANSWERS_CACHE_SIZE: "8MB",
      NODE_OPTIONS: noteHeapIn(heapFile),
    };
    const gateway = await startGateway({ databaseUrl, settings });
    const next = questionsOf(ledger);
    const most = await findMost(gateway.endpoint, next);
    const rate = Math.max(1, Math.round(most / 2));
    say(`It answers ${Math.round(most)} requests a second at the most: ${rate} a second for ${minutes} minutes.`);

    const memory = sampleMemory(gateway.child.pid, heapFile);
    const pace = startPace(gateway.endpoint, rate, next);
    const troubles = await makeTrouble({ postgres, ledger, importAll, minutes, say, tally: pace.tally });
    const tally = await pace.stop();
    memory.stop();
    const ended = gateway.child.exitCode !== null || gateway.child.signalCode !== null;
    await gateway.stop();
    return {
      ...{ most, rate, tally, ...troubles, samples: memory.samples },
      growth: { heap: growth(memory.samples, "heap"), resident: growth(memory.samples, "resident") },
      endedWell: !ended && gateway.child.exitCode === 0,
    };
  } finally {
    await postgres.stop();
  }
}

/** Answers a second, with more and more at a time, until more do not help. */
async function findMost(endpoint: string, next: ReturnType<typeof questionsOf>): Promise<number> {
  let most = 0;
  for (const concurrency of [1, 4, 8, 16, 32]) {
    const load = startLoad({ endpoint, concurrency, next });
    const started = performance.now();
    await sleep(3000);
    const { answered } = await load.stop();
    const rate = (answered.length * 1000) / (performance.now() - started);
    if (rate < most * 1.05) return Math.max(most, rate);
    most = rate;
  }
  return most;
}

interface Trouble {
  postgres: Postgres;
  ledger: Ledger;
  importAll: () => Promise<{ code: number | null; stderr: string }>;
  minutes: number;
  say: (line: string) => void;
  tally: Tally;
}

/** Changes articles and kills connections by turns, every ten seconds each, until the time is over. */
async function makeTrouble({ postgres, ledger, importAll, minutes, say, tally }: Trouble) {
  const imports = { done: 0, again: 0 };
  let kills = 0;
  let over = false;
  const killing = (async () => {
    await sleep((EVERY * 1000) / 2);
    while (!over) {
      const killed =
        await postgres.admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'soak'`;
      kills += killed.length;
      await sleep(EVERY * 1000);
    }
  })();
  const end = performance.now() + minutes * 60_000;
  while (performance.now() < end) {
    const began = performance.now();
    await ledger.change();
    // Its connection may be among those that are killed: the same command goes on from there.
    while ((await importAll()).code !== 0) imports.again++;
    ledger.settle();
    imports.done++;
    say(`${imports.done} imports, ${kills} connections killed, ${tally.right} right, ${tally.wrong.length} wrong`);
    await sleep(Math.max(0, Math.min(EVERY * 1000 - (performance.now() - began), end - performance.now())));
  }
  over = true;
  await killing;
  return { imports, kills };
}
