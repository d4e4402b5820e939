import { ImageRefused } from "./refused.ts";

/** Lets only so much go on at once. */
export interface Queue {
  /**
   * Runs work when its turn comes.
   * @throws ImageRefused (BUSY) where too many wait already.
   */
  run<Value>(work: () => Promise<Value>): Promise<Value>;
}

/** How much work runs at once, and how much waits. */
interface QueueLimits {
  running: number;
  waiting: number;
}

/** A queue that runs so many at once, lets so many wait, and refuses the rest. */
export function createQueue({ running, waiting }: QueueLimits): Queue {
  let active = 0;
  const line: (() => void)[] = [];
  return {
    async run(work) {
      if (active >= running) {
        if (line.length >= waiting)
          throw new ImageRefused("BUSY", "Too many images are being made at the moment: try again.");
        // Whoever leaves hands its place on.
        await new Promise<void>((resolve) => line.push(resolve));
      } else active++;
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next) next();
        else active--;
      }
    },
  };
}

/** A queue for each name, so that what is slow under one keeps nobody else waiting. */
export interface NamedQueues {
  /** @throws ImageRefused (BUSY) where too many wait under that name already. */
  run<Value>(name: string, work: () => Promise<Value>): Promise<Value>;
}

/** Queues of the same limits, each kept for as long as there is anything in it. */
export function createNamedQueues(limits: QueueLimits): NamedQueues {
  const queues = new Map<string, { queue: Queue; users: number }>();
  return {
    async run(name, work) {
      const own = queues.get(name) ?? { queue: createQueue(limits), users: 0 };
      queues.set(name, own);
      own.users++;
      try {
        return await own.queue.run(work);
      } finally {
        if (--own.users === 0) queues.delete(name);
      }
    },
  };
}

/** Runs work once for all who ask for the same at the same time. */
export interface Flights<Value> {
  join(key: string, work: () => Promise<Value>): Promise<Value>;
}

/** Nothing is under way yet. */
export function createFlights<Value>(): Flights<Value> {
  const underWay = new Map<string, Promise<Value>>();
  return {
    join(key, work) {
      const known = underWay.get(key);
      if (known) return known;
      const started = work().finally(() => underWay.delete(key));
      underWay.set(key, started);
      return started;
    },
  };
}
