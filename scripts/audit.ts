import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { withTable } from "../audit/page.ts";
import { colorsFor, describe, HEADING, holds } from "../audit/print.ts";
import type { Row } from "../audit/row.ts";
import { ROWS } from "../audit/rows.ts";
import { type Outcome, openWorld } from "../audit/stage.ts";
import { command, runScript } from "./cli.ts";

// npm run audit: attacks a gateway in every way of docs/safety.md, and says which rows hold.

const EXAMPLES = `
It starts PostgreSQL and the gateway by itself, in a temporary folder; a whole audit takes some minutes. Row 26 takes
PgBouncer (apt-get install pgbouncer), row 27 Linux.

Exit codes:
  0  every row that was run holds
  1  one does not
  2  the call is wrong`;

const page = new URL("../docs/safety.md", import.meta.url);

interface Flags {
  row?: readonly Row[];
  json?: boolean;
  write?: boolean;
}

const program = command("npm run audit --")
  .description("Attacks a gateway in every way of docs/safety.md, and says which rows hold.")
  .option("--row <numbers>", "only these rows, as in 18 or 2,3,18", readRows)
  .option("--json", "print what was found as JSON")
  .option("--write", "attack nothing, and write the table of docs/safety.md")
  .addHelpText("after", EXAMPLES);

function readRows(given: string): readonly Row[] {
  const numbers = given.split(",").map(Number);
  const rows = ROWS.filter(({ row }) => numbers.includes(row));
  if (rows.length === numbers.length) return rows;
  throw new InvalidArgumentError(`There are rows 1 to ${ROWS.length}.`);
}

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const { row: rows = ROWS, json = false, write = false } = program.opts<Flags>();
  if (write) {
    await writeFile(page, withTable(await readFile(page, "utf8"), ROWS));
    return 0;
  }
  // What is attacked is what would be deployed.
  execFileSync(process.execPath, ["scripts/build.js"], { cwd: new URL("..", import.meta.url), stdio: "ignore" });
  const folder = await mkdtemp(join(tmpdir(), "broadsheet-audit-"));
  const world = await openWorld(folder);
  const outcomes: [Row, Outcome][] = [];
  try {
    if (!json) console.log(HEADING);
    for (const row of rows) {
      const told = showProgress(row);
      const outcome = await world.run(row);
      told();
      outcomes.push([row, outcome]);
      if (!json) console.log(describe(row, outcome, colorsFor(process.stdout)));
    }
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  const held = outcomes.filter(([, outcome]) => holds(outcome)).length;
  if (json)
    console.log(
      JSON.stringify(
        outcomes.map(([row, outcome]) => asJson(row, outcome)),
        null,
        2,
      ),
    );
  else console.log(`\n${held} of ${outcomes.length} hold.`);
  return held === outcomes.length ? 0 : 1;
}

/** Says on a terminal which row is being run; what it returns takes that away again. */
function showProgress({ row, title }: Row): () => void {
  if (!process.stderr.isTTY) return () => {};
  process.stderr.write(`${String(row).padStart(2)}  …  ${title.slice(0, 60)}`);
  return () => process.stderr.write("\r\u001b[2K");
}

const asJson = ({ row, title, must }: Row, outcome: Outcome) => ({
  row,
  title,
  must,
  holds: holds(outcome),
  ...outcome,
});

await runScript(main);
