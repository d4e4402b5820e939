import { afterAll } from "vitest";
import { createFetcher } from "../../src/import/fetch.ts";
import { FILE_TIME_LIMIT } from "../../src/import/limits.ts";
import { createParsePool } from "../../src/import/parse-pool.ts";
import type { RunDeps } from "../../src/import/run.ts";

/** What imports take besides the database and the clock; closed after the file's tests. Fetches from this machine only. */
export function useImporting(): Pick<RunDeps, "pool" | "fetchFeed"> {
  const pool = createParsePool({ workers: 1, timeLimit: FILE_TIME_LIMIT });
  const fetcher = createFetcher({ allowedHosts: ["127.0.0.1"] });
  afterAll(async () => {
    await pool.close();
    await fetcher.close();
  });
  return { pool, fetchFeed: fetcher.fetchFeed };
}
