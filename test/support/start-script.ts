import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const node = [process.execPath, fileURLToPath(new URL("../../bin/broadsheet.js", import.meta.url)), "start"];

/** A run of `npm start`. */
export interface Started {
  child: ChildProcess;
  /** Everything it has said so far, on both streams. */
  output(): string;
  /** The address of the server, once it has said everything about it. */
  url: Promise<string>;
  /** Its code, once it has ended. */
  exit: Promise<number | null>;
}

/** Runs `npm start -- …args` in a folder with no other settings than these, on a free port, in a group of its own. */
export const startScript = (cwd: string, settings: Record<string, string>, ...args: string[]): Started =>
  run([...node, ...args], cwd, settings);

/** The same as npm does it: in a shell that waits for it. The child is the shell; it has ended when both have. */
export const startInShell = (cwd: string, settings: Record<string, string>): Started =>
  run(["sh", "-c", '"$0" "$@"; true', ...node], cwd, { npm_lifecycle_event: "start", ...settings });

/** Runs `npm run serve` of a project somewhere. */
export const startServing = (project: string, settings: Record<string, string>, ...args: string[]): Started =>
  run([process.execPath, "bin/broadsheet.js", "serve", ...args], project, settings);

function run([command = "", ...args]: string[], cwd: string, settings: Record<string, string>): Started {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, PORT: "0", NO_COLOR: "1", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const [, address] = /Endpoint +(http:\S+)\/graphql/.exec(output) ?? [];
      if (address && output.includes("stops it")) resolve(address);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    exit.then((code) => reject(new Error(`It ended with ${code}: ${output}`)));
  });
  // Not everybody waits for it.
  url.catch(() => {});
  return { child, exit, url, output: () => output };
}
