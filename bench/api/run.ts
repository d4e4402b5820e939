import { chmod, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError } from "commander";
import { CallError, command, runScript } from "../../scripts/cli.ts";
import { compileIfStale } from "../../scripts/compile.js";
import { asCount, asCounts, asSize } from "../import/numbers.ts";
import type { Server } from "../import/server.ts";
import { machine, shown } from "../import/table.ts";
import { printAims } from "./aims.ts";
import { compare, grow, type Measured, ONE_PROCESS, spread } from "./comparison.ts";
import { checkInstalled, constant, RIVAL_NAMES, type RivalName, rivals } from "./contestants.ts";
import { COPIED, openDataset } from "./dataset.ts";
import { writeSection } from "./docs.ts";
import { printGrowth } from "./growth.ts";
import { wordShares } from "./material.ts";
import { canPin, pinRunning } from "./pinning.ts";
import { type Baseline, perSecond, printResults } from "./report.ts";
import type { Pace } from "./rounds.ts";

// npm run bench: how fast the API answers, beside others over the same tables and beside what is possible at all.

interface Flags {
  articles?: number;
  seed: number;
  body: number;
  rounds?: number;
  seconds?: number;
  against: RivalName[];
  quick?: boolean;
  growth?: number[] | true;
  workers?: number | true;
  cache: string;
  fresh?: boolean;
}

const GROWTH = [10_000, 100_000, 1_000_000];

/** More articles than this take hours to import. */
const MOST_IMPORTED = 100_000;

const program = command("bench")
  .description("Measures the API on articles that it makes up, and writes docs/benchmarks.md.")
  .option("--articles <number>", "articles in the database (default: 100000)", asCount)
  .option("--seed <number>", "the same seed makes the same articles", asCount, 1)
  .option("--body <size>", "size of an article, as in 1kb", asSize, 11 * 1024)
  .option("--rounds <number>", "times that everything is measured; the median counts (default: 5)", asCount)
  .option("--seconds <number>", "length of each interval, as in 0.5 (default: 1.5)", asSeconds)
  .option("--against <names>", `some of ${RIVAL_NAMES.join()}`, asRivals, [...RIVAL_NAMES])
  .option("--quick", "in about a minute, of 2,000 articles; prints, and writes nothing")
  .option("--growth [numbers]", `the project alone, on databases of these lengths: ${GROWTH.join()}`, asCounts)
  .option("--workers [number]", "the project alone, in one process and in so many (default: 2)", asCount)
  .option("--cache <folder>", "where databases are kept", fileURLToPath(new URL("../.cache", import.meta.url)))
  .option("--fresh", "make the database anew");

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const flags = program.opts<Flags>();
  if (process.platform !== "linux") throw new CallError("CPU and memory are read from /proc, which only Linux has.");
  compileIfStale();
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());
  const pace = {
    rounds: flags.rounds ?? (flags.quick ? 2 : 5),
    seconds: flags.seconds ?? (flags.quick ? 0.3 : 1.5),
    signal: interruption.signal,
    log: print,
  };
  try {
    if (flags.growth) await measureGrowth(flags, pace);
    else if (flags.workers) await measureWorkers(flags, pace);
    else await measureComparison(flags, pace);
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    throw error;
  }
}

