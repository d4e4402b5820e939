import { type Stats, statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { watch } from "chokidar";
import { ImportRefused } from "./refused.ts";
import { isArticleFile } from "./walk.ts";

/** What happens to the files of folders. */
export interface FileWatch {
  /**
   * Paths of files that came, changed or went, each once, in bursts: what an editor writes, renames and removes in one
   * go belongs together. Where a folder took a file's place, the path stands for all that is in it. An empty burst says
   * that it has been quiet for a while. Ends when the watch is closed.
   * @throws ImportRefused where a folder has gone, or cannot be watched any more.
   */
  bursts(): AsyncGenerator<string[]>;
  close(): Promise<void>;
}

/** Milliseconds of silence that end a burst, and how long one may last. */
const SILENCE = 100;
const LONGEST = 500;

/** Milliseconds after which a folder that took a file's place is looked at again: by then it stays what it is. */
const FURTHER_LOOKS = [1_000, 5_000];

/** Milliseconds. To check out another branch takes a while, and removes files long before it writes the others. */
const QUIET = 2_000;

/**
 * Begins to watch the files of folders that can hold an article; from then on nothing that happens to them is missed.
 * Links to folders are left out.
 * @param ignored - tells which paths (of folders, with all that they hold, and of files) are of no interest.
 */
export async function watchFiles(folders: readonly string[], ignored: (path: string) => boolean): Promise<FileWatch> {
  const places = await Promise.all(folders.map(async (path) => ({ path, identity: await identify(path) })));
  const watcher = watch([...folders], {
    ignoreInitial: true,
    // What cannot be read is an issue of each run over it.
    ignorePermissionErrors: true,
    ignored: (path, entry) => ignored(path) || (entry !== undefined && !isOfInterest(path, entry)),
  });
  const happened = new Set<string>();
  let failure: ImportRefused | null = null;
  let isClosed = false;
  let wake = () => {};
  watcher.on("all", (event, path, entry) => {
    if (event !== "addDir" && event !== "unlinkDir") happened.add(path);
    // A folder that took a file's place too fast to be seen as one: it is not watched yet.
    if (event === "change" && entry?.isDirectory()) watcher.add(path);
    if (entry?.isDirectory() && isArticleFile(path))
      for (const wait of FURTHER_LOOKS) setTimeout(lookAgain, wait, path).unref();
    wake();
  });
  // What happens in such a folder before its watch is set up is seen by nobody; and the end of the file's watch, where that is
  // late, can take the folder's with it.
  const lookAgain = (path: string) => {
    if (isClosed) return;
    watcher.unwatch(path);
    watcher.add(path);
    happened.add(path);
    wake();
  };
  await new Promise<void>((resolve) => {
    watcher.on("ready", resolve).on("error", (error) => {
      failure ??= unwatchable(error);
      resolve();
      wake();
    });
  });

  /** False where nothing happens for so long. */
  const somethingHappens = (patience: number | null) =>
    new Promise<boolean>((resolve) => {
      const timer = patience === null ? undefined : setTimeout(resolve, patience, false);
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
      if (happened.size > 0 || failure !== null || isClosed) wake();
    });
  const checkPlaces = async () => {
    if (failure !== null) throw failure;
    for (const { path, identity } of places) if ((await identify(path)) !== identity) throw gone(path);
  };

  return {
    async *bursts() {
      for (let isQuiet = true; ; ) {
        const isNews = await somethingHappens(isQuiet ? null : QUIET);
        if (isClosed) return;
        if (isNews) await burstToEnd(happened);
        await checkPlaces();
        const burst = [...happened].sort();
        happened.clear();
        isQuiet = burst.length === 0 && (isQuiet || !isNews);
        if (burst.length > 0 || !isNews) yield burst;
      }
    },
    close: async () => {
      isClosed = true;
      wake();
      await watcher.close();
    },
  };
}

async function burstToEnd(happened: ReadonlySet<string>): Promise<void> {
  const began = performance.now();
  for (let before = -1; before !== happened.size && performance.now() - began < LONGEST; ) {
    before = happened.size;
    await sleep(SILENCE);
  }
}

/** As the walk of a folder sees it; what is not watched takes none of the watches that the system has for a user. */
function isOfInterest(path: string, entry: Stats): boolean {
  if (entry.isDirectory()) return true;
  return isArticleFile(path) && !(entry.isSymbolicLink() && leadsNowhere(path));
}

/** Whether a link leads to no file: to a folder, most likely in a circle. */
function leadsNowhere(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return true;
  }
}

/** Tells a folder from another that has taken its place, of which its watch knows nothing; null where there is none. */
const identify = (folder: string): Promise<string | null> =>
  stat(folder).then(
    (found) => (found.isDirectory() ? `${found.dev} ${found.ino}` : null),
    () => null,
  );

const gone = (folder: string): ImportRefused =>
  new ImportRefused(`The folder ${folder} has gone, or another is in its place; nothing was deleted for that.`);

function unwatchable(error: unknown): ImportRefused {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const isFull = code === "ENOSPC" || code === "EMFILE";
  const why = isFull ? "the system watches no more files for this user (fs.inotify.max_user_watches)" : String(error);
  return new ImportRefused(`The folders cannot be watched: ${why}.`);
}
