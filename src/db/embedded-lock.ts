import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync } from "node:fs";
import { link, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedError } from "./embedded-error.ts";
import { isAlive } from "./embedded-process.ts";

// A number is given to another process sooner or later (in a container even to the same program, started again), so
// that the number alone does not tell a lock of ours from one of an earlier life.
const self = `${process.pid} ${randomUUID()}\n`;

/**
 * Runs `work` while holding the lock file: no other process does so at the same time. A lock left by a process that is
 * gone is taken over.
 * @throws EmbeddedError, naming the file, when it is not free within `patience` milliseconds.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, patience = 60_000): Promise<T> {
  const deadline = Date.now() + patience;
  while (!(await tryLock(file))) {
    if (Date.now() > deadline) {
      const pid = Number.parseInt(readLock(file) ?? "", 10);
      throw new EmbeddedError(
        `Process ${pid} has been starting or stopping the embedded PostgreSQL for too long: ` +
          `end it, or delete ${file} where it is no Broadsheet, and start again.`,
      );
    }
    await sleep(20);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

async function tryLock(file: string): Promise<boolean> {
  removeIfStale(file);
  // Written aside first, so that nobody ever reads a lock without its owner.
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, self, { flag: "wx", mode: 0o644 });
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function removeIfStale(file: string): void {
  const seen = readLock(file);
  if (seen === null) return;
  const pid = Number.parseInt(seen, 10);
  if (pid === process.pid ? seen === self : isAlive(pid)) return;
  // Of several that get here at once, one moves the file away. Where another has made its own lock meanwhile, that is
  // what was moved, and goes back.
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (readLock(aside) !== seen) linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readLock(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
