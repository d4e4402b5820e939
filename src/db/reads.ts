import type { Sql } from "postgres";
import { Newcomers } from "../newcomers.ts";
import { type Asked, Line, type Sent, tookTooLong } from "./line.ts";
import { CONNECTION_FAILURE, isLost, ReadFailed } from "./read-failed.ts";
import { NO_LIMIT, type TimeLimit } from "./time-limit.ts";

/** Told of what becomes of the database. */
export interface Watcher {
  onDown(error: unknown): void;
  onUp(milliseconds: number): void;
}

/** Runs the statements of the read side: each for as long as it may, and once more where its connection is lost. */
export interface Reads {
  /**
   * Rows as arrays.
   * @throws ReadFailed, or what PostgreSQL says of the statement.
   */
  run(statement: Sent): Promise<unknown[][]>;
  /** What the call asks before it first waits is asked within that limit. */
  within<Result>(limit: TimeLimit, call: () => Result): Result;
  watch(watcher: Watcher): void;
  /** From now on, statements begin after who has come meanwhile. */
  giveWayTo(newcomers: Newcomers): void;
  /** Waits for what is under way, then closes every connection. */
  close(): Promise<void>;
}

/** How reads are run. */
export interface ReadsOptions {
  /** Connections at the most. */
  poolSize: number;
  /** Milliseconds that a statement may take once it has a connection; 0 for as long as it takes. */
  statementTimeout: number;
}

interface Job {
  sent: Sent;
  limit: TimeLimit;
  resolve(rows: unknown[][]): void;
  reject(error: unknown): void;
  /** Connections that it has lost. */
  losses: number;
}

/** A statement that a connection was given. */
interface Work {
  job: Job;
  /** Null before it is sent. */
  asked: Asked | null;
  /** When the server came to it, at the earliest; 0 while it is at another one. */
  begun: number;
  until: number;
  /** When it was cancelled; null where it was not. */
  cancelled: number | null;
  /** Nobody waits for it here any more. */
  givenUp: boolean;
}

/** Milliseconds between two looks at what has taken too long: coarse, and a thousand times cheaper than a timer each. */
const LOOK_EVERY = 100;
/** Milliseconds for which statements wait for a database that is gone; a restart takes less. After that they fail at once. */
const PATIENCE = 2_000;
/** Milliseconds for a cancelled statement to end, before its connection is given up. */
const CANCEL_PATIENCE = 3_000;
/** The first may have been lost while it was idle, which does not show; the second is a new one. */
const MOST_LOSSES = 2;
/**
 * Statements that a connection may be given while it is at another one: where all of them are busy, to send several at
 * once and to wake nobody for the next is a fifth of what a small one takes.
 */
const DEPTH = 2;
/** Milliseconds after which what was asked behind a statement is asked elsewhere, once there is a connection with nothing to do. */
const STUCK = 100;
/** Seconds, as for the driver's own pool. */
const CLOSE_PATIENCE = 5;

/**
 * See docs/decisions/faults.md for why the driver's pool does not do it. It is one file, though longer than others: what waits,
 * what is under way and what is opened decide about one another.
 */
export class ReadPool implements Reads {
  private readonly like: Sql;
  private readonly options: ReadsOptions;
  private readonly idle: Line[] = [];
  /** Every open connection, and what it is at: the first, and behind it the others in their order. */
  private readonly lines = new Map<Line, Work[]>();
  private waiting: Job[] = [];
  /** Those that have lost a connection: for a new one, since what ended one may be about to end them all. */
  private returned: Job[] = [];
  private opening = 0;
  private limit = NO_LIMIT;
  /** As of the last look. */
  private now = performance.now();
  private downSince: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;
  private watcher: Watcher | null = null;
  private newcomers = new Newcomers();

  /** @param like - what it connects as. */
  constructor(like: Sql, options: ReadsOptions) {
    this.like = like;
    this.options = options;
  }

