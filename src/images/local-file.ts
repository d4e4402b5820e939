import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";

/** Where the file of a local image lies: the folder of its source, and the path below it. */
export interface ImageFile {
  root: string;
  path: string;
}

/** A file that is there to be read. */
export interface OpenFile {
  handle: FileHandle;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  modifiedAt: number;
}

/** Opens a file that lies in the root once links are followed; null where there is none or it is too large. */
export async function openInside({ root, path }: ImageFile, mostBytes: number): Promise<OpenFile | null> {
  let handle: FileHandle | undefined;
  try {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(join(root, path))]);
    if (!real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) return null;
    // NOFOLLOW: the file could have become a link since. NONBLOCK: opening a pipe would wait for its writer.
    handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { size, mtimeMs } = await handle.stat().then((stats) => (stats.isFile() ? stats : { size: -1, mtimeMs: 0 }));
    if (size >= 0 && size <= mostBytes) return { handle, size, modifiedAt: mtimeMs };
  } catch {
    // Gone, or not ours to read: for the client there is no such image.
  }
  await handle?.close();
  return null;
}
