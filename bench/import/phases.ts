import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareFloor } from "./floor.ts";
import { type Cost, measure } from "./process.ts";
import { type Server, startServer } from "./server.ts";

/** A folder of articles to measure on. */
export interface Material {
  /** The corpus. */
  folder: string;
  articles: number;
  /** A folder for what is needed meanwhile. */
  scratch: string;
  /** Threads that parse; what the import takes by itself where undefined. */
  workers: number | undefined;
  signal: AbortSignal;
}

/** What is measured, in the order in which it is. */
export const PHASES = ["first import", "unchanged rerun", "parsing alone", "COPY alone"] as const;

/** Every phase once, on a database of its own. */
export async function measurePhases(material: Material): Promise<Cost[]> {
  return onFreshServer(material, async (server) => [
    await measureImport(material, server),
    await measureImport(material, server),
    await run(material, server, "parse.ts", [material.folder, String(material.articles)]),
    await measureCopy(material, server),
  ]);
}

/** The first import alone, on a database of its own. */
export const measureFirstImport = (material: Material): Promise<Cost> =>
  onFreshServer(material, (server) => measureImport(material, server));

async function onFreshServer<T>({ scratch }: Material, use: (server: Server) => Promise<T>): Promise<T> {
  const dataDir = join(scratch, "data");
  const server = await startServer(dataDir);
  try {
    return await use(server);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true });
  }
}

/** An import as users start it, from the first moment of its process to the last. */
async function measureImport(material: Material, server: Server): Promise<Cost> {
  const { folder, articles, workers } = material;
  const threads = workers === undefined ? [] : ["--workers", String(workers)];
  const cost = await run(material, server, "../../bin/broadsheet.js", ["import", folder, ...threads]);
  const [row] = await server.client<{ n: number }[]>`select count(*)::int as n from articles`;
  if (row?.n !== articles) throw new Error(`${row?.n} of ${articles} articles have been imported.`);
  return cost;
}

async function measureCopy(material: Material, server: Server): Promise<Cost> {
  const rows = join(material.scratch, "rows");
  await prepareFloor(server, rows);
  try {
    return await run(material, server, "copy.ts", [server.url, rows]);
  } finally {
    await rm(rows, { recursive: true });
  }
}

/** Runs a script, with what TypeScript needs where it is such. One that measures itself, as it is not to be charged with the start of its process, says so in JSON. */
async function run({ scratch, signal }: Material, server: Server, script: string, args: string[]): Promise<Cost> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const loader = script.endsWith(".ts") ? ["--import", import.meta.resolve("tsx")] : [];
  const { output, ...cost } = await measure(
    {
      args: [...loader, path, ...args],
      // A .env file of the project's is not meant.
      cwd: scratch,
      env: { PATH: process.env.PATH, DATA_DIR: server.dataDir },
      signal,
    },
    server.pid,
  );
  return output.startsWith("{") ? { ...cost, ...JSON.parse(output) } : cost;
}
