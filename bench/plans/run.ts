import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sql } from "postgres";
import { command, runScript } from "../../scripts/cli.ts";
import { compileIfStale } from "../../scripts/compile.js";
import { connect } from "../../src/db/client.ts";
import { createQueries } from "../../src/db/queries/queries.ts";
import { COPIED, openDataset } from "../api/dataset.ts";
import { writeSection } from "../api/docs.ts";
import { asCount, asSize } from "../import/numbers.ts";
import { machine, shown } from "../import/table.ts";
import { explainCalls } from "./explain.ts";
import { choosePlanMaterial } from "./material.ts";
import { reach } from "./reach.ts";
import { functionsOf } from "./recorder.ts";
import { judged, printFaults, printStatements, printSummary } from "./report.ts";

// npm run bench:plans: whether every statement of the read side is answered by an index, however many articles there are.

interface Flags {
  articles: number;
  seed: number;
  body: number;
  cache: string;
  fresh?: boolean;
}

const EVERY = 1_000_000;

const program = command("bench:plans")
  .description(
    "Has every statement of the read side explained, and says which does more than its index should have it do.",
  )
  .option("--articles <number>", "articles in the database", asCount, EVERY)
  .option("--seed <number>", "the same seed makes the same articles", asCount, 1)
  .option("--body <size>", "size of an article, as in 1kb", asSize, 1024)
  .option("--cache <folder>", "where databases are kept", fileURLToPath(new URL("../.cache", import.meta.url)))
  .option("--fresh", "make the database anew");

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const { articles, seed, body, cache, fresh = false } = program.opts<Flags>();
  compileIfStale();
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());
  const { signal } = interruption;
  const copiedFrom = Math.min(articles, COPIED);
  const server = await openDataset({
    articles,
    seed,
    size: body,
    copiedFrom,
    cache: resolve(cache),
    fresh,
    signal,
    log: print,
  });
  try {
    const material = await choosePlanMaterial(server.client);
    const calls = await reach(server.url, material);
    print(`${calls.length} calls of the read side`);
    const missed = await unreached(server.url, new Set(calls.map(({ name }) => name)));
    const explained = await explainCalls(server.url, calls, print);
    const statements = judged(explained, await rowsOf(server.client));
    const about = `${shown(articles)} articles of ${shown(body / 1024)} KB (seed ${seed}), ${shown(statements.length)} statements; ${machine()}.`;
    print(`\n${about}\n\n${printStatements(statements)}\n`);
    const faults = statements.filter(({ verdict }) => verdict.faults.length > 0 && verdict.reason === null);
    print(printSummary(statements, { markdown: false }));
    for (const name of missed) print(`No operation reaches ${name}: add one to bench/plans.`);
    print(faults.length === 0 ? "\nEvery statement is answered by its index." : `\n${printFaults(faults)}`);
    if (articles === EVERY) writeSection("bench plans", `${about}\n\n${printSummary(statements, { markdown: true })}`);
    return faults.length > 0 || missed.length > 0 ? 1 : 0;
  } finally {
    await server.stop();
  }
}

/** The read side's functions that nothing that was asked has called. */
async function unreached(url: string, reached: ReadonlySet<string>): Promise<string[]> {
  const database = connect(url, { poolSize: 1 });
  try {
    return [...functionsOf(createQueries(database)).keys()].filter((name) => !reached.has(name));
  } finally {
    await database.close();
  }
}

/** How many rows each table has, about. */
async function rowsOf(client: Sql): Promise<Map<string, number>> {
  const tables = await client<{ name: string; rows: number }[]>`
    select relname as name, reltuples::float8 as rows from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`;
  return new Map(tables.map(({ name, rows }) => [name, rows]));
}

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

await runScript(main);
