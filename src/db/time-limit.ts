/** For how long something is worth asking the database for. */
export interface TimeLimit {
  /** When it is not any more, on the clock of `performance.now()`. */
  until: number;
  /** True once nobody waits for it, whatever the time. */
  readonly over: boolean;
}

/** For work that takes the time that it takes. */
export const NO_LIMIT: TimeLimit = Object.freeze({ until: Number.POSITIVE_INFINITY, over: false });
