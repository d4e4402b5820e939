import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { freePort, type OwnPostgres } from "./own-postgres.ts";

/** A PgBouncer in transaction mode, with fewer connections to the server than it gives. */
export interface PgBouncer {
  /** The server's database `postgres` as its superuser, by way of the pooler. */
  url: string;
  stop(): Promise<void>;
}

const PLACES = ["/usr/sbin", "/usr/bin", ...(process.env.PATH ?? "").split(":")];

/** The program, where it is installed on this machine; null elsewhere. */
export const findPgBouncer = (): string | null =>
  PLACES.map((folder) => join(folder, "pgbouncer")).find((path) => existsSync(path)) ?? null;

/** Nobody: it refuses to run as root. */
const OWNER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Starts it before a server, in a folder that everybody may enter. */
export async function startPgBouncer(program: string, server: OwnPostgres, folder: string): Promise<PgBouncer> {
  const port = await freePort();
  const users = join(folder, "users.txt");
  const settings = join(folder, "pgbouncer.ini");
  await writeFile(users, '"postgres" ""\n');
  const lines = {
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "trust",
    auth_file: users,
    pool_mode: "transaction",
    default_pool_size: 3,
  };
  const { hostname, port: serverPort } = new URL(server.url);
  const text = Object.entries(lines).map(([name, value]) => `${name} = ${value}\n`);
  await writeFile(settings, `[databases]\n* = host=${hostname} port=${serverPort}\n[pgbouncer]\n${text.join("")}`);
  for (const file of [users, settings]) await chmod(file, 0o644);
  const child = spawn(program, ["--quiet", settings], { stdio: "ignore", ...OWNER });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const client = postgres(url, { max: 1, backoff: false, prepare: false, fetch_types: false });
  while ((await client`select 1`.catch(() => [])).length === 0) {
    if (child.exitCode !== null) throw new Error(`PgBouncer ended with ${child.exitCode}.`);
    await sleep(50);
  }
  await client.end();
  return {
    url,
    async stop() {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}
