import type { Spending, Windows } from "./windows.ts";

/** Milliseconds between what one process tells the others. What somebody spends beyond a limit meanwhile is soon told. */
export const TELL_EVERY = 250;

/** Processes beside this one that count the same. */
export interface Siblings {
  tell(spendings: readonly Spending[]): void;
  /** Hears what each of them tells. */
  onTold(listener: (spendings: readonly Spending[]) => void): void;
}

/** Tells others what is spent here, until it is closed. */
export interface Exchange {
  close(): Promise<void>;
}

/** Shares what is spent among the processes on one port. */
export function shareWithSiblings(windows: Windows, siblings: Siblings): Exchange {
  siblings.onTold((spendings) => spendings.forEach((spending) => void windows.hear(spending)));
  const timer = setInterval(() => {
    const spendings = windows.takeUntold();
    if (spendings.length > 0) siblings.tell(spendings);
  }, TELL_EVERY);
  timer.unref();
  return {
    close: async () => clearInterval(timer),
  };
}
