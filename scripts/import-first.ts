import { fileURLToPath } from "node:url";
import pc from "picocolors";
import { createQueries } from "../src/db/queries/queries.ts";
import { articleStatus } from "../src/db/tables.ts";
import { defaultWorkers, FILE_TIME_LIMIT } from "../src/import/limits.ts";
import type { ImportReport } from "../src/import/report.ts";
import { probePort } from "../src/listen.ts";
import { PROJECT_ROOT } from "../src/project-root.ts";
import type { StartContext } from "./serve.ts";

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
