import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { InvalidArgumentError, Option } from "commander";
import pc from "picocolors";
import type { Sql } from "postgres";
import type { Config } from "../src/config.ts";
import { connect } from "../src/db/client.ts";
import { migrate } from "../src/db/migrate.ts";
import { asUnreachable } from "../src/db/unreachable.ts";
import { fileProblem } from "../src/import/issues.ts";
import { createLazyFetcher } from "../src/import/lazy-fetcher.ts";
import { defaultWorkers, FILE_TIME_LIMIT } from "../src/import/limits.ts";
import { createParsePool } from "../src/import/parse-pool.ts";
import type { ImportReport } from "../src/import/report.ts";
import { reportAsJson } from "../src/import/report-file.ts";
import { type ImportOptions, type RunDeps, runImport } from "../src/import/run.ts";
import { FORMATS, type Format } from "../src/import/sources.ts";
import { describeFailures, summarise } from "../src/import/summary.ts";
import { isArticleFile } from "../src/import/walk.ts";
import { CallError, command, loadConfig, openDatabase, runScript } from "./cli.ts";
import { createProgress, type ProgressDisplay } from "./progress.ts";
import { listenForSignals } from "./signals.ts";

// npm run import: reads articles into the database of DATABASE_URL, or into the embedded one.

interface Flags {
  source?: string;
  format: Format | "auto";
  timeZone?: string;
  categories?: "chain" | "flat";
  baseUrl?: string;
  prune?: boolean;
  dryRun?: boolean;
  report?: string;
  workers: number;
  watch?: boolean;
  quiet?: boolean;
}

const EXAMPLES = `
Examples:
  npm run import -- ./posts
  npm run import -- ./blog --source blog --time-zone Asia/Shanghai --base-url https://blog.example.com
  npm run import -- ./posts/2024/hello.md
  npm run import -- "./posts/**/*.md" --report report.json --quiet
  npm run import -- https://blog.example.com/feed.xml
  npm run import -- ./wordpress-export.xml
  npm run import -- ./blog --prune --watch

What a folder was made with (Hexo, Jekyll, Hugo, Astro and its like) is found out, and said at the end. A second run
writes only what has changed. Options of a source are remembered: they hold for all of it, and reach the files that
a run leaves out when the whole folder is imported next.

Exit codes:
  0  nothing failed
  1  some files failed; they are listed
  2  the call is wrong, no article was found, or the database cannot be reached
  130, 143  stopped before the end by Ctrl-C (130) or SIGTERM (143): the same command goes on from there

A second Ctrl-C stops at once.`;

const program = command("import")
  .description("Imports articles from folders, files, globs, feeds and WordPress exports.")
  .usage("<path...> [options]")
  .argument("<path...>", "folders, files or globs of articles; addresses or files of feeds; WordPress exports")
  .option("--source <name>", "name of the source; the folder's name where left out")
  .addOption(
    new Option("--format <kind>", "what the folder was made with; auto is what it was given before, else found out")
      .choices(["auto", ...FORMATS])
      .default("auto"),
  )
  .option("--time-zone <zone>", "IANA zone of dates that name none, as in Asia/Shanghai")
  .addOption(new Option("--categories <mode>", "how a flat list of categories is read").choices(["chain", "flat"]))
  .option("--base-url <url>", "address of the site's root, for relative addresses")
  .option("--prune", "delete the articles whose files are gone from the folders")
  .option("--dry-run", "write no article, and report what would be written")
  .option("--report <file>", "write the counts and all issues to a JSON file")
  .addOption(
    new Option("--workers <number>", "threads that parse articles, 1 to 64")
      .argParser(readWorkers)
      .default(defaultWorkers(), "one for each core but one"),
  )
  .option("--watch", "go on, and import what changes in the folders until Ctrl-C")
  .option("--quiet", "print failures only")
  .addHelpText("after", EXAMPLES);

