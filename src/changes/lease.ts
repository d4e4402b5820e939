/** Milliseconds, of two clocks. */
export interface Clocks {
  /** That never goes back, but may stand still while the machine sleeps. */
  monotonic(): number;
  /** That may be set back, but goes on while the machine sleeps. */
  wall(): number;
}

/** A moment by both clocks. */
type Moment = { monotonic: number; wall: number };

/** For how long something holds that has to be renewed. */
export interface Lease {
  now(): Moment;
  /** It holds for its length from that moment on. */
  renew(from: Moment): void;
  /** It holds no more. */
  end(): void;
  holds(): boolean;
}

/**
 * A lease that is over at the moment at which either clock says so: a process that was stopped, or whose machine slept,
 * sees it before it does anything else.
 * @param length - milliseconds.
 */
export function createLease(length: number, clocks: Clocks): Lease {
  let since: Moment | null = null;
  return {
    now: () => ({ monotonic: clocks.monotonic(), wall: clocks.wall() }),
    renew: (from) => {
      since = from;
    },
    end: () => {
      since = null;
    },
    holds: () => since !== null && clocks.monotonic() - since.monotonic < length && clocks.wall() - since.wall < length,
  };
}
