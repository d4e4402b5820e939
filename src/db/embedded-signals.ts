/** Stands for a signal that was held back: what was under way has ended, and the process should too. */
export class Interrupted extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`Ended by ${signal}`);
    this.signal = signal;
  }
}

const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs `work` to its end, also where the process is asked to end meanwhile. For work of a second or so.
 * @throws Interrupted, after the work, where a signal came that nobody else listens for.
 */
export async function uninterrupted<T>(work: () => Promise<T>): Promise<T> {
  const received: NodeJS.Signals[] = [];
  const hold = (signal: NodeJS.Signals) => received.push(signal);
  for (const signal of signals) process.on(signal, hold);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, hold);
    const unheard = received.find((signal) => process.listenerCount(signal) === 0);
    // Also in the place of an error: the signal may have reached a program that had not left our group yet.
    // biome-ignore lint/correctness/noUnsafeFinally: that is meant.
    if (unheard !== undefined) throw new Interrupted(unheard);
  }
}

/** Ends the process by the signal that was held back, as its default action would have. */
export function endBy(signal: NodeJS.Signals): Promise<never> {
  // The default action is back only once Node has let go of the signal, in some later turn of its loop.
  setInterval(() => process.kill(process.pid, signal), 5);
  return new Promise(() => {});
}
