import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import pc from "picocolors";
import { pino } from "pino";
import type { Config } from "../src/config.ts";
import { connect, type Database } from "../src/db/client.ts";
import { migrate } from "../src/db/migrate.ts";
import { createQueries, type Queries } from "../src/db/queries/queries.ts";
import { PUBLIC } from "../src/db/queries/visibility.ts";
import { articleStatus } from "../src/db/tables.ts";
import { GRAPHQL_PATH } from "../src/gateway.ts";
import { ImportRefused } from "../src/import/refused.ts";
import type { ImportReport } from "../src/import/report.ts";
import { imageAddress } from "../src/schema/image-address.ts";
import { ListenError, startServer } from "../src/server.ts";
import { CallError, command, loadConfig, openDatabase, runScript } from "./cli.ts";

// npm start [-- folders…]: the database, its migrations, the samples or the folders given, and the gateway on its port.

const samples = fileURLToPath(new URL("../samples", import.meta.url));

async function main(args: string[]): Promise<number> {
  const folders = parseArguments(args);
  const config = loadConfig();
  const stopping = stopSignal();
  const opened = await openDatabase(config, { log: console.error });
  const database = connect(opened.url, { poolSize: config.poolSize });
  try {
    await migrate(opened.url);
    const queries = createQueries(database);
    const wantsSamples = folders.length === 0 && opened.embedded && (await isEmpty(queries));
    const report = await importAll(wantsSamples ? [samples] : folders, { config, database, stopping });
    if (!stopping.aborted) await serve({ config, database, queries, report, stopping });
  } catch (error) {
    // Foreseen as well, each in one line.
    if (error instanceof ListenError || error instanceof ImportRefused) throw new CallError(error.message);
    throw error;
  } finally {
    await database.close();
    await opened.close();
  }
  return 0;
}

function parseArguments(args: string[]): string[] {
  const program = command("npm start --")
    .description("Serves articles as a GraphQL API. Settings are environment variables, listed in .env.example.")
    .argument(
      "[folders...]",
      "Folders and files to import first. Without any, an empty embedded database gets samples/.",
    );
  return program.parse(args, { from: "user" }).args;
}

/** Aborts when the process is asked to end. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  // Each time, not once: npm passes on the Ctrl-C that the terminal has sent here already.
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => stopping.abort());
  return stopping.signal;
}

const isEmpty = async (queries: Queries): Promise<boolean> =>
  (await queries.countOfAll(articleStatus.enumValues)) === 0;

interface ImportContext {
  config: Config;
  database: Database;
  stopping: AbortSignal;
}

async function importAll(
  paths: readonly string[],
  { config, database, stopping }: ImportContext,
): Promise<ImportReport | null> {
  if (paths.length === 0) return null;
  // Loaded only here: most starts have nothing to import.
  const { runImport } = await import("../src/import/run.ts");
  const deps = { client: database.client, now: () => new Date() };
  const { imageProxies } = config;
  return runImport(deps, { paths, cwd: process.cwd(), imageProxies, signal: stopping });
}

interface ServeContext extends ImportContext {
  queries: Queries;
  report: ImportReport | null;
}

/** Serves until the process is asked to end. */
async function serve({ config, database, queries, report, stopping }: ServeContext): Promise<void> {
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const server = await startServer({ config, database, log });
  console.log(await welcome(server.url, queries, report));
  if (!stopping.aborted) await new Promise((resolve) => stopping.addEventListener("abort", resolve, { once: true }));
  console.log("Stopping.");
  await server.close();
}

async function welcome(url: string, queries: Queries, report: ImportReport | null): Promise<string> {
  const image = await exampleImage(url, queries);
  const count = await queries.countOfAll(PUBLIC);
  const lines: [label: string, text: string][] = [
    ["GraphiQL", pc.cyan(`${url}${GRAPHQL_PATH}`)],
    ["Endpoint", `${pc.cyan(`${url}${GRAPHQL_PATH}`)} (POST, JSON)`],
    ...(image === null ? [] : [["An image", pc.cyan(image)] satisfies [string, string]]),
    ["Articles", count === 0 ? "none yet: npm run import -- <folder>" : `${count.toLocaleString("en")} published`],
    ...(report === null ? [] : [["Imported", describe(report)] satisfies [string, string]]),
  ];
  const table = lines.map(([label, text]) => `  ${pc.dim(label)}  ${text}`).join("\n");
  return `\n${pc.bold("Broadsheet")}\n\n${table}\n\n  Ctrl-C stops it.\n`;
}

/** The address of an image that the gateway serves itself, if one of the first has such. */
async function exampleImage(url: string, queries: Queries): Promise<string | null> {
  const { rows } = await queries.imagePage({}, { limit: 100, backward: false }, PUBLIC);
  const local = rows.find(({ row }) => row.localPath !== null);
  return local ? imageAddress(local.row, url) : null;
}

function describe({ sources, created, updated, unchanged, failed, skipped }: ImportReport): string {
  const from = sources.map(({ root }) => relative(process.cwd(), root) || ".").join(", ");
  const counts = Object.entries({ created, updated, unchanged, failed, skipped })
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${number.toLocaleString("en")} ${name}`);
  const hint = failed > 0 ? `; npm run import -- ${from} says why` : "";
  return `${from}: ${counts.join(", ")}${hint}`;
}

await runScript(main);