  run(sent: Sent): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      const job: Job = { sent, limit: this.limit, resolve, reject, losses: 0 };
      if (this.limit.over || this.limit.until <= this.now) reject(tookTooLong());
      else this.take(job);
    });
  }

  private take(job: Job): void {
    const line = this.idle.pop() ?? (this.waiting.length === 0 ? this.shortest() : undefined);
    if (line) this.give(line, job);
    else if (this.closed || this.isGone()) job.reject(unreachable(null));
    else {
      this.waiting.push(job);
      this.openMore();
    }
  }

  within<Result>(limit: TimeLimit, call: () => Result): Result {
    const around = this.limit;
    this.limit = limit;
    try {
      return call();
    } finally {
      this.limit = around;
    }
  }

  watch(watcher: Watcher): void {
    this.watcher = watcher;
  }

  giveWayTo(newcomers: Newcomers): void {
    this.newcomers = newcomers;
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearInterval(this.timer);
    this.giveUp(null);
    await Promise.all([...this.lines.keys()].map((line) => line.closeAfter(CLOSE_PATIENCE)));
    for (const line of this.lines.keys()) this.drop(line);
  }

  /** The connection that is likely to come to another statement first, where all are busy. */
  private shortest(): Line | undefined {
    if (this.lines.size < this.options.poolSize) return undefined;
    const now = performance.now();
    let shortest: Line | undefined;
    let length = DEPTH + 1;
    for (const [line, works] of this.lines) {
      if (works.length >= length || isStuck(works, now)) continue;
      shortest = line;
      length = works.length;
    }
    return shortest;
  }

  private give(line: Line, job: Job): void {
    const work: Work = { job, asked: null, begun: 0, until: 0, cancelled: null, givenUp: false };
    const works = this.lines.get(line);
    works?.push(work);
    if (works?.length === 1) this.begin(work);
    this.newcomers.first(() => this.ask(line, work));
  }

  private begin(work: Work): void {
    const { statementTimeout } = this.options;
    const own = statementTimeout === 0 ? Number.POSITIVE_INFINITY : this.now + statementTimeout;
    work.begun = performance.now();
    work.until = Math.min(own, work.job.limit.until);
  }

  private ask(line: Line, work: Work): void {
    const { job } = work;
    if (work.givenUp) {
      this.proceed(line, work);
      return;
    }
    work.asked = line.ask(job.sent);
    work.asked.then(
      (rows) => {
        this.proceed(line, work);
        if (!work.givenUp) job.resolve(rows);
      },
      (error) => {
        if (isLost(error)) this.drop(line, error);
        else {
          this.proceed(line, work);
          if (!work.givenUp) job.reject(error);
        }
      },
    );
  }

  /** The line is free of it: for what is behind it, or for who waits longest, if anybody. */
  private proceed(line: Line, work: Work): void {
    const works = this.lines.get(line);
    // It was lost as it answered.
    if (!works) return;
    if (work.cancelled !== null) this.drop(line);
    else if (!this.closed) {
      // Not always the first: what cannot be sent fails before what is before it.
      works.splice(works.indexOf(work), 1);
      if (works[0]?.begun === 0) this.begin(works[0]);
      this.serve(line, works, this.waiting.shift());
    }
  }

  private serve(line: Line, works: readonly Work[], waiting: Job | undefined): void {
    const next = waiting ?? (works.length === 0 ? this.takeStuck() : undefined);
    if (next) this.give(line, next);
    else if (works.length === 0) this.idle.push(line);
  }

  /** What stands behind a statement that takes long, and is not waited for there any more. */
  private takeStuck(): Job | undefined {
    for (const works of this.lines.values()) {
      if (works.length < 2 || !isStuck(works, performance.now())) continue;
      const behind = works.find(({ givenUp }, at) => at > 0 && !givenUp);
      if (!behind) continue;
      behind.givenUp = true;
      return behind.job;
    }
    return undefined;
  }

  private askAgain(job: Job, error: unknown): void {
    job.losses += 1;
    if (job.losses > MOST_LOSSES || this.closed || this.isGone()) job.reject(unreachable(error));
    else {
      this.returned.push(job);
      this.openMore();
    }
  }

  /** What it was at is asked elsewhere: of what it has not sent, the driver would never tell that it is lost. */
  private drop(line: Line, error: unknown = null): void {
    const works = this.lines.get(line) ?? [];
    this.lines.delete(line);
    const place = this.idle.indexOf(line);
    if (place >= 0) this.idle.splice(place, 1);
    void line.close();
    for (const work of works) {
      if (work.givenUp) continue;
      work.givenUp = true;
      this.askAgain(work.job, error);
    }
    this.openMore();
  }

  private openMore(): void {
    if (this.timer === null) {
      this.now = performance.now();
      this.timer = setInterval(() => this.look(), LOOK_EVERY).unref();
    }
    // While the database is gone, the next look tries, and one at a time.
    if (this.downSince !== null) return;
    const wanted = Math.min(this.waiting.length + this.returned.length, this.options.poolSize - this.lines.size);
    while (this.opening < wanted) this.open();
  }

  private open(): void {
    this.opening += 1;
    let line: Line | null = null;
    let lost = false;
    const onClosed = () => {
      lost = true;
      if (line && !this.closed) this.drop(line);
    };
    Line.open(this.like, onClosed).then(
      (opened) => {
        this.opening -= 1;
        line = opened;
        this.onOpened(opened, lost);
      },
      (error) => {
        this.opening -= 1;
        this.onRefused(error);
      },
    );
  }

  private onOpened(line: Line, lost: boolean): void {
    if (this.closed || lost) return void line.close();
    if (this.downSince !== null) {
      this.watcher?.onUp(performance.now() - this.downSince);
      this.downSince = null;
    }
    const works: Work[] = [];
    this.lines.set(line, works);
    // As many as a connection had that was lost: with one each, some would be left over.
    const share = Math.ceil(this.returned.length / (this.opening + 1));
    for (const job of this.returned.splice(0, share)) this.give(line, job);
    this.serve(line, works, this.waiting.shift());
    this.openMore();
  }

  private onRefused(error: unknown): void {
    if (this.closed) return;
    if (this.downSince === null) {
      this.downSince = performance.now();
      this.watcher?.onDown(error);
    }
    if (this.isGone()) this.giveUp(error);
  }

  private giveUp(error: unknown): void {
    for (const job of [...this.returned.splice(0), ...this.waiting.splice(0)]) job.reject(unreachable(error));
  }

  private isGone(): boolean {
    return this.downSince !== null && this.lines.size === 0 && this.now - this.downSince > PATIENCE;
  }

  private look(): void {
    this.now = performance.now();
    for (const [line, works] of this.lines) this.lookAt(line, works);
    for (const line of this.idle.splice(0)) this.serve(line, [], undefined);
    if (this.waiting.length > 0) this.waiting = this.waiting.filter((job) => !this.expire(job));
    if (this.returned.length > 0) this.returned = this.returned.filter((job) => !this.expire(job));
    if (this.isGone()) this.giveUp(null);
    if (this.downSince !== null && this.opening === 0) this.open();
  }

  private lookAt(line: Line, [first, ...behind]: readonly Work[]): void {
    for (const work of behind) if (!work.givenUp) work.givenUp = this.expire(work.job);
    if (!first) return;
    if (first.cancelled !== null) {
      if (this.now - first.cancelled > CANCEL_PATIENCE) this.drop(line);
    } else if (first.job.limit.over || this.now >= first.until) this.cancel(line, first, behind);
  }

  private cancel(line: Line, first: Work, behind: readonly Work[]): void {
    first.cancelled = this.now;
    const moved = behind.filter(({ givenUp }) => !givenUp);
    if (!first.givenUp) first.job.reject(tookTooLong());
    for (const work of [first, ...moved]) work.givenUp = true;
    line.cancel(first.asked);
    for (const { job } of moved) this.take(job);
  }

  private expire(job: Job): boolean {
    const isExpired = job.limit.over || this.now >= job.limit.until;
    if (isExpired) job.reject(tookTooLong());
    return isExpired;
  }
}

const unreachable = (cause: unknown) =>
  new ReadFailed(CONNECTION_FAILURE, "there is no connection to the database", cause);

/** Whether the server has been at the same statement for long, or it was cancelled there. */
const isStuck = ([first]: readonly Work[], now: number): boolean =>
  first !== undefined && (first.cancelled !== null || now - first.begun > STUCK);