function readWorkers(given: string): number {
  const workers = Number(given);
  if (Number.isInteger(workers) && workers >= 1 && workers <= 64) return workers;
  throw new InvalidArgumentError("It takes a whole number from 1 to 64.");
}

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const flags = program.opts<Flags>();
  if (flags.watch && (flags.dryRun || flags.report !== undefined)) {
    throw new CallError(`--watch goes on for ever: it takes no ${flags.dryRun ? "--dry-run" : "--report"}.`);
  }
  const config = loadConfig();
  if (flags.report !== undefined) await checkReport(flags.report);
  const progress = createProgress(process.stderr, flags.quiet === true);
  const log = flags.quiet ? () => {} : (line: string) => console.error(line);
  const opened = await openDatabase(config, { log });
  // Not before: until the database is open nothing is lost where a signal ends the process at once.
  const interruption = listenForSignals(progress.end);
  const pool = createParsePool({ workers: flags.workers, timeLimit: FILE_TIME_LIMIT });
  const fetcher = createLazyFetcher({ allowedHosts: config.fetchAllow });
  // One connection writes while others look up what the next batches have changed.
  const database = connect(opened.url, { poolSize: 4 });
  try {
    await migrate(opened.url);
    const deps = { client: database.client, now: () => new Date(), pool, fetchFeed: fetcher.fetchFeed };
    const options = { ...optionsOf(flags, config), onProgress: progress.update, signal: interruption.signal };
    if (flags.watch) return (await follow(deps, options, flags, progress)) ? (interruption.exitCode() ?? 0) : 0;
    const report = await runImport(deps, options);
    progress.end();
    print(report, flags.quiet === true);
    if (flags.report !== undefined) await writeReport(flags.report, database.client, report);
    return interruption.exitCode() ?? exitCodeOf(report);
  } catch (error) {
    throw asUnreachable(error, opened.url);
  } finally {
    progress.end();
    await pool.close();
    await fetcher.close();
    await database.close();
    await opened.close();
  }
}

const optionsOf = (flags: Flags, { imageProxies }: Config): ImportOptions => ({
  paths: program.args,
  cwd: process.cwd(),
  source: flags.source,
  format: flags.format === "auto" ? undefined : flags.format,
  timeZone: flags.timeZone,
  baseUrl: flags.baseUrl,
  categoryMode: flags.categories,
  prune: flags.prune,
  dryRun: flags.dryRun,
  imageProxies,
});

/** Imports, and goes on importing what changes. To be asked to stop is how it ends well. */
async function follow(
  deps: RunDeps,
  options: ImportOptions & { signal: AbortSignal },
  { quiet = false }: Flags,
  progress: ProgressDisplay,
): Promise<ImportReport | null> {
  let interrupted: ImportReport | null = null;
  let runs = 0;
  const { followFolders } = await import("../src/import/follow.ts");
  await followFolders(deps, options, (report) => {
    progress.end();
    print(report, quiet);
    if (runs++ > 0) return;
    if (report.status === "INTERRUPTED") interrupted = report;
    else if (!quiet) console.log("Watching. Ctrl-C stops it.");
  });
  return interrupted;
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
  // A copy of another file's article is one too; a feed may have nothing new.
  const withoutArticle = report.skipped - (report.issueCounts.get("DUPLICATE_ARTICLE") ?? 0);
  if (report.filesTotal === 0 || withoutArticle < report.filesTotal) return 0;
  console.error("No article was found: an article begins with front matter, between two lines ---.");
  return 2;
}

/** Before the run: that a report cannot be written is not to be found out at its end. */
async function checkReport(path: string): Promise<void> {
  // In `--report posts/*.md` the shell puts the first article there.
  if (isArticleFile(path)) throw new CallError(`The report would overwrite ${path}: name a .json file after --report.`);
  const file = await open(path, "a").catch((error: unknown) => refuseReport(path, error));
  await file.close();
}

const writeReport = (path: string, client: Sql, report: ImportReport): Promise<void> =>
  pipeline(reportAsJson(client, report), createWriteStream(path)).catch((error: unknown) => refuseReport(path, error));

function refuseReport(path: string, error: unknown): never {
  // The database that it is read from may fail as well, and has words of its own.
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== "open" && syscall !== "write" && syscall !== "close") throw error;
  const why = code === "ENOENT" ? "its folder is not there" : fileProblem(error, path);
  throw new CallError(`The report cannot be written to ${path}: ${why}.`);
}

await runScript(main);
