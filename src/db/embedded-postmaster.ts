import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { open, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./embedded-binaries.ts";
import type { Layout } from "./embedded-cluster.ts";
import { EmbeddedError } from "./embedded-error.ts";
import { type Identity, isAlive } from "./embedded-process.ts";

/** A server that runs on a cluster. */
export interface Postmaster {
  pid: number;
  port: number;
}

/** Recovery after a crash replays what was written since the last checkpoint, five minutes of writes at the most. */
const startPatience = 120_000;
const stopPatience = 60_000;

/** The server that runs on the cluster, once it takes connections; null where there is none. */
export async function findPostmaster(layout: Layout): Promise<Postmaster | null> {
  const deadline = Date.now() + startPatience;
  for (;;) {
    const found = await readPidFile(layout.cluster);
    if (found === null || !servesCluster(found, layout.cluster)) return null;
    if (found.status === "ready") return { pid: found.pid, port: found.port };
    if (Date.now() > deadline) throw await notUp(layout, `the server with pid ${found.pid} does not get ready`);
    await sleep(10);
  }
}

/** Starts a server on the cluster, detached: Ctrl+C in a terminal is not meant for it, and it may outlive us. */
export async function startPostmaster(layout: Layout, binaries: Binaries, identity: Identity): Promise<Postmaster> {
  // What is left of a server that was killed; PostgreSQL's own check would be misled by a process that has got its
  // number since. Its shared memory still keeps two servers off one cluster.
  await rm(join(layout.cluster, "postmaster.pid"), { force: true });
  const deadline = Date.now() + 10_000;
  for (;;) {
    const logged = await stat(layout.log).then(
      ({ size }) => size,
      () => 0,
    );
    const started = await launch(layout, binaries, identity);
    if (started !== null) return started;
    const said = (await readFile(layout.log)).subarray(logged).toString();
    // The port was taken a moment after it was found free, or processes of a killed server are still on their way out.
    const passing = /could not bind|could not create any TCP\/IP sockets|shared memory block .* still in use/.test(
      said,
    );
    if (!passing || Date.now() > deadline) throw await notUp(layout, "it ended at once");
    await sleep(100);
  }
}

async function launch(layout: Layout, binaries: Binaries, identity: Identity): Promise<Postmaster | null> {
  const log = await open(layout.log, "a", 0o600);
  const settings = {
    listen_addresses: "127.0.0.1",
    port: await freePort(),
    unix_socket_directories: "",
    log_checkpoints: "off",
    // In 4 MB, as it comes, PostgreSQL cannot note all pages that a common word stands on, and reads the keys of each row of
    // those that it has noted by the dozen.
    work_mem: "16MB",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = identity.spawn(binaries.postgres, ["-D", layout.cluster, ...options], {
    detached: true,
    windowsHide: true,
    stdio: ["ignore", log.fd, log.fd],
    env: { ...process.env, TZ: "UTC", LC_ALL: "C" },
  });
  let ended = false;
  child.on("exit", () => {
    ended = true;
  });
  child.on("error", () => {
    ended = true;
  });
  child.unref();
  await log.close();

  const deadline = Date.now() + startPatience;
  while (!ended) {
    const found = await readPidFile(layout.cluster);
    if (found?.status === "ready") return { pid: found.pid, port: found.port };
    if (Date.now() > deadline) throw await notUp(layout, "it does not get ready");
    await sleep(5);
  }
  return null;
}

/**
 * Stops a server, ending its connections, and waits until it is gone.
 * @throws EmbeddedError where that takes longer than a minute.
 */
export async function stopPostmaster({ pid }: Postmaster, layout: Layout, binaries: Binaries): Promise<void> {
  // Windows has no signals, and pg_ctl, which does without them there, refuses to be root elsewhere.
  if (process.platform === "win32") spawn(binaries.pg_ctl, ["stop", "-D", layout.cluster, "-m", "fast"]);
  else interrupt(pid);
  const deadline = Date.now() + stopPatience;
  // The file goes last. The process itself may stay as a zombie where process 1 of a container does not collect them.
  while ((await readPidFile(layout.cluster))?.pid === pid && isAlive(pid)) {
    if (Date.now() > deadline) throw new EmbeddedError(`The embedded PostgreSQL (pid ${pid}) does not stop: end it.`);
    await sleep(5);
  }
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, "SIGINT");
  } catch (error) {
    // Somebody has killed the server, and it is gone already.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

interface PidFile extends Postmaster {
  folder: string;
  status: string;
}

/** https://www.postgresql.org/docs/18/storage-file-layout.html; the lines are those of PostgreSQL's pidfile.h. */
async function readPidFile(cluster: string): Promise<PidFile | null> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const [pid = "", folder = "", , port = "", , , , status = ""] = text.split("\n");
  return pid === "" ? null : { pid: Number(pid), folder, port: Number(port), status: status.trim() };
}

/** Whether the process named in the file is a server on this cluster, and not one that has got its number since. */
function servesCluster({ pid, folder }: PidFile, cluster: string): boolean {
  if (process.platform !== "linux") return folder === cluster && isAlive(pid);
  try {
    // Not its working folder, which root may not look up in a container, where the server runs as somebody else.
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(cluster);
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function notUp({ log }: Layout, what: string): Promise<EmbeddedError> {
  const lines = (await readFile(log, "utf8").catch(() => "")).trimEnd().split("\n");
  return new EmbeddedError(
    `The embedded PostgreSQL did not come up: ${what}. From ${log}:\n${lines.slice(-10).join("\n")}`,
  );
}
