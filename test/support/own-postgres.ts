import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { findBinaries } from "../../src/db/embedded-binaries.ts";
import { chooseIdentity, run } from "../../src/db/embedded-process.ts";

/** A PostgreSQL server of a test's own, where it may do what the shared one forbids: roles, settings, stopping. */
export interface OwnPostgres {
  /** Address of its superuser, in the database `postgres`. Everybody is let in without a password. */
  url: string;
  /** The same server, somebody else, another database. */
  as(user: string, database: string): string;
  stop(): Promise<void>;
  /** Starts it again, on the same port, after a stop. */
  restart(): Promise<void>;
}

/** Programs of PostgreSQL. */
interface Programs {
  initdb: string;
  postgres: string;
}

/** Those that come with the project. */
export const embeddedPrograms = (): Promise<Programs> => findBinaries();

const DEBIAN = "/usr/lib/postgresql";

/** Folder of a PostgreSQL that is installed on this machine with its clients, the newest in Debian's place; null without one. */
export function findInstalledPrograms(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(DEBIAN, version, "bin")), ...(process.env.PATH ?? "").split(":")];
  const isWhole = (folder: string) =>
    ["initdb", "postgres", "pg_dump", "pg_restore"].every((name) => existsSync(join(folder, name)));
  return folders.find(isWhole) ?? null;
}

/** Makes a cluster in a folder that everybody may enter, and starts it on a free port. */
export async function startOwnPostgres({ initdb, postgres: server }: Programs, folder: string): Promise<OwnPostgres> {
  const cluster = join(folder, "cluster");
  await mkdir(cluster);
  const identity = await chooseIdentity({ folder, cluster }, server);
  if (identity.owner !== null) await chown(cluster, identity.owner.uid, identity.owner.gid);
  const options = ["--username=postgres", "--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync"];
  const { code, output } = await run(identity, initdb, [`--pgdata=${cluster}`, ...options]);
  if (code !== 0) throw new Error(output);
  const port = await freePort();
  const settings = { port, listen_addresses: "127.0.0.1", unix_socket_directories: "", fsync: "off" };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const start = () => identity.spawn(server, ["-D", cluster, ...args], { stdio: "ignore" });
  let child = start();
  const as = (user: string, database: string) => `postgres://${user}@127.0.0.1:${port}/${database}`;
  const url = as("postgres", "postgres");
  await untilItAnswers(url, child);
  return {
    url,
    as,
    stop: () => stopServer(child),
    async restart() {
      child = start();
      await untilItAnswers(url, child);
    },
  };
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  const client = postgres(url, { max: 1, backoff: false });
  try {
    while (child.exitCode === null) {
      if ((await client`select 1`.catch(() => [])).length > 0) return;
      await sleep(50);
    }
    throw new Error(`PostgreSQL ended with ${child.exitCode}.`);
  } finally {
    await client.end({ timeout: 0 });
  }
}

/** Ends a server and waits until it has ended. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  // Its "fast" shutdown, which ends what is connected.
  child.kill("SIGINT");
  await exited;
}

/** A port of the loopback that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
