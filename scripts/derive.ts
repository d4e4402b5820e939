import { connect } from "../src/db/client.ts";
import { migrate } from "../src/db/migrate.ts";
import { asUnreachable } from "../src/db/unreachable.ts";
import { deriveBodies } from "../src/import/derive.ts";
import { defaultWorkers, FILE_TIME_LIMIT } from "../src/import/limits.ts";
import { createParsePool } from "../src/import/parse-pool.ts";
import { command, loadConfig, openDatabase, runScript } from "./cli.ts";

// npm run derive: derives bodies anew after an update of Broadsheet.

const program = command("derive").description(
  "Derives the bodies that an older release has derived anew, from their stored source: HTML, blocks, text and images.\n" +
    "No file is read. Stopped by Ctrl-C, the same command goes on from there.",
);

/** Milliseconds between two lines of progress. */
const TELL_EVERY = 1_000;

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const config = loadConfig();
  const opened = await openDatabase(config, { log: console.error });
  const pool = createParsePool({ workers: defaultWorkers(), timeLimit: FILE_TIME_LIMIT });
  const database = connect(opened.url, { poolSize: 2 });
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  let told = performance.now();
  const onProgress = (done: number, total: number) => {
    if (performance.now() - told < TELL_EVERY) return;
    told = performance.now();
    console.error(`${done} of ${total} bodies`);
  };
  try {
    await migrate(opened.url);
    const deps = { client: database.client, now: () => new Date(), pool };
    const { imageProxies } = config;
    const { total, derived, failed } = await deriveBodies(deps, {
      imageProxies,
      onProgress,
      signal: controller.signal,
    });
    for (const { source, path, reason } of failed) console.error(`${source}: ${path} stays as it was: ${reason}`);
    console.log(total === 0 ? "All bodies are up to date." : `Derived ${derived} of ${total} bodies anew.`);
    if (controller.signal.aborted) return 130;
    return failed.length > 0 ? 1 : 0;
  } catch (error) {
    throw asUnreachable(error, opened.url);
  } finally {
    await pool.close();
    await database.close();
    await opened.close();
  }
}

await runScript(main);
