import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { issueOf } from "../content/issues.ts";
import type { Issue, SourceFile } from "../content/types.ts";
import { fileProblem, importIssue } from "./issues.ts";

/** Files that are read, compared and written together. */
export interface FileBatch {
  files: SourceFile[];
  /** Of files that could not be read. */
  issues: Issue[];
}

const MOST_FILES = 100;
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_FILE_BYTES = 16 * 1024 * 1024;

// Few enough that files of the largest size do not fill the memory.
const READ_AT_ONCE = 8;

/**
 * Reads files in order, as many at once as a batch holds: a hundred, or some megabytes.
 * @param names - below the root, as the file system spells them.
 */
export async function* readBatches(root: string, names: readonly string[]): AsyncGenerator<FileBatch> {
  let batch: FileBatch = { files: [], issues: [] };
  let bytes = 0;
  for (let start = 0; start < names.length; start += READ_AT_ONCE) {
    const group = names.slice(start, start + READ_AT_ONCE);
    for (const read of await Promise.all(group.map((name) => readOne(root, name)))) {
      if ("bytes" in read) {
        batch.files.push(read);
        bytes += read.bytes.length;
      } else {
        batch.issues.push(read);
      }
    }
    if (batch.files.length + batch.issues.length + READ_AT_ONCE > MOST_FILES || bytes >= MOST_BYTES) {
      yield batch;
      batch = { files: [], issues: [] };
      bytes = 0;
    }
  }
  if (batch.files.length + batch.issues.length > 0) yield batch;
}

/** A file's path in its source: the same letters have the same code points on every system. */
export const pathOf = (name: string): string => name.normalize("NFC");

async function readOne(root: string, name: string): Promise<SourceFile | Issue> {
  const path = pathOf(name);
  const unreadable = (why: string) => importIssue(path, "FILE_UNREADABLE", `The file cannot be read: ${why}.`);
  try {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    const file = await open(join(root, name), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await file.stat();
      if (!found.isFile()) return unreadable("it is no ordinary file");
      // Not even read: a file of many gigabytes would not fit into the memory.
      if (found.size > MOST_FILE_BYTES) return tooLarge(path, found.size);
      return { path, bytes: await file.readFile() };
    } finally {
      await file.close();
    }
  } catch (error) {
    return unreadable(fileProblem(error, path));
  }
}

const tooLarge = (path: string, size: number): Issue =>
  issueOf(path, "FILE_TOO_LARGE", `The file has ${Math.ceil(size / 1024 / 1024)} MiB; an article has 16 at the most.`);
