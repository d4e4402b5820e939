import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createRandom } from "../../../bench/import/random.ts";
import { contentOf, differences, versionsOf } from "./content-state.ts";
import { folder, put } from "./folder.ts";
import { useDatabase } from "./writing.ts";

// More of it: KILLS=50 npx vitest run test/integration/import/kill.test.ts
const KILLS = Number(process.env.KILLS ?? 12);
const SEED = Number(process.env.SEED ?? Date.now() % 100_000);

/** Files that are written in a transaction, at the most. */
const BATCH = 100;

/** Files that each run finds anew. */
const ADDED = 3 * BATCH;

const killed = useDatabase();
const undisturbed = useDatabase();

const home = fileURLToPath(new URL("../../../", import.meta.url));

/** Titles collide, images are of several sizes, and a new version moves to other categories and tags. */
const write = (root: string, n: number, version: number): Promise<void> =>
  put(
    root,
    `${String(n).padStart(6, "0")}.md`,
    `
---
title: 'Title ${n % 97}'
categories: 
 - Top ${n % 3}
 - Leaf ${((n >> 1) + version) % 4}
tags: [all, t${n % 5}, t${((n >> 1) + version) % 7}]
author: Author ${n % 11}
date: ${new Date(Date.UTC(2020, 0, 1) + n * 3_600_000).toUTCString()}
---

<div>
<p>Article ${n}, version ${version}.</p>
<img data-original="http://images.example.com/${n % 40}.jpg" data-width="${100 + (n % 9)}" data-height="${200 + (n % 8)}">
<img src="http://images.example.com/own-${n}.jpg"></div>
`,
  );

function startImport(root: string, databaseUrl: string): ChildProcess {
  return spawn(process.execPath, ["bin/broadsheet.js", "import", root, "--time-zone", "UTC"], {
    cwd: home,
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs an import to its end. */
async function runImport(root: string, databaseUrl: string): Promise<{ out: string; milliseconds: number }> {
  const child = startImport(root, databaseUrl);
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (out += chunk));
  const ended = once(child, "close");
  await firstWord(child);
  const started = performance.now();
  const [code] = await ended;
  expect(code, out).toBe(0);
  return { out, milliseconds: performance.now() - started };
}

/** What is said first is said when the import begins its work: all before is the start of the process. */
const firstWord = (child: ChildProcess): Promise<unknown> =>
  Promise.race([child.stderr && once(child.stderr, "data"), once(child, "exit")]);

/** When to kill: some milliseconds after the import has begun its work, or after it has begun to write a batch. */
interface Moment {
  batch: number | null;
  milliseconds: number;
}

/** Starts an import and kills it. False where it has ended before. */
async function killImport(root: string, { client, url }: typeof killed, moment: Moment): Promise<boolean> {
  const stored = async () => (await client`select count(*)::int as n from articles`)[0]?.n;
  const isWriting = async () =>
    (await client`select from pg_locks where relation = 'articles'::regclass and mode = 'RowExclusiveLock'`).length > 0;
  const child = startImport(root, url);
  const ended = once(child, "exit");
  child.stdout?.resume();
  await firstWord(child);
  if (moment.batch !== null) {
    const least = (await stored()) + moment.batch * BATCH;
    while (child.exitCode === null && !((await isWriting()) && (await stored()) >= least)) await sleep(1);
  }
  await sleep(moment.milliseconds);
  child.kill("SIGKILL");
  await ended;
  return child.signalCode === "SIGKILL";
}

test(`imports that are killed at any moment, alone or two at once, lose, double and halve nothing (SEED=${SEED})`, {
  timeout: 60_000 + KILLS * 15_000,
}, async () => {
  const random = createRandom(SEED);
  const root = await folder({}, "killed");
  const writeAll = (numbers: number[], version: number) => Promise.all(numbers.map((n) => write(root, n, version)));
  // Nine in ten files are never written again, so that nothing hides what a killed run has left of them.
  const added = (round: number) => Array.from({ length: ADDED }, (_, n) => round * ADDED + n);
  await writeAll(added(0), 0);
  const { milliseconds } = await runImport(root, undisturbed.url);

  let [hits, round] = [0, 0];
  const sizes: number[] = [];
  for (; hits < KILLS && round < KILLS * 2; round++) {
    await writeAll(added(round), 0);
    // Even ones only, so that every name stays in use.
    await writeAll(round === 0 ? [] : added(round - 1).filter((n) => n % 10 === 0), 1);
    const runs = round % 3 === 2 ? 2 : 1;
    const moments = Array.from({ length: runs }, (_, run) =>
      (round + run) % 3 === 0
        ? { batch: null, milliseconds: random.next() * milliseconds }
        : { batch: random.integer(0, 1), milliseconds: random.integer(0, 50) },
    );
    const met = await Promise.all(moments.map((moment) => killImport(root, killed, moment)));
    hits += met.filter(Boolean).length;
    const [row] = await killed.client`select count(*)::int as n from articles`;
    sizes.push(row?.n);
  }
  expect(hits).toBeGreaterThanOrEqual(KILLS);
  expect(
    sizes.some((size) => size % ADDED > 0),
    `articles after each kill: ${sizes}`,
  ).toBe(true);

  await runImport(root, killed.url);
  await runImport(root, undisturbed.url);
  const content = await contentOf(killed.client);
  expect(content.articles).toHaveLength(round * ADDED);
  expect(differences(content, await contentOf(undisturbed.client))).toEqual([]);

  const before = await versionsOf(killed.client);
  expect((await runImport(root, killed.url)).out).toContain("Nothing has changed.");
  expect(await versionsOf(killed.client)).toEqual(before);
});
