import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import pc from "picocolors";
import { pino } from "pino";
import type { Config } from "../src/config.ts";
import type { Database } from "../src/db/client.ts";
import { createQueries, type Queries } from "../src/db/queries/queries.ts";
import { PUBLIC } from "../src/db/queries/visibility.ts";
import { articleStatus } from "../src/db/tables.ts";
import { GRAPHQL_PATH } from "../src/gateway.ts";
import { localAddress } from "../src/images/local-address.ts";
import { defaultWorkers, FILE_TIME_LIMIT } from "../src/import/limits.ts";
import type { ImportReport } from "../src/import/report.ts";
import { PROJECT_ROOT } from "../src/project-root.ts";
import { probePort, startServer } from "../src/server.ts";

/** What a start is made with. */
export interface StartContext {
  config: Config;
  database: Database;
  /** Aborts when the process is asked to end. */
  stopping: AbortSignal;
}

const samples = fileURLToPath(new URL("samples", PROJECT_ROOT));

/**
 * Imports the folders given or, without any, the samples into an embedded database that holds no article at all. Null
 * where there was nothing to import.
 * @throws ImportRefused where a folder cannot be imported.
 * @throws ListenError before anything is imported, where the port cannot be opened.
 */
export async function importFirst(
  folders: readonly string[],
  embedded: boolean,
  { config, database, stopping }: StartContext,
): Promise<ImportReport | null> {
  const isEmpty = async () => (await createQueries(database).countOfAll(articleStatus.enumValues)) === 0;
  const paths = folders.length === 0 && embedded && (await isEmpty()) ? [samples] : folders;
  if (paths.length === 0) return null;
  await probePort(config);
  // Loaded only here: most starts have nothing to import.
  const [{ runImport }, { createParsePool }, { createLazyFetcher }, { describeFailures }, { createProgress }] =
    await Promise.all([
      import("../src/import/run.ts"),
      import("../src/import/parse-pool.ts"),
      import("../src/import/lazy-fetcher.ts"),
      import("../src/import/summary.ts"),
      import("./progress.ts"),
    ]);
  const progress = createProgress(process.stderr, false);
  const pool = createParsePool({ workers: defaultWorkers(), timeLimit: FILE_TIME_LIMIT });
  const fetcher = createLazyFetcher({ allowedHosts: config.fetchAllow });
  const { imageProxies } = config;
  const cwd = process.cwd();
  try {
    const options = { paths, cwd, imageProxies, onProgress: progress.update, signal: stopping };
    const deps = { client: database.client, now: () => new Date(), pool, fetchFeed: fetcher.fetchFeed };
    const report = await runImport(deps, options);
    progress.end();
    for (const line of describeFailures(report, { colors: pc, cwd })) console.error(line);
    return report;
  } finally {
    progress.end();
    await pool.close();
    await fetcher.close();
  }
}

/**
 * Serves until the process is asked to end, and prints where.
 * @throws ListenError where the port cannot be opened.
 */
export async function serve(report: ImportReport | null, { config, database, stopping }: StartContext): Promise<void> {
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const server = await startServer({ config, database, log });
  try {
    console.log(await welcome(server.url, createQueries(database), report));
    if (!stopping.aborted) await once(stopping, "abort");
    console.log("Stopping.");
  } finally {
    await server.close();
  }
}

async function welcome(url: string, queries: Queries, report: ImportReport | null): Promise<string> {
  const image = await exampleImage(url, queries);
  const count = await queries.countOfAll(PUBLIC);
  const endpoint = pc.cyan(`${url}${GRAPHQL_PATH}`);
  const lines = [
    ["GraphiQL", `${endpoint} in a browser`],
    ["Endpoint", `${endpoint} by POST`],
    ["An image", image && pc.cyan(image)],
    ["Articles", count === 0 ? "none yet: npm run import -- <folder>" : `${count.toLocaleString("en")} published`],
    ["Imported", report && describe(report)],
  ].filter(([, text]) => text !== null);
  const table = lines.map(([label, text]) => `  ${label}  ${text}`).join("\n");
  return `\n${pc.bold("Broadsheet")}\n\n${table}\n\n  Ctrl-C stops it.\n`;
}

/** The address of an image that the gateway serves itself, if one of the first is such and its file is there. */
async function exampleImage(url: string, queries: Queries): Promise<string | null> {
  const { rows } = await queries.imagePage({}, { limit: 100, backward: false }, PUBLIC);
  const local = rows.map(({ row: { sourceId, localPath } }) => ({
    sourceId: sourceId ?? 0,
    localPath: localPath ?? "",
  }));
  const image = local.find(({ localPath }) => localPath !== "");
  if (!image) return null;
  const file = await queries.localImage(image.sourceId, image.localPath, PUBLIC);
  return file && existsSync(join(file.root, file.path)) ? localAddress(image, url) : null;
}

function describe({ sources, created, updated, unchanged, failed, skipped }: ImportReport): string {
  const from = sources
    .map(({ name, root }) => (root && existsSync(root) ? relative(process.cwd(), root) || "." : name))
    .join(", ");
  const counts = Object.entries({ created, updated, unchanged, failed, skipped })
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${number.toLocaleString("en")} ${name}`);
  return `${from}: ${counts.join(", ")}`;
}
