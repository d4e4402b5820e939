import { connect } from "../src/db/client.ts";
import { migrate } from "../src/db/migrate.ts";
import { createQueries } from "../src/db/queries/queries.ts";
import { asUnreachable } from "../src/db/unreachable.ts";
import { command, loadConfig, openDatabase, runScript } from "./cli.ts";
import { importFirst } from "./import-first.ts";
import { stopOnSignals } from "./signals.ts";
import { welcome } from "./welcome.ts";

// npm start [-- folders…]: the database, its migrations, the samples or the folders given, and the gateway on its port.

const program = command(process.env.npm_lifecycle_event === "serve" ? "npm run serve --" : "npm start --")
  .description("Serves articles as a GraphQL API. Settings are environment variables, listed in .env.example.")
  .argument("[folders...]", "folders and files to import first; without any, an empty embedded database gets samples/");

async function main(args: string[]): Promise<number> {
  const folders = program.parse(args, { from: "user" }).args;
  const config = loadConfig();
  const parent = process.ppid;
  // Loading the gateway takes longest, and goes on while the database starts.
  const [opened, serve] = await Promise.all([openDatabase(config, { log: console.error }), loadServe(config.workers)]);
  // Not before: until the database is open nothing is lost where a signal ends the process at once.
  const stopping = stopSignal(parent);
  const database = connect(opened.url, config);
  try {
    await migrate(opened.url);
    const context = { config, url: opened.url, database, stopping };
    const report = await importFirst(folders, opened.embedded, context);
    if (stopping.aborted) return 0;
    await serve(context, async (at) => {
      console.log(await welcome(at, createQueries(database), report, config));
      onAbort(stopping, () => console.log("Stopping."));
    });
  } catch (error) {
    throw asUnreachable(error, opened.url);
  } finally {
    await database.close();
    await opened.close();
  }
  return 0;
}

/** Where others serve, this process has no use for what serving takes. */
const loadServe = async (workers: number) =>
  workers === 1 ? (await import("./serve.ts")).serve : (await import("./serve-by-workers.ts")).serveByWorkers;

/** Aborts when the process is asked to end, or the process that has started it is gone. */
function stopSignal(parent: number): AbortSignal {
  const stopping = stopOnSignals();
  // The shell that npm runs this in ends at a SIGTERM without passing it on, and would leave an orphan that serves.
  const isOrphan = () => process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;
  setInterval(() => isOrphan() && stopping.abort(), 200).unref();
  return stopping.signal;
}

function onAbort(signal: AbortSignal, listener: () => void): void {
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
}

await runScript(main);
