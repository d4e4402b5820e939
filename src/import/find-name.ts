import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathOf } from "./read.ts";

/** Finds files below a root: gives the name that a path has on the disk, null where there is no such file. */
export type FindName = (path: string) => Promise<string | null>;

/**
 * Finds files by their paths, which are in Unicode NFC, while the disk may spell their names otherwise. What cannot be
 * looked at may be there: an article is not to be taken for gone because a disk is. Remembers the names that it has
 * looked through: make one for each run.
 */
export function createFindName(root: string): FindName {
  const folders = new Map<string, Promise<ReadonlyMap<string, string>>>();
  const spelledIn = (folder: string) => {
    const known = folders.get(folder) ?? readSpellings(join(root, folder));
    folders.set(folder, known);
    return known;
  };
  return async (path) => {
    if (await mayBeFile(join(root, path))) return path;
    // As good as every other spelling of such a path is the path itself.
    if (/^\p{ASCII}*$/u.test(path)) return null;
    let name = "";
    for (const part of path.split("/")) name = join(name, (await spelledIn(name)).get(part) ?? part);
    return name !== path && (await mayBeFile(join(root, name))) ? name : null;
  };
}

/** The names in a folder that are not in NFC, by what they are in NFC. */
async function readSpellings(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch(() => []);
  return new Map(names.filter((name) => pathOf(name) !== name).map((name) => [pathOf(name), name]));
}

const mayBeFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT" && error.code !== "ENOTDIR",
  );
