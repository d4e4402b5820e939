/** Whether, and how, the process was asked to stop. */
export interface Interruption {
  signal: AbortSignal;
  exitCode(): number | null;
}

/**
 * The first SIGINT or SIGTERM asks to stop after what is under way, a second one stops at once.
 * @param tidy - leaves the terminal as it was before a bar hid its cursor.
 */
export function listenForSignals(tidy: () => void): Interruption {
  const controller = new AbortController();
  let exitCode: number | null = null;
  for (const [signal, code] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
    process.on(signal, () => {
      if (exitCode !== null) {
        tidy();
        console.error("Stopped at once. The same command goes on from there.");
        process.exit(code);
      }
      exitCode = code;
      controller.abort();
    });
  }
  return { signal: controller.signal, exitCode: () => exitCode };
}

/** Aborts when the process is asked to end, however often: npm passes on the Ctrl-C that the terminal has sent already. */
export function stopOnSignals(): AbortController {
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => stopping.abort());
  return stopping;
}
