import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeScratch } from "../support/scratch.ts";

// The benchmark of the API from end to end, short and small, and without what only it needs.

const script = fileURLToPath(new URL("../../bench/api/run.ts", import.meta.url));

let scratch: string;

beforeAll(async () => {
  scratch = await makeScratch();
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

async function bench(...args: string[]): Promise<string> {
  const short = ["--quick", "--rounds", "1", "--seconds", "0.05", "--body", "2kb", "--cache", join(scratch, "cache")];
  const command = ["--import", import.meta.resolve("tsx"), script, ...short, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: scratch });
  return stdout;
}

// CPU is read from /proc.
describe.runIf(process.platform === "linux")("npm run bench", () => {
  test("compares the answers, then measures", { timeout: 240_000 }, async () => {
    const output = await bench("--articles", "200", "--against", "sql");
    expect(output).toContain("imported 200 articles");
    expect(output).toContain("All answers agree: Broadsheet, one SQL, bare node:http");
    for (const question of ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Cached mix"])
      expect(output).toContain(`\n${question}: `);
    const figure = "[\\d.,]+ +";
    expect(output.match(new RegExp(`^Broadsheet +(${figure}){7}[\\d.]+$`, "gm"))).toHaveLength(6);
    expect(output).toMatch(/^Q2: requests\/s, × one SQL, bare node:http +at least 1 +[\d.]+ +(reached|missed)$/m);
  });
});
