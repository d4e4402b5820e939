/** One run of a statement. */
export interface StatementRun {
  /** Which statement; never what was asked with it. */
  shape: string;
  /** Milliseconds, by the watch's clock. */
  begun: number;
  /** From when it was asked until it was answered, waiting for a connection included; null while it runs. */
  milliseconds: number | null;
}

/** Follows the statements of a pool, and tells requests which of them were theirs. */
export class StatementWatch {
  /** Statements that run, or wait for a connection. */
  running = 0;
  private readonly texts = new Map<string, string>();
  private readonly now: () => number;
  private readonly onEnd: (run: StatementRun & { milliseconds: number }) => void;
  /** Of the request whose query is being called right now. */
  private asking: StatementRun[] | null = null;

  /**
   * @param now - milliseconds, of any beginning.
   * @param onEnd - told of each statement that has ended, well or not.
   */
  constructor(now: () => number, onEnd: (run: StatementRun & { milliseconds: number }) => void = () => {}) {
    this.now = now;
    this.onEnd = onEnd;
  }

  /**
   * Calls a query for a request. Each query runs its statement before it waits for anything, so that it is enough to
   * know who asks for as long as the call takes; AsyncLocalStorage would make every promise of the process dearer.
   */
  during<Result>(runs: StatementRun[], query: (...args: unknown[]) => Result, args: unknown[]): Result {
    this.asking = runs;
    try {
      return query(...args);
    } finally {
      this.asking = null;
    }
  }

  /** A statement that is kept has been built. */
  learn(shape: string, text: string): void {
    this.texts.set(shape, text);
  }

  /** The SQL of a statement, with placeholders. */
  textOf(shape: string): string | undefined {
    return this.texts.get(shape);
  }

  /** A statement begins. @returns what to call when it has ended. */
  begin(shape: string): () => void {
    const begun = this.now();
    const run: StatementRun = { shape, begun, milliseconds: null };
    this.asking?.push(run);
    this.running++;
    return () => {
      this.running--;
      const milliseconds = this.now() - begun;
      run.milliseconds = milliseconds;
      this.onEnd({ shape, begun, milliseconds });
    };
  }
}
