import { connect } from "../src/db/client.ts";
import { migrate } from "../src/db/migrate.ts";
import { asUnreachable } from "../src/db/unreachable.ts";
import { deriveBodies } from "../src/import/derive.ts";
import { defaultWorkers, FILE_TIME_LIMIT } from "../src/import/limits.ts";
import { createParsePool } from "../src/import/parse-pool.ts";
import { command, loadConfig, openDatabase, runScript } from "./cli.ts";
import { listenForSignals } from "./signals.ts";

// npm run derive: derives bodies anew after an update of Broadsheet.

const NOTES = `
Exit codes:
  0  every body is up to date
  1  some cannot be derived any more; they are listed, and stay as they were
  2  the call is wrong, or the database cannot be reached
  130, 143  stopped before the end by Ctrl-C (130) or SIGTERM (143): the same command goes on from there

A second Ctrl-C stops at once.`;

const program = command("derive")
  .description(
    "Derives the bodies that an older release has derived anew, from their stored source: HTML, blocks, text and images.\n" +
      "No file is read.",
  )
  .addHelpText("after", NOTES);

/** Milliseconds between two lines of progress. */
const TELL_EVERY = 1_000;

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const { databaseUrl, dataDir, imageProxies } = loadConfig();
  const opened = await openDatabase({ databaseUrl, dataDir }, { log: console.error });
  const interruption = listenForSignals(() => {});
  const pool = createParsePool({ workers: defaultWorkers(), timeLimit: FILE_TIME_LIMIT });
  const database = connect(opened.url, { poolSize: 2 });
  let next = 0;
  const onProgress = (done: number, total: number) => {
    if (performance.now() < next) return;
    next = performance.now() + TELL_EVERY;
    console.error(`${done} of ${total} bodies`);
  };
  try {
    await migrate(opened.url);
    const deps = { client: database.client, now: () => new Date(), pool };
    const { signal } = interruption;
    const { total, derived, failed } = await deriveBodies(deps, { imageProxies, onProgress, signal });
    for (const { source, path, reason } of failed) console.error(`${source}: ${path} stays as it was: ${reason}`);
    console.log(total === 0 ? "All bodies are up to date." : `Derived ${derived} of ${total} bodies anew.`);
    return interruption.exitCode() ?? (failed.length > 0 ? 1 : 0);
  } catch (error) {
    throw asUnreachable(error, opened.url);
  } finally {
    await pool.close();
    await database.close();
    await opened.close();
  }
}

await runScript(main);
