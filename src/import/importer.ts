import type { Sql } from "postgres";
import { FILE_TIME_LIMIT } from "./limits.ts";
import type { Deletion, Pushed, PushedFiles } from "./push.ts";

/** Imports what callers send. */
export interface Importer {
  importArticles(input: PushedFiles): Promise<Pushed>;
  deleteArticles(input: { source: string; paths: string[] }): Promise<Deletion>;
  /** Ends its worker. */
  close(): Promise<void>;
}

/** Makes an importer. What it takes is loaded, and its one worker started, with the first call: most servers only read. */
export function createImporter({ client, imageProxies }: { client: Sql; imageProxies: readonly string[] }): Importer {
  let loaded: ReturnType<typeof load> | undefined;
  const ready = () => {
    loaded ??= load({ client, imageProxies });
    return loaded;
  };
  return {
    importArticles: async (input) => (await ready()).importArticles(input),
    deleteArticles: async (input) => (await ready()).deleteArticles(input),
    close: async () => (await loaded)?.close(),
  };
}

async function load({ client, imageProxies }: { client: Sql; imageProxies: readonly string[] }): Promise<Importer> {
  const [{ createParsePool }, { deleteFiles, pushFiles }] = await Promise.all([
    import("./parse-pool.ts"),
    import("./push.ts"),
  ]);
  // The other cores belong to those who read.
  const pool = createParsePool({ workers: 1, timeLimit: FILE_TIME_LIMIT });
  const deps = { client, imageProxies, pool, now: () => new Date() };
  return {
    importArticles: (input) => pushFiles(deps, input),
    deleteArticles: (input) => deleteFiles(deps, input),
    close: () => pool.close(),
  };
}