async function measureComparison(flags: Flags, pace: Pace): Promise<void> {
  checkInstalled(flags.against);
  const articles = lengthOf(flags);
  const scratch = await mkdtemp(join(tmpdir(), "broadsheet-bench-"));
  await chmod(scratch, 0o755);
  const database = await open(flags, articles, pace);
  try {
    const measured = await compare({ ...pace, database, articles, against: flags.against, scratch });
    const shares = await wordShares(database.client);
    const about = [describe(flags, pace, shown(articles)), describeWords(shares), describeMemory(measured)];
    const text = (markdown: boolean) =>
      [
        ...about,
        printAims(measured, { markdown }),
        printResults(measured.results, { baselines: baselines(), markdown }),
      ].join("\n\n");
    print(`\n${text(false)}`);
    if (!flags.quick && flags.against.length === RIVAL_NAMES.length) writeSection("bench", text(true));
  } finally {
    await database.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

const lengthOf = ({ articles, quick }: Flags): number => articles ?? (quick ? 2_000 : 100_000);

async function measureWorkers(flags: Flags, pace: Pace): Promise<void> {
  const articles = lengthOf(flags);
  const count = flags.workers === true || flags.workers === undefined ? 2 : flags.workers;
  const database = await open(flags, articles, pace);
  try {
    const measured = await spread({ ...pace, database, articles, count });
    const baselines: Baseline[] = [{ name: ONE_PROCESS, head: "× one process", of: perSecond }];
    const about = [describe(flags, pace, shown(articles), ON_ALL_CORES), describeMemory(measured)];
    const text = (markdown: boolean) =>
      [...about, printResults(measured.results, { baselines, markdown })].join("\n\n");
    print(`\n${text(false)}`);
    if (!flags.quick) writeSection("bench workers", text(true));
  } finally {
    await database.stop();
  }
}

async function measureGrowth(flags: Flags, pace: Pace): Promise<void> {
  const lengths = flags.growth === true || flags.growth === undefined ? GROWTH : flags.growth;
  const databases = new Map<number, Server>();
  try {
    for (const articles of lengths) databases.set(articles, await open(flags, articles, pace));
    const measured = await grow(databases, pace);
    const [first = 0] = lengths;
    const baseline: Baseline = {
      name: nameOf(first),
      head: `p50, × ${shown(first)}`,
      of: ({ p50 }) => p50,
    };
    const about = [describe(flags, pace, lengths.map((length) => shown(length)).join(", ")), describeMemory(measured)];
    const text = (markdown: boolean) =>
      [
        ...about,
        printGrowth(measured.results, lengths.map(nameOf), { markdown }),
        printResults(measured.results, { baselines: [baseline], markdown }),
      ].join("\n\n");
    print(`\n${text(false)}`);
    if (!flags.quick) writeSection("bench growth", text(true));
  } finally {
    for (const database of databases.values()) await database.stop();
  }
}

const nameOf = (articles: number): string => `${shown(articles)} articles`;

async function open(flags: Flags, articles: number, { signal, log }: Pace): Promise<Server> {
  const { seed, body, growth, fresh = false } = flags;
  // Lengths that are set beside one another are made alike.
  const copiedFrom = growth || articles > MOST_IMPORTED ? Math.min(articles, COPIED) : null;
  const cache = resolve(flags.cache);
  const database = await openDataset({ articles, seed, size: body, copiedFrom, cache, fresh, signal, log });
  pinRunning("others", database.pid);
  return database;
}

const baselines = (): Baseline[] => {
  const { postgraphile, mercurius, sql } = rivals("");
  return [
    { name: postgraphile.name, head: "× PostGraphile", of: perSecond },
    { name: mercurius.name, head: "× Mercurius", of: perSecond },
    { name: sql.name, head: "× one SQL", of: perSecond },
    { name: constant("").name, head: "× constant", of: perSecond },
  ];
};

const ON_ALL_CORES = "servers, PostgreSQL and the process that asks on all cores";

function describe({ seed, body }: Flags, { rounds, seconds }: Pace, articles: string, cores = pinnedCores()): string {
  return `${articles} articles of ${shown(body / 1024, 0)} KB (seed ${seed}), medians of ${rounds} rounds of ${shown(seconds, 1)} s, 32 connections; ${cores}; ${machine()}.`;
}

function pinnedCores(): string {
  return canPin
    ? `servers on one core, PostgreSQL and the process that asks on ${availableParallelism() - 1 === 1 ? "the other" : "the others"}`
    : "processes on no cores of their own";
}

const describeWords = (shares: Record<string, number>): string =>
  `Words to search for stand in so many articles: ${Object.entries(shares)
    .map(([kind, share]) => `${kind} ${shown(share, 2)} %`)
    .join(", ")}.`;

const describeMemory = ({ memory }: Measured): string =>
  `Peak memory: ${[...memory].map(([name, mebibytes]) => `${name} ${shown(mebibytes)} MiB`).join(", ")}.`;

function asSeconds(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 0) throw new InvalidArgumentError("It takes seconds as in 0.5.");
  return Number(text);
}

function asRivals(text: string): RivalName[] {
  const names = text.split(",").filter((name) => name !== "");
  const unknown = names.find((name) => !RIVAL_NAMES.some((known) => known === name));
  if (unknown !== undefined) throw new InvalidArgumentError(`${unknown} is none of ${RIVAL_NAMES.join(", ")}.`);
  return RIVAL_NAMES.filter((name) => names.includes(name));
}

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

await runScript(main);
