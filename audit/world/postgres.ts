import type { ChildProcess } from "node:child_process";
import { chown, mkdir, open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { findBinaries } from "../../src/db/embedded-binaries.ts";
import { chooseIdentity, run } from "../../src/db/embedded-process.ts";
import { freePort, stopServer } from "../../test/support/own-postgres.ts";

/** A PostgreSQL server to be attacked: the embedded binaries, with its log at hand, and no password. */
export interface Postgres {
  port: number;
  /** A connection of the superuser to its own database. */
  admin: Sql;
  urlOf(database: string): string;
  /** Ends all connections, as `pg_ctl restart -m fast` does, and starts it again after a pause. */
  restart(pause: number): Promise<void>;
  /** A place in its log, for `logSince`. */
  logMark(): Promise<number>;
  /** The lines of its log since then that tell of an error. */
  errorsSince(mark: number): Promise<string[]>;
  stop(): Promise<void>;
}

const SETTINGS = { listen_addresses: "127.0.0.1", unix_socket_directories: "", fsync: "off", max_connections: "200" };

/** Makes a cluster in a folder that everybody may enter, and starts it. */
export async function startPostgres(folder: string): Promise<Postgres> {
  const binaries = await findBinaries();
  const cluster = join(folder, "cluster");
  const logFile = join(folder, "postgres.log");
  await mkdir(cluster);
  const identity = await chooseIdentity({ folder, cluster }, binaries.postgres);
  if (identity.owner !== null) await chown(cluster, identity.owner.uid, identity.owner.gid);
  const made = await run(identity, binaries.initdb, [
    ...[`--pgdata=${cluster}`, "--username=postgres", "--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync"],
    ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
  ]);
  if (made.code !== 0) throw new Error(made.output);
  const port = await freePort();
  const args = Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const start = async (): Promise<ChildProcess> => {
    const log = await open(logFile, "a");
    const child = identity.spawn(binaries.postgres, ["-D", cluster, ...args], { stdio: ["ignore", log.fd, log.fd] });
    await log.close();
    return child;
  };
  const urlOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let child = await start();
  const admin = postgres(urlOf("postgres"), { max: 4, backoff: () => 0.1, onnotice: () => {} });
  await untilItAnswers(admin, () => child.exitCode);
  return {
    port,
    admin,
    urlOf,
    async restart(pause) {
      await stopServer(child);
      await sleep(pause);
      child = await start();
    },
    logMark: async () => (await stat(logFile)).size,
    async errorsSince(mark) {
      const text = (await readFile(logFile)).subarray(mark).toString("utf8");
      return text.split("\n").filter((line) => /\b(ERROR|FATAL|PANIC|WARNING):/.test(line));
    },
    async stop() {
      await admin.end({ timeout: 1 });
      await stopServer(child);
    },
  };
}

async function untilItAnswers(admin: Sql, exitCode: () => number | null): Promise<void> {
  while (exitCode() === null) {
    if ((await admin`select 1`.catch(() => [])).length > 0) return;
    await sleep(20);
  }
  throw new Error(`PostgreSQL ended with ${exitCode()}.`);
}
