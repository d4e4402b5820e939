import { strict as assert } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Sql } from "postgres";
import { createRandom } from "../../bench/import/random.ts";
import { contentOf, differences, versionsOf } from "../integration/import/content-state.ts";

/** A migrated, empty database. */
interface Place {
  client: Sql;
  url: string;
}

/** How often imports are killed, and in what. */
export interface KillOptions {
  kills: number;
  seed: number;
  /** A folder for the articles. */
  root: string;
  /** Where imports are killed, and where the same is imported without that. */
  killed: Place;
  undisturbed: Place;
}

/** Files that are written in a transaction, at the most. */
const BATCH = 100;

/** Files that each run finds anew. */
const ADDED = 3 * BATCH;

const home = fileURLToPath(new URL("../../", import.meta.url));

/** Titles collide, images are of several sizes, and a new version moves to other categories and tags. */
async function write(root: string, n: number, version: number): Promise<void> {
  const file = join(root, `${String(n).padStart(6, "0")}.md`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
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
}

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
  assert.equal(code, 0, out);
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
async function killImport(root: string, { client, url }: Place, moment: Moment): Promise<boolean> {
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

/**
 * Kills imports at any moment, alone and two at once, and compares what they leave with what undisturbed ones do.
 * @throws AssertionError where anything is lost, doubled or half, or where one more run writes anything.
 */
export async function killImports({ kills, seed, root, killed, undisturbed }: KillOptions): Promise<void> {
  const random = createRandom(seed);
  const writeAll = (numbers: number[], version: number) => Promise.all(numbers.map((n) => write(root, n, version)));
  // Nine in ten files are never written again, so that nothing hides what a killed run has left of them.
  const added = (round: number) => Array.from({ length: ADDED }, (_, n) => round * ADDED + n);
  await writeAll(added(0), 0);
  const { milliseconds } = await runImport(root, undisturbed.url);

  let [hits, round] = [0, 0];
  const sizes: number[] = [];
  for (; hits < kills && round < kills * 2; round++) {
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
  assert.ok(hits >= kills, `${hits} imports were killed`);
  assert.ok(
    sizes.some((size) => size % ADDED > 0),
    `articles after each kill: ${sizes}`,
  );

  await runImport(root, killed.url);
  await runImport(root, undisturbed.url);
  const content = await contentOf(killed.client);
  assert.equal(content.articles?.length, round * ADDED);
  assert.deepEqual(differences(content, await contentOf(undisturbed.client)), []);

  const before = await versionsOf(killed.client);
  assert.match((await runImport(root, killed.url)).out, /Nothing has changed\./);
  assert.deepEqual(await versionsOf(killed.client), before);
}
