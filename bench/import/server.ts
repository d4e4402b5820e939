import { readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { startEmbedded } from "../../src/db/embedded.ts";
import { layoutOf } from "../../src/db/embedded-cluster.ts";

/** An embedded PostgreSQL server of a measurement's own. */
export interface Server {
  dataDir: string;
  url: string;
  /** Of the postmaster. */
  pid: number;
  client: Sql;
  stop(): Promise<void>;
}

/** Starts a server on a folder, which is made, and in it a database that nobody has used. */
export async function startServer(dataDir: string): Promise<Server> {
  const { url, leave } = await startEmbedded({ dataDir });
  const [pid] = (await readFile(join(layoutOf(dataDir).cluster, "postmaster.pid"), "utf8")).split("\n");
  const client = postgres(url, { max: 1, onnotice: () => {} });
  const stop = async () => {
    await client.end();
    await leave();
  };
  return { dataDir, url, pid: Number(pid), client, stop };
}
