import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { command, runScript } from "../../scripts/cli.ts";
import { connect } from "../../src/db/client.ts";
import { startEmbedded } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrate.ts";
import { createQueries } from "../../src/db/queries/queries.ts";
import { machine, median, printTable, shown } from "../import/table.ts";
import { costOfLikeness, writeArticles } from "./articles.ts";
import { measuredStatements } from "./statements.ts";

// npm run bench:discovery: what facets, neighbours and related articles cost the database.

const program = command("bench:discovery")
  .description("Measures facets, neighbours and related articles on articles that it makes up.")
  .option("--articles <numbers>", "articles, as in 1000,20000", asCounts, [1_000, 20_000])
  .option("--body <bytes>", "size of an article's file", asCount, 3_500)
  .option("--rounds <number>", "times that each statement is run; the median counts", asCount, 15)
  .option("--markdown", "print the table in Markdown");

interface Flags {
  articles: number[];
  body: number;
  rounds: number;
  markdown?: boolean;
}

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const { articles, body, rounds, markdown = false } = program.opts<Flags>();
  const columns: Map<string, number>[] = [];
  for (const count of articles) columns.push(await measure(count, body, rounds));
  const rows = [...(columns[0]?.keys() ?? [])].map((name) => [
    name,
    ...columns.map((one) => shown(one.get(name) ?? 0, 1)),
  ]);
  const head = ["milliseconds", ...articles.map((count) => `${shown(count)} articles`)];
  print(`\n${printTable([head, ...rows], { markdown })}\n`);
  print(
    `The words and the sketch of an article of ${shown(11 * 1024)} bytes: ${shown(costOfLikeness(11 * 1024), 2)} ms of CPU`,
  );
  print(machine());
  return 0;
}

/** The median of each statement, on a server of its own. */
async function measure(articles: number, size: number, rounds: number): Promise<Map<string, number>> {
  const dataDir = await mkdtemp(join(tmpdir(), "broadsheet-bench-"));
  // The server may run as another user, who has to get through.
  await chmod(dataDir, 0o755);
  const { url, leave } = await startEmbedded({ dataDir: join(dataDir, "data") });
  const database = connect(url, { poolSize: 1 });
  try {
    await migrate(url);
    print(`Writing ${shown(articles)} articles`);
    await writeArticles(database, articles, size);
    const medians = new Map<string, number>();
    for (const [name, statement] of await measuredStatements(createQueries(database))) {
      // PostgreSQL settles on a plan for all values after five runs.
      for (let run = 0; run < 6; run++) await statement();
      const times: number[] = [];
      for (let run = 0; run < rounds; run++) {
        const begun = performance.now();
        await statement();
        times.push(performance.now() - begun);
      }
      medians.set(name, median(times));
    }
    return medians;
  } finally {
    await database.close();
    await leave();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function asCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It takes a number from 1 on.");
  return Number(text);
}

function asCounts(text: string): number[] {
  return text.split(",").map(asCount);
}

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

await runScript(main);
