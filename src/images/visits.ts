import { setTimeout as sleep } from "node:timers/promises";

/**
 * What a visit came to: done; or the host asks to be left alone for so many milliseconds; or it does not answer at all.
 */
export type Visit = "done" | "silent" | { comeBackAfter: number };

/** How politely hosts are visited. Times in milliseconds. */
export interface Politeness {
  /** Visits at once, in all. */
  atOnce: number;
  perHost: number;
  /** Between the beginnings of two visits to a host. */
  pause: number;
  /** The longest that a host is waited for; one that asks for more is left for this time. */
  patience: number;
}

/** What is there to be visited. */
export interface Visits<Place> {
  /** The next places, none at the end. */
  next: () => Promise<readonly Place[]>;
  /** Null for what is no host's: it is visited without pauses. */
  hostOf: (place: Place) => string | null;
  /** A place whose host asks to be left alone is visited once more, for the last time. */
  visit: (place: Place, isLastTry: boolean) => Promise<Visit>;
  /** Hears of a place whose host was given up, and which is visited no more. */
  onLeft: (place: Place, host: string) => void;
}

interface Host<Place> {
  name: string | null;
  waiting: Place[];
  active: number;
  /** On the clock of `performance`. */
  notBefore: number;
  /** In a row: silences, and places that it put off twice. */
  failures: number;
  givenUp: boolean;
}

/** Places that are held in memory, so that other hosts are visited while one is waited for. */
const WINDOW = 1_000;
const MOST_FAILURES = 5;

/** Visits places, several hosts at once, until all are visited or the signal says to stop. */
export async function visitPolitely<Place>(
  visits: Visits<Place>,
  politeness: Politeness,
  signal: AbortSignal,
): Promise<void> {
  const hosts = createHosts(visits, politeness);
  const active = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  while (!signal.aborted && failure === undefined) {
    await hosts.fill();
    const { free, wait } = hosts.first();
    if (free === undefined && active.size === 0) break;
    if (free !== undefined && wait <= 0 && active.size < politeness.atOnce) {
      const visiting: Promise<void> = hosts
        .visitNext(free)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => active.delete(visiting));
      active.add(visiting);
    } else await eitherEnds(active, active.size < politeness.atOnce ? wait : Number.POSITIVE_INFINITY, signal);
  }
  await Promise.all(active);
  if (failure !== undefined) throw failure.error;
}

/** The hosts of the places that are held, and when each may be visited next. */
function createHosts<Place>(visits: Visits<Place>, { atOnce, perHost, pause, patience }: Politeness) {
  const hosts = new Map<string | null, Host<Place>>();
  const comeBackTo = new Set<Place>();
  let held = 0;
  let ended = false;

  function enqueue(place: Place): void {
    const name = visits.hostOf(place);
    const host = hosts.get(name) ?? { name, waiting: [], active: 0, notBefore: 0, failures: 0, givenUp: false };
    hosts.set(name, host);
    host.waiting.push(place);
    held++;
    if (host.givenUp) giveUp(host);
  }

  function giveUp(host: Host<Place>): void {
    host.givenUp = true;
    held -= host.waiting.length;
    for (const place of host.waiting.splice(0)) visits.onLeft(place, host.name ?? "");
  }

  function postpone(host: Host<Place>, place: Place, isLastTry: boolean, comeBackAfter: number): void {
    if (!isLastTry) {
      comeBackTo.add(place);
      host.waiting.unshift(place);
      held++;
    }
    host.notBefore = Math.max(host.notBefore, performance.now() + comeBackAfter);
    if (comeBackAfter > patience) giveUp(host);
  }

  const isFree = ({ name, waiting, active }: Host<Place>) =>
    waiting.length > 0 && active < (name === null ? atOnce : perHost);

  return {
    async fill(): Promise<void> {
      while (!ended && held < WINDOW) {
        const places = await visits.next();
        ended = places.length === 0;
        for (const place of places) enqueue(place);
      }
    },
    /** The host that may be visited first, and in how many milliseconds. */
    first(): { free: Host<Place> | undefined; wait: number } {
      const [free] = [...hosts.values()].filter(isFree).sort((a, b) => a.notBefore - b.notBefore);
      return { free, wait: free === undefined ? Number.POSITIVE_INFINITY : free.notBefore - performance.now() };
    },
    async visitNext(host: Host<Place>): Promise<void> {
      const place = host.waiting.shift();
      if (place === undefined) return;
      held--;
      host.active++;
      if (host.name !== null) host.notBefore = performance.now() + pause;
      const isLastTry = comeBackTo.delete(place);
      const visited = await visits.visit(place, isLastTry).finally(() => host.active--);
      if (visited === "done") host.failures = 0;
      else if (visited === "silent" || isLastTry) host.failures++;
      if (typeof visited === "object") postpone(host, place, isLastTry, visited.comeBackAfter);
      if (host.failures >= MOST_FAILURES) giveUp(host);
    },
  };
}

/** Waits for one of the visits to end, or for so many milliseconds, or for the signal. */
async function eitherEnds(active: ReadonlySet<Promise<void>>, wait: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  // A timer takes 24 days at the most; without an end, it only hears of the signal.
  const timer = sleep(Math.min(wait, 3_600_000), undefined, { signal: stop }).catch(() => {});
  await Promise.race([...active, timer]);
  over.abort();
}
