import { Worker } from "node:worker_threads";
import type { ContentOptions, SourceFile } from "../content/types.ts";
import { importIssue } from "./issues.ts";
import { type ParsedFile, type ParseRequest, type ParseWorkerData, READY } from "./parse-loop.ts";

/** Files that a worker gets at a time. */
export interface Chunk {
  files: readonly SourceFile[];
  options: ContentOptions;
  resolve(parsed: ParsedFile[]): void;
  reject(error: Error): void;
}

/** One worker, as the pool sees it. */
export interface ParseThread {
  /** It has loaded what it needs, and can be sent chunks. */
  readonly isUp: boolean;
  /** Chunks that it has not answered. */
  readonly pending: number;
  send(chunk: Chunk): void;
  /** Ends it, whatever it is doing, and rejects what is pending. None of the events is told of any more. */
  stop(reason: Error): Promise<void>;
}

/** How a worker is started. */
export interface ThreadOptions {
  /** A module that calls serveParsing, in JavaScript. */
  entry: URL;
  /** Milliseconds that one file may take. A tenth more may pass before it is noticed. */
  timeLimit: number;
}

/** What a worker tells the pool. */
export interface ThreadEvents {
  onUp(): void;
  /** It has answered a chunk. */
  onFree(): void;
  /** It has ended over a file, which is answered for. What is left of its chunks is for another. */
  onDeath(left: Chunk[]): void;
  /** It has not come up: no file is to blame, and another would fare no better. */
  onStillborn(error: Error): void;
}

// Megabytes. A file of the largest size needs up to 400; what needs more ends its worker, not the process. Young objects
// get the room that Node gives them: in a third of it, what a parser's results wait in is collected more often than it pays.
const LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 48 };

// Counted, not read off a clock: while the whole process is stopped (Ctrl-Z), no time of the file's passes.
const TICKS = 10;

/** Starts a worker, which keeps the process alive until it is stopped. */
export function startThread({ entry, timeLimit }: ThreadOptions, events: ThreadEvents): ParseThread {
  const begun = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: ParseWorkerData = { begun };
  const worker = new Worker(entry, { workerData, execArgv: [], resourceLimits: LIMITS });
  const sent: Chunk[] = [];
  let isUp = false;
  let answered = 0;
  let failure: Error | undefined;
  let timedOut = false;

  const watch = createWatch(timeLimit / TICKS, begun, () => {
    timedOut = true;
    void worker.terminate();
  });
  worker.on("message", (message: typeof READY | ParsedFile[]) => {
    if (message === READY) {
      isUp = true;
      return events.onUp();
    }
    answered += message.length;
    sent.shift()?.resolve(message);
    if (sent.length === 0) watch.stop();
    events.onFree();
  });
  worker.on("error", (error) => {
    failure = error;
  });
  worker.on("exit", (code) => {
    watch.stop();
    failure ??= new Error(`the worker ended with code ${code}`);
    if (!isUp) events.onStillborn(failure);
    else events.onDeath(blame(sent, Atomics.load(begun, 0) - answered, timedOut ? timeLimit : failure));
  });
  return {
    get isUp() {
      return isUp;
    },
    get pending() {
      return sent.length;
    },
    send: (chunk) => {
      sent.push(chunk);
      const { request, bytes } = pack(chunk);
      worker.postMessage(request, [bytes]);
      watch.start();
    },
    stop: async (reason) => {
      watch.stop();
      worker.removeAllListeners().on("error", () => {});
      for (const chunk of sent.splice(0)) chunk.reject(reason);
      await worker.terminate();
    },
  };
}

/** Calls back when a counter has stood still for some ticks since it was started. */
function createWatch(tick: number, counter: Int32Array, onStill: () => void) {
  let timer: NodeJS.Timeout | undefined;
  let seen = 0;
  let still = 0;
  const look = () => {
    const count = Atomics.load(counter, 0);
    still = count === seen ? still + 1 : 0;
    seen = count;
    if (still >= TICKS) onStill();
  };
  return {
    start: () => {
      if (timer !== undefined) return;
      still = 0;
      timer = setInterval(look, tick);
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

/** The files are copied into one buffer, which moves over: a view of a large buffer would be sent with all of it. */
function pack({ files, options }: Chunk): { request: ParseRequest; bytes: ArrayBuffer } {
  const bytes = new ArrayBuffer(files.reduce((sum, file) => sum + file.bytes.length, 0));
  let start = 0;
  const packed = files.map((file): SourceFile => {
    const copy = new Uint8Array(bytes, start, file.bytes.length);
    copy.set(file.bytes);
    start += copy.length;
    return { ...file, bytes: copy };
  });
  return { request: { files: packed, options }, bytes };
}

/**
 * Answers for the file that a worker died of.
 * @param begun - how many files of the chunks it had begun.
 * @param cause - what it died of, or the milliseconds that it had.
 * @returns the chunks without that file.
 */
function blame([first, ...others]: Chunk[], begun: number, cause: Error | number): Chunk[] {
  if (first === undefined) return [];
  // Where it died between two files, one has to go all the same, or it might come to that for ever.
  const at = Math.min(Math.max(begun - 1, 0), first.files.length - 1);
  const culprit = first.files[at];
  if (culprit === undefined) return others;
  const failed = asFailed(culprit.path, cause);
  const files = first.files.toSpliced(at, 1);
  const resolve = (parsed: ParsedFile[]) => first.resolve(parsed.toSpliced(at, 0, failed));
  if (files.length > 0) return [{ ...first, files, resolve }, ...others];
  resolve([]);
  return others;
}

function asFailed(path: string, cause: Error | number): ParsedFile {
  const issue =
    typeof cause === "number"
      ? importIssue(path, "PARSE_TIMEOUT", `The file was not parsed within ${cause / 1000} s.`)
      : importIssue(path, "PARSE_FAILED", `The file ended its parser: ${cause.message}`);
  return { article: null, issues: [issue], search: null, milliseconds: typeof cause === "number" ? cause : 0 };
}
