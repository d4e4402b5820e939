import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** Whether a Redis server is installed, as Debian's package redis-server has it. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** Starts a Redis server that stores nothing, on that port. */
export async function startRedis(port: number): Promise<ChildProcess> {
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", args, { stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  while (!said.includes("Ready to accept connections")) said += (await once(child.stdout, "data"))[0];
  return child;
}

/** Ends it at once. */
export async function stopRedis(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
