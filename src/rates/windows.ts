/** A minute of somebody, and what they have spent in it. */
export interface Window {
  readonly who: string;
  /** When their next minute begins, in milliseconds since 1970. */
  readonly resetsAt: number;
  /** In all processes, as far as it is known here. */
  spent: number;
  /** What of it was spent here and has not been told to the others. */
  untold: number;
}

/** What somebody has spent of a minute, told to another process. */
export type Spending = readonly [who: string, resetsAt: number, points: number];

/** The length of a window, in milliseconds. */
export const MINUTE = 60_000;

// Each takes some 200 bytes: 20 MB at the most. Of more who ask in a minute, those who have not asked for long begin anew.
const MOST = 100_000;

/** What everybody has spent in their current minute. */
export class Windows {
  private readonly now: () => number;
  /** By whose they are: those of whom was asked lately, and, until these are too many, those before them. */
  private young = new Map<string, Window>();
  private old = new Map<string, Window>();
  private changed = new Set<Window>();
  private readonly isShared: boolean;

  /** @param isShared - whether what is spent is to be told to others. */
  constructor(now: () => number, isShared: boolean) {
    this.now = now;
    this.isShared = isShared;
  }

  /** Somebody's current minute. */
  of(who: string): Window {
    const now = this.now();
    const young = this.young.get(who);
    if (young !== undefined && now < young.resetsAt) return young;
    const old = this.old.get(who);
    const window =
      old !== undefined && now < old.resetsAt ? old : { who, resetsAt: endOfMinute(who, now), spent: 0, untold: 0 };
    this.keep(window);
    return window;
  }

  spend(window: Window, points: number): void {
    window.spent += points;
    if (this.isShared) this.tellLater(window, points);
  }

  /** Milliseconds until the next minute begins. */
  left({ resetsAt }: Window): number {
    return Math.max(0, resetsAt - this.now());
  }

  /** What was spent here since it was last asked for, by those whose minute still runs. */
  takeUntold(): Spending[] {
    const { changed } = this;
    this.changed = new Set();
    const now = this.now();
    const taken: Spending[] = [];
    for (const window of changed) {
      if (now < window.resetsAt) taken.push([window.who, window.resetsAt, window.untold]);
      window.untold = 0;
    }
    return taken;
  }

  /** What was taken could not be told. */
  takeBack(spendings: readonly Spending[]): void {
    for (const [who, resetsAt, points] of spendings) {
      const window = this.of(who);
      if (window.resetsAt === resetsAt) this.tellLater(window, points);
    }
  }

  /** Somebody has spent that elsewhere. */
  hear([who, resetsAt, points]: Spending): void {
    const window = this.of(who);
    if (window.resetsAt === resetsAt) window.spent += points;
  }

  /** All that has been told of somebody's minute comes to that. Where the counter was lost, more is known here. */
  hearTotal([who, resetsAt, points]: Spending): void {
    const window = this.of(who);
    if (window.resetsAt === resetsAt) window.spent = Math.max(window.spent, points + window.untold);
  }

  private keep(window: Window): void {
    if (this.young.size >= MOST / 2) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(window.who, window);
  }

  private tellLater(window: Window, points: number): void {
    window.untold += points;
    this.changed.add(window);
  }
}

/**
 * Everybody's minutes begin at a second of their own, which all processes find alike: so they agree on what is one minute, and
 * those who are told to wait do not all come back at once.
 */
function endOfMinute(who: string, now: number): number {
  let hash = 0;
  for (let index = 0; index < who.length; index++) hash = (Math.imul(hash, 31) + who.charCodeAt(index)) | 0;
  const begun = (now - (hash >>> 0)) % MINUTE;
  return now - ((begun + MINUTE) % MINUTE) + MINUTE;
}
