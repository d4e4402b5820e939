import { type ChildProcess, execFileSync, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { childrenOf } from "../import/process.ts";

// A contestant's server has a core to itself; PostgreSQL and the process that asks have the others.
const CORES = availableParallelism();
const PLACES = { server: "0", others: `1-${CORES - 1}`, all: `0-${CORES - 1}` } as const;

/** Where a process runs. */
export type Place = keyof typeof PLACES;

/** Whether processes can be kept on cores: two are needed, and taskset, which Linux has. */
export const canPin: boolean = CORES > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** Starts Node on a program, with what TypeScript needs where it is such, on its cores where that can be had. taskset becomes the program: the id is its own. */
export function spawnPinned(place: Place, args: readonly string[], options: SpawnOptions): ChildProcess {
  const loader = args[0]?.endsWith(".ts") ? ["--import", import.meta.resolve("tsx")] : [];
  const command = [process.execPath, ...loader, ...args];
  const [program = "", ...rest] = canPin ? ["taskset", "-c", PLACES[place], ...command] : command;
  return spawn(program, rest, options);
}

/** Keeps a running server on its cores, with the processes that it has started. Those to come inherit it. */
export function pinRunning(place: Place, pid: number): void {
  if (!canPin) return;
  for (const each of [pid, ...childrenOf(pid)])
    execFileSync("taskset", ["-a", "-p", "-c", PLACES[place], String(each)]);
}
