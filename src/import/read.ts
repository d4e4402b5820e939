import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { issueOf } from "../content/issues.ts";
import type { Issue, SourceFile } from "../content/types.ts";
import { fileProblem, importIssue } from "./issues.ts";
import type { FileBatch } from "./reading.ts";

// Four batches are in memory at a time. Of a hundred files each they would take 45 MiB more, and a twentieth less CPU at the most.
const MOST_FILES = 50;
const MOST_BYTES = 1024 * 1024;
const MOST_FILE_BYTES = 16 * 1024 * 1024;

const READ_AT_ONCE = 16;

/** Puts files and issues together in batches: fifty, or a megabyte. */
export async function* inBatches(read: AsyncIterable<SourceFile | Issue>): AsyncGenerator<FileBatch> {
  let batch: FileBatch = { files: [], issues: [] };
  let bytes = 0;
  for await (const one of read) {
    if ("bytes" in one) {
      batch.files.push(one);
      bytes += one.bytes.length;
    } else {
      batch.issues.push(one);
    }
    if (batch.files.length + batch.issues.length < MOST_FILES && bytes < MOST_BYTES) continue;
    yield batch;
    batch = { files: [], issues: [] };
    bytes = 0;
  }
  if (batch.files.length + batch.issues.length > 0) yield batch;
}

/**
 * Reads files in order. Synchronously, some at a time: a file of a warm disk is read in a fraction of the time that a
 * thread pool takes to say so, and an unchanged folder is hardly more than its files being read.
 * @param names - below the root, as the file system spells them.
 */
export async function* readFiles(root: string, names: Iterable<string>): AsyncGenerator<SourceFile | Issue> {
  let read = 0;
  for (const name of names) {
    yield readOne(root, name);
    // The database's answers, the workers' and signals get their turn.
    if (++read % READ_AT_ONCE === 0) await setImmediate();
  }
}

/** A file's path in its source: the same letters have the same code points on every system. */
export const pathOf = (name: string): string => name.normalize("NFC");

function readOne(root: string, name: string): SourceFile | Issue {
  const path = pathOf(name);
  const unreadable = (why: string) => importIssue(path, "FILE_UNREADABLE", `The file cannot be read: ${why}.`);
  try {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    const file = openSync(join(root, name), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = fstatSync(file);
      if (!found.isFile()) return unreadable("it is no ordinary file");
      // Not even read: a file of many gigabytes would not fit into the memory.
      if (found.size > MOST_FILE_BYTES) return tooLarge(path, found.size);
      return { path, bytes: readFileSync(file) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return unreadable(fileProblem(error, path));
  }
}

const tooLarge = (path: string, size: number): Issue =>
  issueOf(path, "FILE_TOO_LARGE", `The file has ${Math.ceil(size / 1024 / 1024)} MiB; an article has 16 at the most.`);
