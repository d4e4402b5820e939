import type { Asker, Load, Request } from "./asker.ts";
import type { Running } from "./contestant.ts";

/** One thing to measure: a question, put to one contestant. */
export interface Cell {
  question: string;
  contestant: Running;
  /** Asked one after the other, over and over. */
  requests: readonly Request[];
  /** Asked by one asker, who waits for each answer, rather than by many at once. */
  alone?: { /** All of the requests fit in. */ seconds: number };
}

/** What came of each round, by question and by contestant. The n-th of each list were measured in one round. */
export type Results = Map<string, Map<string, Load[]>>;

/** How long, and how often. */
export interface Pace {
  rounds: number;
  /** Of each interval. */
  seconds: number;
  log: (line: string) => void;
  signal: AbortSignal;
}

const CONNECTIONS = 32;

/** Seconds until caches, and what compiles as it goes, are as they stay: longer the first time. */
const warmUpOf = (round: number, seconds: number): number =>
  round === 0 ? Math.min(1, 2 * seconds) : Math.min(0.3, seconds);

/**
 * Measures every cell once a round, those of a question after one another, so that whatever else the machine does
 * comes over all of them alike.
 * @throws Error where an answer fails: what is measured then is not what was asked.
 */
export async function measureRounds(asker: Asker, cells: readonly Cell[], pace: Pace): Promise<Results> {
  const results: Results = new Map();
  for (let round = 0; round < pace.rounds; round++) {
    pace.log(`Round ${round + 1} of ${pace.rounds}`);
    for (const [question, each] of byQuestion(cells)) {
      // Whoever comes first meets what the question before has left behind: each in turn.
      const turn = round % each.length;
      for (const cell of [...each.slice(turn), ...each.slice(0, turn)]) {
        pace.signal.throwIfAborted();
        const seconds = cell.alone?.seconds ?? pace.seconds;
        const load = await measureCell(asker, cell, warmUpOf(round, seconds), seconds);
        const ofQuestion = results.get(question) ?? new Map<string, Load[]>();
        results.set(question, ofQuestion);
        ofQuestion.set(cell.contestant.name, [...(ofQuestion.get(cell.contestant.name) ?? []), load]);
      }
    }
  }
  return results;
}

function byQuestion(cells: readonly Cell[]): Map<string, Cell[]> {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) groups.set(cell.question, [...(groups.get(cell.question) ?? []), cell]);
  return groups;
}

async function measureCell(
  asker: Asker,
  { question, contestant, requests, alone }: Cell,
  warmUp: number,
  seconds: number,
): Promise<Load> {
  const { name, url, pid, database } = contestant;
  const load = await asker.run({
    url,
    requests,
    connections: alone ? 1 : CONNECTIONS,
    warmUp,
    seconds,
    server: pid,
    postgres: database.pid,
  });
  if (load.failures > 0 || load.count === 0) {
    throw new Error(`${name} has failed ${load.failures} times at ${question}, and answered ${load.count} times.`);
  }
  return load;
}
