import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../../src/db/embedded-process.ts";

const prefix = "broadsheet-test-";

/** Makes a folder outside the project, which everybody may enter as they may a project's. The caller removes it. */
export async function makeScratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  await chmod(folder, 0o755);
  return folder;
}

/**
 * Removes what runs that were killed could not. A PostgreSQL server that they left running ends itself within a minute
 * when its folder is gone.
 */
export async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    // Another user's is theirs to remove.
    if (!Number.isNaN(pid) && !isAlive(pid)) await rm(join(tmpdir(), name), { recursive: true }).catch(() => {});
  }
}
