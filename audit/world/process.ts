import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const broadsheet = fileURLToPath(new URL("../../bin/broadsheet.js", import.meta.url));

/** A command line of the project, as a shell would find it. */
export const commandLine = (...args: string[]): string[] => [process.execPath, broadsheet, ...args];

/** A process that runs, and all that it has said. */
export interface Running {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Its exit code; null where a signal ended it. */
  exit: Promise<number | null>;
}

/** Starts a process with no other settings than these. */
export function start(
  [command = "", ...args]: readonly string[],
  settings: Record<string, string>,
  options: SpawnOptions = {},
): Running {
  const env = { PATH: process.env.PATH, NO_COLOR: "1", ...settings };
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options, env });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (chunk) => {
      said[name] += chunk;
    });
  const exit = new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      said.stderr += error.message;
      resolve(-1);
    });
    child.once("close", resolve);
  });
  return { child, exit, stdout: () => said.stdout, stderr: () => said.stderr };
}

/** What a command came to. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  milliseconds: number;
}

/** Runs a command of the project to its end. */
export async function runCommand(args: readonly string[], settings: Record<string, string>): Promise<Ended> {
  return ending(start(commandLine(...args), settings));
}

/** Waits for a process to end. */
export async function ending(running: Running): Promise<Ended> {
  const started = performance.now();
  const code = await running.exit;
  return { code, stdout: running.stdout(), stderr: running.stderr(), milliseconds: performance.now() - started };
}

/** Resident memory of a process in MB, where Linux says it; null elsewhere. */
export function residentMemory(pid: number | undefined): number | null {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
