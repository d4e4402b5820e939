import type { ContentOptions, SourceFile } from "../content/types.ts";
import { PROJECT_ROOT } from "../project-root.ts";
import type { ParsedFile } from "./parse-loop.ts";
import { type Chunk, type ParseThread, startThread } from "./parse-thread.ts";

export type { ParsedFile };

/** Parses files in worker threads. */
export interface ParsePool {
  /**
   * Parses files. One that ends its worker, or takes longer than the time limit, fails alone, with an issue
   * PARSE_FAILED or PARSE_TIMEOUT. Several calls may be under way; whoever calls bounds how much that is.
   * @returns what became of each file, in the order of the files.
   * @throws Error where workers cannot be started at all, or where the pool is closed before the files are parsed.
   */
  parse(files: readonly SourceFile[], options: ContentOptions): Promise<ParsedFile[]>;
  /** Starts a worker ahead of the first file, which would otherwise wait for it. */
  warm(): void;
  /** Ends the workers, whatever they are doing. May be called again. */
  close(): Promise<void>;
}

/** How files are parsed. */
export interface PoolOptions {
  /** Threads at the most; the first is started with the first file at the latest, others as files wait. */
  workers: number;
  /** Milliseconds that a file may take. */
  timeLimit: number;
  /** The module that the workers run; a test gives one of its own that wraps the real one. */
  entry?: URL;
}

// As many as messages cost next to nothing for, and few enough that all workers are busy to the end.
const CHUNK_FILES = 8;
const CHUNK_BYTES = 128 * 1024;

// A worker has the next chunk at hand when it has finished one, however busy the main thread is.
const PENDING = 2;

// Milliseconds. A worker takes as long to come up: it is not started for what is parsed until then.
const PATIENCE = 100;

// Compiled, also where this module is not: Node 20 loads no TypeScript.
const ENTRY = new URL("dist/parse-worker.js", PROJECT_ROOT);

/** Makes a pool, which starts no worker before there is something to parse, or it is told to. Close it when it is no longer needed. */
export function createParsePool({ workers, timeLimit, entry = ENTRY }: PoolOptions): ParsePool {
  const queue: Chunk[] = [];
  const threads = new Set<ParseThread>();
  let waitingSince = 0;
  let closed = false;

  const dispatch = () => {
    const up = [...threads].filter(({ isUp }) => isUp);
    // Everybody gets a first chunk before anybody gets a second one.
    for (let pending = 0; pending < PENDING; pending++) {
      for (const thread of up.filter((thread) => thread.pending === pending)) {
        const chunk = queue.shift();
        if (chunk) thread.send(chunk);
      }
    }
    const isPatient = performance.now() - waitingSince < PATIENCE;
    // Twice as many each time: one by one, a large machine would be idle for long.
    const wanted = up.length === 0 ? 1 : isPatient ? up.length : Math.min(workers, up.length * 2);
    while (queue.length > 0 && threads.size < wanted) start();
  };
  const start = () => {
    const thread = startThread(
      { entry, timeLimit },
      {
        onUp: () => {
          waitingSince = performance.now();
          dispatch();
        },
        onFree: dispatch,
        onDeath: (left) => {
          threads.delete(thread);
          queue.unshift(...left);
          dispatch();
        },
        onStillborn: (error) => {
          threads.delete(thread);
          waitingSince = performance.now();
          if (threads.size === 0) refuse(new Error(`No parser can be started: ${error.message}`, { cause: error }));
        },
      },
    );
    threads.add(thread);
  };
  const refuse = (error: Error) => {
    for (const chunk of queue.splice(0)) chunk.reject(error);
  };

  return {
    parse: async (files, options) => {
      if (closed) throw poolClosed();
      if (queue.length === 0) waitingSince = performance.now();
      const parsing = cut(files).map(
        (files) =>
          new Promise<ParsedFile[]>((resolve, reject) => {
            queue.push({ files, options, resolve, reject });
          }),
      );
      dispatch();
      return (await Promise.all(parsing)).flat();
    },
    warm: () => {
      if (!closed && threads.size === 0) start();
    },
    close: async () => {
      closed = true;
      refuse(poolClosed());
      await Promise.all([...threads].map((thread) => thread.stop(poolClosed())));
    },
  };
}

const poolClosed = () => new Error("The parse pool is closed.");

/** Cuts files into chunks, in their order. */
function cut(files: readonly SourceFile[]): SourceFile[][] {
  const chunks: SourceFile[][] = [];
  let bytes = CHUNK_BYTES;
  for (const file of files) {
    const chunk = chunks.at(-1);
    if (chunk && chunk.length < CHUNK_FILES && bytes + file.bytes.length <= CHUNK_BYTES) {
      chunk.push(file);
      bytes += file.bytes.length;
    } else {
      chunks.push([file]);
      bytes = file.bytes.length;
    }
  }
  return chunks;
}
