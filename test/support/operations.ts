import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

const page = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");

/** Runs the commands of docs/operations.md that have this comment on top, as they stand there, in a folder. */
export async function runAsDocumented(title: string, cwd: string, environment: Record<string, string>): Promise<void> {
  const block = [...page.matchAll(/^```sh\n# (.+)\n([^`]+)```$/gm)].find(([, comment]) => comment === title);
  if (block === undefined) throw new Error(`docs/operations.md has no commands “${title}”.`);
  await promisify(execFile)("sh", ["-ec", block[2] ?? ""], { cwd, env: { PATH: process.env.PATH, ...environment } });
}
