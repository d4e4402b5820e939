import { parentPort, workerData } from "node:worker_threads";
import type { ContentOptions, Parsed, SourceFile } from "../content/types.ts";
import { type SearchEntry, searchEntry } from "../text/entry.ts";
import { Folder } from "../text/fold.ts";
import { importIssue } from "./issues.ts";

/** What a file came to, and how long it took. */
export type ParsedFile = Parsed & {
  milliseconds: number;
  /** What the article is found by; null where there is none. */
  search: SearchEntry | null;
};

/** Files for a worker. Its answer is a message of as many parsed files, in the same order. */
export interface ParseRequest {
  files: SourceFile[];
  options: ContentOptions;
}

/** What a worker is started with. */
export interface ParseWorkerData {
  /** One counter, in shared memory: how many files the worker has begun. It tells which one a worker died of. */
  begun: Int32Array;
}

/** Makes an article of a file, as parseArticle does. */
export type Parse = (file: SourceFile, options: ContentOptions) => Parsed;

/** The first message of a worker: it has loaded all that it needs. */
export const READY = "ready";

/**
 * Answers the requests of a pool from inside a worker thread, for as long as the thread lives.
 * @param parse - an exception of it costs the file, not the worker.
 */
export function serveParsing(parse: Parse): void {
  const port = parentPort;
  if (port === null) throw new Error("Parsing is served in a worker thread only.");
  const { begun } = workerData as ParseWorkerData;
  const folder = new Folder();
  port.on("message", ({ files, options }: ParseRequest) => {
    const parsed = files.map((file): ParsedFile => {
      Atomics.add(begun, 0, 1);
      const started = performance.now();
      const result = safely(file, () => {
        const parsed = parse(file, options);
        return { ...parsed, search: parsed.article && searchEntry(folder, parsed.article) };
      });
      return { ...result, milliseconds: performance.now() - started };
    });
    port.postMessage(parsed);
  });
  port.postMessage(READY);
}

function safely(file: SourceFile, parse: () => Omit<ParsedFile, "milliseconds">): Omit<ParsedFile, "milliseconds"> {
  try {
    return parse();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const issue = importIssue(file.path, "PARSE_FAILED", `The file cannot be parsed: ${why}`);
    return { article: null, issues: [issue], search: null };
  }
}
