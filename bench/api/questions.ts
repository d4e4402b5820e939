import { comparable, firstDifference } from "./agreement.ts";
import type { Request } from "./asker.ts";
import { type Contestant, type Running, start } from "./contestant.ts";
import { bodyOf } from "./contestants.ts";
import { type Material, variablesOf } from "./material.ts";
import { QUERIES, type QueryName, SEARCH } from "./queries.ts";
import type { Cell } from "./rounds.ts";
import { searchWords } from "./search-words.ts";

/** A contestant that runs, with the requests that it answers each query by. */
export interface Entrant {
  running: Running;
  requests: Record<QueryName, Request[]>;
}

const QUERY_NAMES = Object.keys(QUERIES) as QueryName[];

/** What the search is called in results, and the requests that are cached. */
export const SEARCH_QUESTION = "Search";
export const ALONE_QUESTION = "Q2 by one asker";
export const CACHED_QUESTION = "Cached mix";

/**
 * Starts contestants and makes their requests. Where one of them fails, none is left running.
 * @throws Error of the first that fails.
 */
export async function enterAll(
  contestants: readonly Contestant[],
  database: Running["database"],
  material: Material,
): Promise<Entrant[]> {
  const started = await Promise.allSettled(contestants.map((each) => enter(each, database, material)));
  const entrants = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const failed = started.find((each) => each.status === "rejected");
  if (failed === undefined) return entrants;
  await Promise.all(entrants.map(({ running }) => running.stop()));
  throw failed.reason;
}

async function enter(contestant: Contestant, database: Running["database"], material: Material): Promise<Entrant> {
  const running = await start(contestant, database);
  try {
    const cursor = await contestant.cursorAt(running.ask, material.depth);
    const variables = variablesOf(material, cursor);
    const requests = Object.fromEntries(
      QUERY_NAMES.map((name) => [name, variables[name].map((each) => contestant.request(name, each))]),
    );
    const { inOurShape = (data) => data } = contestant;
    const ask: Running["ask"] = async (request) => inOurShape(await running.ask(request));
    return { running: { ...running, ask }, requests: requests as Entrant["requests"] };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** An entrant's answers to all of its requests, in their order. */
export type Answers = Map<QueryName, unknown[]>;

/**
 * Asks an entrant everything once.
 * @throws Error where an answer is not the expected one, with the place where they differ.
 */
export async function collectAnswers({ running, requests }: Entrant, expected: Answers | null): Promise<Answers> {
  const answers: Answers = new Map();
  for (const name of QUERY_NAMES) {
    const ofQuery: unknown[] = [];
    // One after the other: hundreds at once are refused, rightly, by one that has just been started.
    for (const request of requests[name]) ofQuery.push(await running.ask(request));
    for (const [n, data] of ofQuery.entries()) {
      const difference = expected && firstDifference(comparable(data), comparable(expected.get(name)?.[n]));
      if (difference) throw new Error(`${running.name} does not agree on ${name}, answer ${n + 1}: ${difference}`);
    }
    answers.set(name, ofQuery);
  }
  return answers;
}

/** Every query, put to every entrant. */
export const queryCells = (entrants: readonly Entrant[]): Cell[] =>
  QUERY_NAMES.flatMap((question) =>
    entrants.map(({ running, requests }) => ({ question, contestant: running, requests: requests[question] })),
  );

/** A search for each word in turn, the common between the rare, and Q2 to compare with: each waits for its answer. */
export function searchCells({ running, requests: { Q2 } }: Entrant, { seconds }: { seconds: number }): Cell[] {
  const kinds = Object.values(searchWords());
  const words = (kinds[0] ?? []).flatMap((_, n) => kinds.flatMap((kind) => kind[n] ?? []));
  const requests = words.map((query) => ({ path: "/graphql", body: bodyOf(SEARCH, { query }) }));
  const asked = { contestant: running, alone: { seconds: seconds * SEARCH_INTERVALS } };
  return [
    { ...asked, question: SEARCH_QUESTION, requests },
    { ...asked, question: ALONE_QUESTION, requests: Q2 },
  ];
}

// Rare words take longest, and each has to have its turn.
const SEARCH_INTERVALS = 6;

/** A handful of requests over and over, as the front page and the articles on it are asked for. */
export const cachedCell = ({ running, requests }: Entrant): Cell => ({
  question: CACHED_QUESTION,
  contestant: running,
  requests: [requests.Q1.slice(0, 4), requests.Q2, requests.Q3, requests.Q4, requests.Q5.slice(0, 1)].flat(),
});
