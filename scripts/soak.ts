import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { MOST_GROWTH } from "../audit/soak/memory.ts";
import { type Soaked, soak } from "../audit/soak/soak.ts";
import { listed, percentile } from "../audit/world/load.ts";
import { command, runScript } from "./cli.ts";

// npm run soak: a gateway at half of the most that it carries, for long, in spite of everything.

const EXAMPLES = `
It starts PostgreSQL and the gateway by itself, in a temporary folder. Every ten seconds articles are changed by an import,
and every ten seconds all connections to PostgreSQL are killed. Each answer is compared with what is known to be right.

Exit codes:
  0  no wrong answer, no error but refusals, and memory that does not grow
  1  one of them
  2  the call is wrong`;

const program = command("npm run soak --")
  .description(
    "Runs a gateway at half of the most that it carries, while articles change and PostgreSQL's backends are killed.",
  )
  .option("--minutes <number>", "for how long", readMinutes, 10)
  .addHelpText("after", EXAMPLES);

function readMinutes(given: string): number {
  const minutes = Number(given);
  if (minutes >= 0.5 && minutes <= 1440) return minutes;
  throw new InvalidArgumentError("It takes a number from 0.5 to 1440.");
}

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const { minutes } = program.opts<{ minutes: number }>();
  execFileSync(process.execPath, ["scripts/build.js"], { cwd: new URL("..", import.meta.url), stdio: "ignore" });
  const folder = await mkdtemp(join(tmpdir(), "broadsheet-soak-"));
  try {
    return report(await soak(folder, minutes, (line) => console.error(line)));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What is refused because there is too much to do, or no database, says so: that is no fault. */
const REFUSAL = /OVERLOADED|UNAVAILABLE|RATE_LIMITED/;

function report({ most, rate, tally, imports, kills, samples, growth, endedWell }: Soaked): number {
  const { sent, right, wrong, errors, heldBack, took } = tally;
  const faults = [...errors].filter(([what]) => !REFUSAL.test(what));
  const failed = [
    wrong.length > 0 && `${wrong.length} wrong answers, the first: ${wrong[0]}`,
    faults.length > 0 && `errors that are no refusals: ${listed(new Map(faults))}`,
    growth.heap > MOST_GROWTH.heap && `the heap grows by more than ${MOST_GROWTH.heap} MB a minute`,
    growth.resident > MOST_GROWTH.resident && `memory grows by more than ${MOST_GROWTH.resident} MB a minute`,
    !endedWell && "the gateway did not end as it should",
    (imports.done === 0 || kills === 0 || right === 0) && "nothing was tried",
  ].filter((text) => text !== false);
  const last = samples.at(-1);
  const lines = [
    ["Load", `${rate} requests a second, half of ${Math.round(most)}`],
    ["Sent", `${sent}, and ${heldBack} held back while 200 were under way`],
    ["Right", `${right}`],
    ["Wrong", `${wrong.length}`],
    ["Errors", errors.size === 0 ? "none" : listed(errors)],
    ["Time", `p50 ${percentile(took, 0.5).toFixed(1)} ms, p99 ${percentile(took, 0.99).toFixed(1)} ms`],
    ["Imports", `${imports.done}, and ${imports.again} that were cut off and begun again`],
    ["Kills", `${kills} connections to PostgreSQL`],
    ["Memory", `${last?.resident.toFixed(0)} MB resident, ${last?.heap.toFixed(0)} MB of heap at the end`],
    [
      "Growth",
      `${growth.resident.toFixed(1)} MB a minute resident, ${growth.heap.toFixed(1)} of heap, over the second half`,
    ],
  ];
  for (const [label = "", text] of lines) console.log(`${label.padEnd(8)} ${text}`);
  for (const text of failed) console.log(`FAILS    ${text}`);
  return failed.length === 0 ? 0 : 1;
}

await runScript(main);
