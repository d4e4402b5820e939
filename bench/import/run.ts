import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CallError, command, runScript } from "../../scripts/cli.ts";
import { compileIfStale } from "../../scripts/compile.js";
import { writeCorpus } from "./corpus.ts";
import { asCount, asCounts, asSize } from "./numbers.ts";
import { type Material, measureFirstImport, measurePhases, PHASES } from "./phases.ts";
import type { Cost } from "./process.ts";
import { machine, median, printTable, shown, type Table } from "./table.ts";

// npm run bench:import: how fast articles are imported, beside what parsing and the database cost by themselves.

interface Flags {
  articles: number;
  seed: number;
  body: number;
  rounds: number;
  workers?: number;
  growth?: number[] | true;
  keep?: boolean;
  markdown?: boolean;
}

const program = command("bench:import")
  .description("Measures the import on articles that it makes up: HTML as a script takes it from feeds.")
  .option("--articles <number>", "articles of the corpus", asCount, 10_000)
  .option("--seed <number>", "the same seed makes the same articles", asCount, 1)
  .option("--body <size>", "size of an article, as in 1kb", asSize, 11 * 1024)
  .option("--rounds <number>", "times that everything is measured; the median counts", asCount, 3)
  .option("--workers <number>", "as of the import", asCount)
  .option("--growth [numbers]", "the first import only, of corpora of these lengths: 1000,10000,100000", asCounts)
  .option("--keep", "keep the corpus, and say where it is")
  .option("--markdown", "print the table in Markdown");

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const flags = program.opts<Flags>();
  if (process.platform !== "linux") throw new CallError("CPU and memory are read from /proc, which only Linux has.");
  // The first import would be charged with it.
  compileIfStale();
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());
  const scratch = await mkdtemp(join(tmpdir(), "broadsheet-bench-"));
  // The server may run as another user, who has to get through.
  await chmod(scratch, 0o755);
  const folder = join(scratch, "articles");
  const material = { folder, scratch, workers: flags.workers, signal: interruption.signal };
  try {
    const table = flags.growth ? await growth(flags, material) : await comparison(flags, material);
    print(`\n${printTable(table, { markdown: flags.markdown === true })}\n\n${machine()}`);
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    throw error;
  } finally {
    if (flags.keep) print(`The corpus is in ${folder}`);
    else await rm(scratch, { recursive: true, force: true });
  }
}

const HEAD = ["articles/s", "seconds", "CPU ms/article", "of it Node", "of it PostgreSQL", "peak MiB of Node"];

async function comparison(flags: Flags, material: Omit<Material, "articles">): Promise<Table> {
  const { articles, seed, body, rounds } = flags;
  await writeCorpus(material.folder, { articles, seed, size: body });
  const costs: Cost[][] = [];
  for (let round = 1; round <= rounds; round++) {
    print(`Round ${round} of ${rounds}: ${shown(articles)} articles`);
    costs.push(await measurePhases({ ...material, articles }));
  }
  const rows = PHASES.map((phase, n) => [phase, ...row(middle(costs.map((round) => round[n])), articles)]);
  return [["", ...HEAD], ...rows];
}

async function growth(flags: Flags, material: Omit<Material, "articles">): Promise<Table> {
  const lengths = flags.growth === true || flags.growth === undefined ? [1_000, 10_000, 100_000] : flags.growth;
  const rows: string[][] = [];
  for (const articles of lengths) {
    print(`${shown(articles)} articles`);
    await writeCorpus(material.folder, { articles, seed: flags.seed, size: flags.body });
    rows.push([shown(articles), ...row(await measureFirstImport({ ...material, articles }), articles)]);
    if (!flags.keep) await rm(material.folder, { recursive: true });
  }
  return [["articles", ...HEAD], ...rows];
}

/** The median of each value by itself: one round may have been disturbed in one of them. */
function middle(costs: readonly (Cost | undefined)[]): Cost {
  const of = (value: (cost: Cost) => number) => median(costs.filter((cost) => cost !== undefined).map(value));
  return {
    seconds: of(({ seconds }) => seconds),
    node: of(({ node }) => node),
    postgres: of(({ postgres }) => postgres),
    memory: of(({ memory }) => memory),
  };
}

function row({ seconds, node, postgres, memory }: Cost, articles: number): string[] {
  const [total, own, server] = [node + postgres, node, postgres].map((cpu) => (cpu * 1000) / articles);
  return [
    shown(articles / seconds),
    shown(seconds, 1),
    ...[total, own, server].map((milliseconds = 0) => shown(milliseconds, 2)),
    shown(memory),
  ];
}

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

await runScript(main);
