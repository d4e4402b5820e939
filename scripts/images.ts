import { InvalidArgumentError, Option } from "commander";
import type { Sql } from "postgres";
import { connect } from "../src/db/client.ts";
import { migrate } from "../src/db/migrate.ts";
import { asUnreachable } from "../src/db/unreachable.ts";
import type { CheckScope } from "../src/db/write/image-checks.ts";
import { listSources } from "../src/db/write/sources.ts";
import type { CheckReport } from "../src/images/check.ts";
import { CallError, command, loadConfig, openDatabase, runScript } from "./cli.ts";
import { createCheckProgress } from "./image-progress.ts";
import { listenForSignals } from "./signals.ts";

// npm run images -- check: looks at the images that articles show, and writes down what they are.

interface Flags {
  source?: string;
  all?: boolean;
  olderThan?: number;
  quiet?: boolean;
}

const EXAMPLES = `
Examples:
  npm run images -- check
  npm run images -- check --source blog
  npm run images -- check --older-than 30d

It fills in the width, height, format, placeholder and status of each image: OK, or BROKEN where there is none. One
that could not be had this time stays as it was. Two at a time are asked of a host; a host that asks to be left alone,
or is silent five times in a row, is left. What is found is saved as it goes on: after a stop the same command goes on
from there (with --older-than rather than --all).

Exit codes:
  0  every image is there
  1  some are broken or could not be had; they are listed
  2  the call is wrong, or the database cannot be reached
  130, 143  stopped before the end by Ctrl-C (130) or SIGTERM (143)`;

const DAY = 86_400_000;
const UNITS: Record<string, number> = { h: DAY / 24, d: DAY, w: 7 * DAY };
const MOST_LISTED = 20;

async function main(args: string[]): Promise<number> {
  let flags: Flags | undefined;
  const program = command("images")
    .description("Images of articles.")
    .addHelpText("after", EXAMPLES)
    .helpCommand(false);
  program
    .command("check")
    .description("Looks at images of which nobody knows yet whether they are there.")
    .option("--source <name>", "only those that articles of this source use")
    .option("--all", "those that were looked at before, too")
    .addOption(
      new Option("--older-than <time>", "those not looked at for this long, as in 30d (h, d or w)")
        .argParser(readTime)
        .conflicts("all"),
    )
    .option("--quiet", "print nothing but what is broken or could not be had")
    .action((given: Flags) => {
      flags = given;
    });
  program.parse(args, { from: "user" });
  return flags === undefined ? 0 : check(flags);
}

async function check(flags: Flags): Promise<number> {
  const config = loadConfig();
  const quiet = flags.quiet === true;
  // Where sharp is not installed, that is said in one line, and the help is still to be had.
  const { checkImages, USUAL_POLITENESS } = await import("../src/images/check.ts");
  const { createImageFetcher } = await import("../src/images/fetch-image.ts");
  const progress = createCheckProgress(process.stderr, quiet);
  const opened = await openDatabase(config, { log: quiet ? () => {} : console.error });
  // Not before: until the database is open nothing is lost where a signal ends the process at once.
  const interruption = listenForSignals(progress.end);
  const fetcher = createImageFetcher({ imageHosts: config.imageHosts, allowedHosts: config.fetchAllow });
  const database = connect(opened.url, { poolSize: 2 });
  try {
    await migrate(opened.url);
    const { client } = database;
    await checkSource(client, flags.source);
    const { signal } = interruption;
    const onProgress = progress.update;
    const now = () => new Date();
    const deps = { client, fetcher, now, onProgress, signal, politeness: USUAL_POLITENESS };
    const report = await checkImages(deps, scopeOf(flags, now()));
    progress.end();
    print(report, quiet, signal.aborted);
    return interruption.exitCode() ?? (report.broken + report.unreachable > 0 ? 1 : 0);
  } catch (error) {
    throw asUnreachable(error, opened.url);
  } finally {
    progress.end();
    await fetcher.close();
    await database.close();
    await opened.close();
  }
}

async function checkSource(client: Sql, source: string | undefined): Promise<void> {
  const names = (await listSources(client)).map(({ name }) => name);
  if (source === undefined || names.includes(source)) return;
  throw new CallError(
    `There is no source “${source}”. ${names.length > 0 ? `There are: ${names.join(", ")}.` : "There is none yet."}`,
  );
}

const scopeOf = ({ source, all, olderThan }: Flags, now: Date): CheckScope => ({
  which: olderThan !== undefined ? new Date(now.getTime() - olderThan) : all ? "all" : "unchecked",
  source: source ?? null,
});

function print(
  { total, ok, broken, unreachable, problems, hostsLeft }: CheckReport,
  quiet: boolean,
  stopped: boolean,
): void {
  for (const { place, broken: isBroken, why } of problems.slice(0, MOST_LISTED)) {
    console.error(`${isBroken ? "Broken" : "Not reached"}  ${place}\n  ${why}`);
  }
  const others = broken + unreachable - Math.min(problems.length, MOST_LISTED);
  if (others > 0)
    console.error(
      `So it is with ${others.toLocaleString("en")} others: { images(filter: { status: [BROKEN, UNCHECKED] }) … } lists them.`,
    );
  if (hostsLeft.length > 0) console.error(`Left for this time: ${hostsLeft.join(", ")}`);
  if (quiet) return;
  const count = (number: number) => number.toLocaleString("en");
  if (total === 0) {
    console.log("There is no image to look at.");
    return;
  }
  const seen = ok + broken + unreachable;
  if (stopped)
    console.log(`Stopped after ${count(seen)} of ${count(total)} images; the same command goes on from there.`);
  console.log(
    `Looked at ${count(seen)}: ${count(ok)} there, ${count(broken)} broken, ${count(unreachable)} not reached.`,
  );
}

/** Milliseconds. */
function readTime(text: string): number {
  const [, count, unit = ""] = /^([1-9]\d{0,3})([hdw])$/.exec(text) ?? [];
  const milliseconds = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(milliseconds)) throw new InvalidArgumentError("A time is given as in 30d, 12h or 8w.");
  return milliseconds;
}

await runScript(main);
