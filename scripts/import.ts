import { open, writeFile } from "node:fs/promises";
import { Option } from "commander";
import pc from "picocolors";
import { connect } from "../src/db/client.ts";
import { migrate } from "../src/db/migrate.ts";
import { asUnreachable } from "../src/db/unreachable.ts";
import type { ImportReport } from "../src/import/report.ts";
import { type ImportOptions, runImport } from "../src/import/run.ts";
import { describeFailures, summarise } from "../src/import/summary.ts";
import { isArticleFile } from "../src/import/walk.ts";
import { CallError, command, loadConfig, openDatabase, runScript } from "./cli.ts";
import { createProgress } from "./progress.ts";

// npm run import: reads articles into the database of DATABASE_URL, or into the embedded one.

interface Flags {
  source?: string;
  timeZone?: string;
  categories?: "chain" | "flat";
  baseUrl?: string;
  report?: string;
  quiet?: boolean;
}

const EXAMPLES = `
Examples:
  npm run import -- ./posts
  npm run import -- ./blog --source blog --time-zone Asia/Shanghai --base-url https://blog.example.com
  npm run import -- ./posts/2024/hello.md
  npm run import -- "./posts/**/*.md" --report report.json --quiet

A second run writes only what has changed. Options of a source are remembered: they hold for all of it, and reach
the files that a run leaves out when the whole folder is imported next.

Exit codes:
  0  nothing failed
  1  some files failed; they are listed
  2  the call is wrong, no article was found, or the database cannot be reached`;

const program = command("import")
  .description("Imports articles: folders, files or globs of .md, .markdown, .html, .htm and .txt files.")
  .usage("<path...> [options]")
  .argument("<path...>", "folders, files or globs")
  .option("--source <name>", "name of the source; the folder's name where left out")
  .option("--time-zone <zone>", "IANA zone of dates that name none, as in Asia/Shanghai")
  .addOption(new Option("--categories <mode>", "how a flat list of categories is read").choices(["chain", "flat"]))
  .option("--base-url <url>", "address of the site's root, for relative addresses")
  .option("--report <file>", "write the counts and all issues to a JSON file")
  .option("--quiet", "print failures only")
  .addHelpText("after", EXAMPLES);

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const flags = program.opts<Flags>();
  const config = loadConfig();
  if (flags.report !== undefined) await checkReport(flags.report);
  const progress = createProgress(process.stderr, flags.quiet === true);
  const log = flags.quiet ? () => {} : (line: string) => console.error(line);
  const database = await openDatabase(config, { log });
  // Not before: until the database is open nothing is lost where a signal ends the process at once.
  const interruption = listenForSignals();
  try {
    const report = await importInto(database.url, {
      paths: program.args,
      cwd: process.cwd(),
      source: flags.source,
      timeZone: flags.timeZone,
      baseUrl: flags.baseUrl,
      categoryMode: flags.categories,
      imageProxies: config.imageProxies,
      onProgress: progress.update,
      signal: interruption.signal,
    });
    progress.end();
    print(report, flags.quiet === true);
    if (flags.report !== undefined) await writeReport(flags.report, report);
    return interruption.exitCode() ?? exitCodeOf(report);
  } finally {
    progress.end();
    await database.close();
  }
}

async function importInto(url: string, options: ImportOptions): Promise<ImportReport> {
  await migrate(url);
  // One connection writes while another looks up what the next batch has changed.
  const database = connect(url, { poolSize: 2 });
  try {
    return await runImport({ client: database.client, now: () => new Date() }, options);
  } catch (error) {
    throw asUnreachable(error, url);
  } finally {
    await database.close();
  }
}

function print(report: ImportReport, quiet: boolean): void {
  const cwd = process.cwd();
  const failures = describeFailures(report, { colors: pc.createColors(colored(process.stderr)), cwd });
  if (failures.length > 0) console.error(failures.join("\n"));
  if (!quiet) console.log(summarise(report, { colors: pc.createColors(colored(process.stdout)), cwd }).join("\n"));
}

/** https://no-color.org */
const colored = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && !process.env.NO_COLOR;

function exitCodeOf(report: ImportReport): number {
  if (report.failed > 0) return 1;
  if (report.skipped < report.filesTotal) return 0;
  console.error("No article was found: an article begins with front matter, between two lines ---.");
  return 2;
}

/** Before the run: that a report cannot be written is not to be found out at its end. */
async function checkReport(path: string): Promise<void> {
  // In `--report posts/*.md` the shell puts the first article there.
  if (isArticleFile(path)) throw new CallError(`The report would overwrite ${path}: name a .json file after --report.`);
  const file = await open(path, "a").catch(refuseReport);
  await file.close();
}

const writeReport = (path: string, report: ImportReport): Promise<void> =>
  writeFile(path, `${JSON.stringify(report, null, 2)}\n`).catch(refuseReport);

function refuseReport(error: Error): never {
  throw new CallError(`The report cannot be written: ${error.message}.`);
}

/** The first SIGINT or SIGTERM asks to stop after the batch under way, a second one stops at once. */
function listenForSignals(): { signal: AbortSignal; exitCode(): number | null } {
  const controller = new AbortController();
  let exitCode: number | null = null;
  for (const [signal, code] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
    process.on(signal, () => {
      if (exitCode !== null) process.exit(code);
      exitCode = code;
      controller.abort();
    });
  }
  return { signal: controller.signal, exitCode: () => exitCode };
}

await runScript(main);
