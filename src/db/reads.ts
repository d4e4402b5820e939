import type { Sql } from "postgres";
import { Newcomers } from "../newcomers.ts";
import { Line, type Sent, tookTooLong } from "./line.ts";
import { CONNECTION_FAILURE, isLost, ReadFailed } from "./read-failed.ts";
import { NO_LIMIT, type TimeLimit } from "./time-limit.ts";

/** Told of what becomes of the database. */
export interface Watcher {
  onDown(error: unknown): void;
  onUp(milliseconds: number): void;
}

/** Runs the statements of the read side: each alone on a connection, for as long as it may, and once more where that is lost. */
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

/** A statement under way. */
interface Work {
  job: Job;
  until: number;
  /** When it was cancelled; null while it is waited for. */
  cancelled: number | null;
}

/** Milliseconds between two looks at what has taken too long: coarse, and a thousand times cheaper than a timer each. */
const LOOK_EVERY = 100;
/** Milliseconds for which statements wait for a database that is gone; a restart takes less. After that they fail at once. */
const PATIENCE = 2_000;
/** Milliseconds for a cancelled statement to end, before its connection is given up. */
const CANCEL_PATIENCE = 3_000;
/** The first may have been lost while it was idle, which does not show; the second is a new one. */
const MOST_LOSSES = 2;
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
  /** Every open connection, and what it is at. */
  private readonly lines = new Map<Line, Work | null>();
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
    const line = this.idle.pop();
    if (line) this.start(line, job);
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
  }

  private start(line: Line, job: Job): void {
    const { statementTimeout } = this.options;
    const own = statementTimeout === 0 ? Number.POSITIVE_INFINITY : this.now + statementTimeout;
    const work: Work = { job, until: Math.min(own, job.limit.until), cancelled: null };
    this.lines.set(line, work);
    this.newcomers.first(() => this.ask(line, work));
  }

  private ask(line: Line, work: Work): void {
    const { job } = work;
    line.ask(job.sent).then(
      (rows) => {
        this.proceed(line, work);
        job.resolve(rows);
      },
      (error) => {
        if (isLost(error)) {
          this.drop(line);
          this.askAgain(job, error);
        } else {
          this.proceed(line, work);
          job.reject(error);
        }
      },
    );
  }

  /** The line is free: for who waits longest, if anybody. */
  private proceed(line: Line, work: Work): void {
    // It was lost as it answered.
    if (!this.lines.has(line)) return;
    if (work.cancelled !== null || this.closed) this.drop(line);
    else this.serve(line, this.waiting.shift());
  }

  private serve(line: Line, next: Job | undefined): void {
    if (next) this.start(line, next);
    else {
      this.lines.set(line, null);
      this.idle.push(line);
    }
  }

  private askAgain(job: Job, error: unknown): void {
    job.losses += 1;
    if (job.losses > MOST_LOSSES || this.closed || this.isGone()) job.reject(unreachable(error));
    else {
      this.returned.push(job);
      this.openMore();
    }
  }

  private drop(line: Line): void {
    this.lines.delete(line);
    const place = this.idle.indexOf(line);
    if (place >= 0) this.idle.splice(place, 1);
    void line.close();
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
      if (line && this.lines.has(line)) this.onLineClosed(line);
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
    this.serve(line, this.returned.shift() ?? this.waiting.shift());
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

  /** What is under way fails by that, also where the driver would connect once more for it. */
  private onLineClosed(line: Line): void {
    if (this.lines.get(line) === null) this.drop(line);
    else void line.close();
  }

  private isGone(): boolean {
    return this.downSince !== null && this.lines.size === 0 && this.now - this.downSince > PATIENCE;
  }

  private look(): void {
    this.now = performance.now();
    for (const [line, work] of this.lines) if (work !== null) this.lookAt(line, work);
    if (this.waiting.length > 0) this.waiting = this.waiting.filter((job) => !this.expire(job));
    if (this.returned.length > 0) this.returned = this.returned.filter((job) => !this.expire(job));
    if (this.isGone()) this.giveUp(null);
    if (this.downSince !== null && this.opening === 0) this.open();
  }

  private lookAt(line: Line, work: Work): void {
    const { job, until, cancelled } = work;
    if (cancelled !== null) {
      if (this.now - cancelled > CANCEL_PATIENCE) this.drop(line);
    } else if (job.limit.over || this.now >= until) {
      work.cancelled = this.now;
      job.reject(tookTooLong());
      line.cancel();
    }
  }

  private expire(job: Job): boolean {
    const isExpired = job.limit.over || this.now >= job.limit.until;
    if (isExpired) job.reject(tookTooLong());
    return isExpired;
  }
}

const unreachable = (cause: unknown) =>
  new ReadFailed(CONNECTION_FAILURE, "there is no connection to the database", cause);
