import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";

/** What a program took. Seconds, and MiB. */
export interface Cost {
  seconds: number;
  /** CPU of the program with all its threads. */
  node: number;
  /** CPU of the PostgreSQL server meanwhile, with all its processes. */
  postgres: number;
  /** The most memory that the program had at a time (VmHWM). */
  memory: number;
}

/** A program to run. */
export interface Program {
  /** What node is given: a script and its arguments. */
  args: readonly string[];
  cwd: string;
  env: Record<string, string | undefined>;
  signal: AbortSignal;
}

// What /proc counts CPU in is a hundredth of a second on every Linux that Node runs on.
const TICKS = 100;

const LOOK_EVERY = 50;

/**
 * Runs a program in a process of its own and measures it.
 * @param server - process id of PostgreSQL's postmaster.
 * @throws Error with what it has said, where it ends with another code than 0.
 */
export async function measure(program: Program, server: number): Promise<Cost & { output: string }> {
  const before = { node: cpuOfEnded(), postgres: cpuOfServer(server), at: performance.now() };
  const { args, ...options } = program;
  const child = spawn(process.execPath, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  let memory = 0;
  const look = setInterval(() => {
    memory = peakMemory(child.pid) ?? memory;
  }, LOOK_EVERY);
  const [code] = await once(child, "close").finally(() => clearInterval(look));
  if (code !== 0) throw new Error(`${args.join(" ")} has ended with code ${code}:\n${output}${errors}`);
  return {
    output,
    memory,
    seconds: (performance.now() - before.at) / 1000,
    node: cpuOfEnded() - before.node,
    postgres: cpuOfServer(server) - before.postgres,
  };
}

/** CPU seconds of our children that have ended. */
function cpuOfEnded(): number {
  const { childUser, childSystem } = cpuOf("self") ?? { childUser: 0, childSystem: 0 };
  return childUser + childSystem;
}

/** CPU seconds of a server: of its first process, of those that it has started, and of those of them that have ended. */
export function cpuOfServer(pid: number): number {
  const own = cpuOf(pid);
  const ended = (own?.childUser ?? 0) + (own?.childSystem ?? 0);
  return [own, ...childrenOf(pid).map(cpuOf)].reduce(
    (sum, process) => sum + (process?.user ?? 0) + (process?.system ?? 0),
    ended,
  );
}

/** The ids of the processes that a process has started and that run. */
export const childrenOf = (pid: number): string[] =>
  readdirSync("/proc").filter((name) => /^\d+$/.test(name) && cpuOf(name)?.parent === pid);

/** What proc(5) tells in /proc/pid/stat, in seconds; null where there is no such process any more. */
function cpuOf(pid: number | string) {
  const line = readOrNull(`/proc/${pid}/stat`);
  if (line === null) return null;
  // The second field is a name in brackets, which may hold spaces and brackets.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const [parent, user, system, childUser, childSystem] = [1, 11, 12, 13, 14].map((n) => Number(fields[n]));
  const seconds = (ticks = 0) => ticks / TICKS;
  return {
    parent,
    user: seconds(user),
    system: seconds(system),
    childUser: seconds(childUser),
    childSystem: seconds(childSystem),
  };
}

/** The most memory that a process had at a time (VmHWM), in MiB; null where there is none any more. */
export function peakMemory(pid: number | undefined): number | null {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readOrNull(`/proc/${pid}/status`) ?? "")?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) / 1024;
}

/** Processes come and go between a look at the list and one at them. */
function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
