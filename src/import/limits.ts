import { availableParallelism } from "node:os";

/** Threads that parse where nobody says how many: one for each core but the one that reads and writes. */
export const defaultWorkers = (): number => Math.max(1, availableParallelism() - 1);

/**
 * Milliseconds that one file may take to parse. What is known to be slow is refused by static limits long before; this
 * is for what nobody foresaw, and leaves room for a machine that is busy.
 */
export const FILE_TIME_LIMIT = 20_000;
