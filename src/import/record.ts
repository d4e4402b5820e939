import type { Sql } from "postgres";
import type { Issue } from "../content/types.ts";
import { finishRun, recordRun } from "../db/write/runs.ts";
import {
  type Besides,
  type Counts,
  type FileOutcome,
  noCounts,
  outcomeOf,
  type ReportedSource,
  type Tally,
} from "./report.ts";

/** The run of one source: what becomes of its files goes to the tally and to the run's row. */
export interface RunRecord {
  readonly runId: number;
  /** What the files have come to so far. */
  readonly counts: Readonly<Counts>;
  count(outcome: FileOutcome): void;
  /** Counts what became of an article beside what became of the files. */
  also(outcome: Besides): void;
  /** Adds issues. A zone that had to be assumed is kept once. */
  report(issues: readonly Issue[]): void;
  /** Notes that an article's file is gone, and the path that it was renamed to: null where it was deleted. */
  gone(path: string, renamedTo: string | null): void;
  /** Counts articles whose files are gone, and which stay. */
  leave(articles: number): void;
  time(path: string, milliseconds: number): void;
  /** Brings the row up to date, where it has not been for a while. */
  save(): Promise<void>;
  /** Ends the run, and gives what it came to. */
  finish(how: { interrupted: boolean }): Promise<Counts>;
  /** Gives up the row, whatever its state: a run that has failed shows no sign of life any more. */
  close(): void;
}

interface RecordDeps {
  client: Sql;
  now: () => Date;
  tally: Tally;
}

/** Milliseconds between two savings; a run that is silent for a minute is taken for dead. */
const SAVE_EVERY = 1_000;
const SIGN_OF_LIFE_EVERY = 15_000;
const MOST_PENDING = 1_000;

/** Opens the record of a source's run, which has begun. */
export function openRecord(
  { client, now, tally }: RecordDeps,
  source: ReportedSource,
  filesTotal: number | null,
): RunRecord {
  const { runId } = source;
  tally.add(source);
  const counts = noCounts();
  let pending: Issue[] = [];
  let zoneAssumed = false;
  let saved = 0;
  const isNews = ({ code }: Issue) => {
    if (code !== "DATE_ZONE_ASSUMED") return true;
    const isFirst = !zoneAssumed;
    zoneAssumed = true;
    return isFirst;
  };
  const take = () => {
    const issues = pending;
    pending = [];
    saved = performance.now();
    return issues;
  };
  // A large file can keep a batch busy for long.
  const life = setInterval(() => {
    recordRun(client, runId, { ...counts, filesTotal }, []).catch(() => {});
  }, SIGN_OF_LIFE_EVERY);
  life.unref();
  return {
    runId,
    counts,
    count: (outcome) => {
      counts[outcome]++;
      counts.filesRead++;
      tally.count(outcome);
    },
    also: (outcome) => {
      counts[outcome]++;
      tally.also(outcome);
    },
    report: (issues) => {
      const news = issues.filter(isNews);
      pending.push(...news);
      tally.report(source.name, news);
    },
    gone: (path, renamedTo) => tally.gone({ source: source.name, path, renamedTo }),
    leave: (articles) => tally.leave(articles),
    time: (path, milliseconds) => tally.time(source.name, path, milliseconds),
    save: async () => {
      if (performance.now() - saved < SAVE_EVERY && pending.length < MOST_PENDING) return;
      await recordRun(client, runId, { ...counts, filesTotal }, take());
    },
    finish: async ({ interrupted }) => {
      const finished = { ...counts, filesTotal: filesTotal ?? (interrupted ? null : counts.filesRead) };
      await finishRun(client, runId, outcomeOf(interrupted, counts), finished, take(), now());
      return counts;
    },
    close: () => clearInterval(life),
  };
}
