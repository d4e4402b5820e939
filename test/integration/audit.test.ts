import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TESTS, withTable } from "../../audit/page.ts";
import { ROWS } from "../../audit/rows.ts";
import { openWorld, type World } from "../../audit/stage.ts";
import { makeScratch } from "../support/scratch.ts";

// The rows of `npm run audit` that take no more than a few seconds, against a gateway that serves as in production. Here others
// compete for the processor, so that what is held against the clock is not judged: `npm run audit` does that.

const TIMED = /\bin \d+ ms$|within a second$|memory stays flat/;

test("there are 29 rows, in order, and docs/safety.md has their words", async () => {
  expect(ROWS.map(({ row }) => row)).toEqual(Array.from({ length: 29 }, (_, n) => n + 1));
  const page = await readFile(new URL("../../docs/safety.md", import.meta.url), "utf8");
  expect(page).toBe(withTable(page, ROWS));
});

test("each row is tested elsewhere, or run here", () => {
  const missing = Object.values(TESTS)
    .flat()
    .filter((path) => !existsSync(new URL(`../${path}`, import.meta.url)));
  expect(missing).toEqual([]);
  expect(ROWS.filter(({ row }) => (TESTS[row] ?? []).length === 0)).toEqual([]);
  const here = ROWS.filter(({ row }) => TESTS[row]?.includes("integration/audit.test.ts"));
  expect(here.filter(({ quick }) => !quick).map(({ row }) => row)).toEqual([]);
});

describe("quick rows", () => {
  let folder: string;
  let world: World;

  beforeAll(async () => {
    folder = await makeScratch();
    world = await openWorld(folder);
  }, 120_000);

  afterAll(async () => {
    await world?.close();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test.each(ROWS.filter(({ quick }) => quick))(
    "$row $title",
    async (row) => {
      const { findings } = await world.run(row);
      const failed = findings.filter(({ what, holds }) => !holds && !TIMED.test(what));
      expect(findings.length).toBeGreaterThan(0);
      expect(failed).toEqual([]);
    },
    60_000,
  );
});
