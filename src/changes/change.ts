/** One row of `changes`: entities `Article:12`, lists `Category:3` or `Query`, names `article.slug:hello`. */
export interface Change {
  seq: number;
  entities: readonly string[];
  lists: readonly string[];
  names: readonly string[];
}

/** Something held in memory that changes make wrong. */
export interface ChangeListener {
  /**
   * In the order of seq, one after another; the seq is acknowledged once all listeners are done. Where one fails, all of
   * them are given the same changes again: to apply them twice must do no harm.
   */
  apply(changes: readonly Change[]): void | Promise<void>;
  /** What changed meanwhile is unknown: forget everything (and load what has to be loaded). */
  reset(): void | Promise<void>;
}

/** Whether what is held in memory may be trusted at this moment. */
export interface Currency {
  isCurrent(): boolean;
}
