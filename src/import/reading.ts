import type { Issue, SourceFile } from "../content/types.ts";

/** Files that are read, compared and written together. */
export interface FileBatch {
  files: SourceFile[];
  /** What was met in reading; one of severity ERROR costs a file, which then is not among the files. */
  issues: Issue[];
}

/** Where the files of a run come from: a folder, a feed, an export or a request. */
export interface Reading {
  /** How many files there are; null where that is known only at the end. */
  total: number | null;
  /** What was found out before any file was read, with what it means for the file. */
  found: { issue: Issue; outcome: "skipped" | "failed" }[];
  batches(): AsyncIterable<FileBatch>;
  /** Reads the files of these paths once more; those that are gone are issues. */
  reread(paths: ReadonlySet<string>): AsyncIterable<FileBatch>;
  /** Whether there is a file of that path: another one that holds the same article is then a copy, not a new name. */
  hasFile(path: string): Promise<boolean>;
  /** Whether an article of that path would have been found; only such are pruned. */
  covers(path: string): boolean;
}
