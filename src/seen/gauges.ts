import { Counter, Gauge, type Registry } from "prom-client";

/** What a process holds, asked for as metrics are read. */
export interface Gauged {
  /** Connections that read. */
  poolSize: number;
  /** Statements that run, or wait for a connection. */
  statements(): number;
  /** Null where no answers are kept. */
  answers: (() => { entries: number; bytes: number; evictions: number }) | null;
  changes: {
    isCurrent(): boolean;
    /** Changes that have not been applied here yet; null where that cannot be told. */
    behind(): Promise<number | null>;
  };
}

/** Defines what is read when it is asked for. @returns what to give it to read from. */
export function defineGauges(registers: Registry[]): (gauged: Gauged) => void {
  let from: Gauged | null = null;
  const define = (name: string, help: string, read: (gauged: Gauged) => number, aggregator: "sum" | "min" = "sum") =>
    new Gauge({
      name,
      help,
      aggregator,
      registers,
      collect() {
        if (from) this.set(read(from));
      },
    });
  const running = ({ statements, poolSize }: Gauged) => Math.min(statements(), poolSize);

  define("broadsheet_pool_connections", "Connections to the database that read, at the most.", (g) => g.poolSize);
  define("broadsheet_pool_busy", "Connections that run a statement of the read side.", running);
  define(
    "broadsheet_pool_waiting",
    "Statements of the read side that wait for a connection.",
    (g) => g.statements() - running(g),
  );
  define("broadsheet_answers_entries", "Answers that are kept in memory.", (g) => g.answers?.().entries ?? 0);
  define("broadsheet_answers_bytes", "What they take, as ANSWERS_CACHE_SIZE counts.", (g) => g.answers?.().bytes ?? 0);
  define(
    "broadsheet_changes_current",
    "1 where the changes of articles are followed, so that memory may be trusted; of several processes the smallest.",
    (g) => Number(g.changes.isCurrent()),
    "min",
  );
  new Counter({
    name: "broadsheet_answers_evictions_total",
    help: "Answers that had to go for others.",
    registers,
    collect() {
      this.reset();
      this.inc(from?.answers?.().evictions ?? 0);
    },
  });
  new Gauge({
    name: "broadsheet_changes_behind",
    help: "Changes of articles that are not applied in memory yet; of several processes the largest.",
    aggregator: "max",
    registers,
    async collect() {
      const behind = await from?.changes.behind();
      if (behind != null) this.set(behind);
    },
  });
  return (gauged) => {
    from = gauged;
  };
}
