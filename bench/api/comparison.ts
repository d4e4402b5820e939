import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { childrenOf, peakMemory } from "../import/process.ts";
import type { Server } from "../import/server.ts";
import { startAsker } from "./asker.ts";
import { type Contestant, type Running, start } from "./contestant.ts";
import { constant, gateway, type RivalName, rivals, workers } from "./contestants.ts";
import { canSearch, chooseMaterial } from "./material.ts";
import { pinRunning } from "./pinning.ts";
import {
  type Answers,
  cachedCell,
  collectAnswers,
  type Entrant,
  enterAll,
  queryCells,
  searchCells,
} from "./questions.ts";
import { type Cell, measureRounds, type Pace, type Results } from "./rounds.ts";

/** What was measured. */
export interface Measured {
  results: Results;
  /** The most memory that each server had, in MiB. */
  memory: Map<string, number>;
}

/** The project as it is measured, and with its answers kept. */
export const PROJECT = "Broadsheet";
export const PROJECT_KEPT = "Broadsheet, answers kept";

interface Comparison extends Pace {
  database: Server;
  articles: number;
  against: readonly RivalName[];
  /** A folder for what is needed meanwhile. */
  scratch: string;
}

/**
 * The project against others on one database.
 * @throws Error where one of them answers something else than the project.
 */
export async function compare({ database, articles, against, scratch, ...pace }: Comparison): Promise<Measured> {
  const running: Running[] = [];
  const asker = startAsker();
  try {
    const material = await chooseMaterial(database.client, articles);
    const known: Record<RivalName, Contestant> = rivals(material.position);
    const [project, kept, ...others] = await enterAll(
      [gateway(PROJECT, { kept: false }), gateway(PROJECT_KEPT, { kept: true }), ...against.map((name) => known[name])],
      database,
      material,
    );
    if (!project || !kept) throw new Error("The project itself is always among them.");
    running.push(...[project, kept, ...others].map((entrant) => entrant.running));
    const answers = await collectAnswers(project, null);
    for (const other of [...others, kept]) await collectAnswers(other, answers);
    pace.log(`All answers agree: ${[project, ...others].map((entrant) => entrant.running.name).join(", ")}`);

    const limit = await enterConstant({ answers, project, database, scratch });
    running.push(limit.running);
    await collectAnswers(limit, answers);
    const cells: Cell[] = [...queryCells([project, ...others, limit]), cachedCell(kept), cachedCell(limit)];
    if (await canSearch(project.running.ask)) cells.push(...searchCells(project, pace));
    const results = await measureRounds(asker, cells, pace);
    return { results, memory: new Map(running.map(({ name, pid }) => [name, peakMemory(pid) ?? 0])) };
  } finally {
    asker.stop();
    await Promise.all(running.map((each) => each.stop()));
  }
}

/** The project's own answers, each at a path of its own. */
async function enterConstant(given: {
  answers: Answers;
  project: Entrant;
  database: Server;
  scratch: string;
}): Promise<Entrant> {
  const { answers, project, database, scratch } = given;
  const file = join(scratch, "answers.json");
  const paths = [...answers].flatMap(([name, all]) =>
    all.map((data, n) => [`/${name}/${n}`, JSON.stringify({ data })] as const),
  );
  await writeFile(file, JSON.stringify(Object.fromEntries(paths)));
  const requests = Object.entries(project.requests).map(([name, all]) => [
    name,
    all.map(({ body }, n) => ({ path: `/${name}/${n}`, body })),
  ]);
  return { running: await start(constant(file), database), requests: Object.fromEntries(requests) };
}

/** The project on databases of several lengths, side by side. */
export async function grow(databases: ReadonlyMap<number, Server>, pace: Pace): Promise<Measured> {
  const running: Running[] = [];
  const asker = startAsker();
  try {
    const cells: Cell[] = [];
    for (const [articles, database] of databases) {
      const material = await chooseMaterial(database.client, articles);
      const name = `${articles.toLocaleString("en")} articles`;
      const [entrant] = await enterAll([gateway(name, { kept: false })], database, material);
      if (!entrant) continue;
      running.push(entrant.running);
      cells.push(...queryCells([entrant]));
      if (await canSearch(entrant.running.ask)) cells.push(...searchCells(entrant, pace));
    }
    const results = await measureRounds(asker, cells, pace);
    return { results, memory: new Map(running.map(({ name, pid }) => [name, peakMemory(pid) ?? 0])) };
  } finally {
    asker.stop();
    await Promise.all(running.map((each) => each.stop()));
  }
}

/** What the project by itself is called beside its several processes. */
export const ONE_PROCESS = "one process";

/** The project in one process and in several, all of them on all cores. */
export async function spread({ database, articles, count, ...pace }: Spread): Promise<Measured> {
  pinRunning("all", database.pid);
  const asker = startAsker("all");
  const running: Running[] = [];
  try {
    const material = await chooseMaterial(database.client, articles);
    const contestants = [workers(ONE_PROCESS, 1), workers(`${count} processes`, count)];
    const entrants = await enterAll(contestants, database, material);
    running.push(...entrants.map((entrant) => entrant.running));
    const results = await measureRounds(asker, queryCells(entrants), pace);
    return { results, memory: new Map(running.flatMap(memoryOf)) };
  } finally {
    asker.stop();
    await Promise.all(running.map((each) => each.stop()));
  }
}

interface Spread extends Pace {
  database: Server;
  articles: number;
  /** Processes. */
  count: number;
}

/** Of the process that was started, and of those that it has started. */
const memoryOf = ({ name, pid }: Running): [string, number][] =>
  [pid, ...childrenOf(pid).map(Number)].map((each, n) => [
    n === 0 ? name : `${name}, worker ${n}`,
    peakMemory(each) ?? 0,
  ]);
