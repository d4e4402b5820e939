import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { watch } from "chokidar";

/** What happens to the files of folders. */
export interface FileWatch {
  /**
   * Paths of files that came, changed or went, each once, in bursts: what an editor writes, renames and removes in one
   * go belongs together. Ends when the watch is closed.
   */
  bursts(): AsyncGenerator<string[]>;
  close(): Promise<void>;
}

/** Milliseconds of silence that end a burst, and how long one may last. */
const SILENCE = 100;
const LONGEST = 500;

/**
 * Begins to watch folders; from then on nothing that happens in them is missed.
 * @param ignored - tells which paths (of folders, with all that they hold, and of files) are of no interest.
 */
export async function watchFiles(folders: readonly string[], ignored: (path: string) => boolean): Promise<FileWatch> {
  const watcher = watch([...folders], { ignoreInitial: true, ignored });
  const happened = new Set<string>();
  const closing = new AbortController();
  let wake = () => {};
  watcher.on("all", (event, path) => {
    if (event === "addDir" || event === "unlinkDir") return;
    happened.add(path);
    wake();
  });
  await once(watcher, "ready");

  const somethingHappens = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      closing.signal.addEventListener("abort", () => resolve(), { once: true });
      if (happened.size > 0 || closing.signal.aborted) resolve();
    });

  return {
    async *bursts() {
      for (;;) {
        await somethingHappens();
        if (closing.signal.aborted) return;
        const began = performance.now();
        for (let before = -1; before !== happened.size && performance.now() - began < LONGEST; ) {
          before = happened.size;
          await sleep(SILENCE);
        }
        const burst = [...happened].sort();
        happened.clear();
        yield burst;
      }
    },
    close: async () => {
      closing.abort();
      await watcher.close();
    },
  };
}
