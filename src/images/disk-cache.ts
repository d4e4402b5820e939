import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, unlink, utimes } from "node:fs/promises";
import { join, relative } from "node:path";
import type { ImageFormat } from "../db/queries/images.ts";
import type { ImageBytes } from "./render.ts";
import { VARIANT_FORMATS } from "./variants.ts";

/** An image's file in the cache, to be closed. It can be read to its end even if the cache drops it meanwhile. */
export interface CachedFile {
  format: ImageFormat;
  handle: FileHandle;
  /** Where the image begins in the file. */
  start: number;
  /** Bytes of the image. */
  size: number;
}

/** Images in a folder, which several processes may share, and which may be deleted at any time. */
export interface DiskCache {
  /** Null where there is none. */
  open(key: string): Promise<CachedFile | null>;
  put(key: string, image: ImageBytes): Promise<void>;
  /**
   * Drops what was not used for longest where enough has come in since the last time, and the folder has grown past its
   * limit. It reads the whole folder: nobody's image is to wait for it.
   */
  makeRoom(): Promise<void>;
}

/** What a cache is made with. */
export interface DiskCacheOptions {
  folder: string;
  /** Bytes that may be exceeded by a twentieth until room is made. */
  mostBytes: number;
  /** That put images into the folder, each without knowing how much the others do. */
  processes: number;
}

// Each file begins with its format, padded.
const HEADER = 8;
const FORMATS: readonly ImageFormat[] = [...VARIANT_FORMATS, "SVG"];
const PARTIAL = ".part";
// DATA_DIR may be a site's own folder, and have pictures in a folder of this name: only what is named like this is ours.
const OWN_FILE = /^[0-9a-f]{2}.[0-9a-f]{62}(?:\.[\w-]+\.part)?$/;
/** Milliseconds. When a file was used last needs no more than this to be known, and not each use a write. */
const USE_GRAIN = 60_000;
/** Milliseconds after which a file that is being written has been given up. */
const ABANDONED = 3_600_000;
/** Of the limit: what may come in before room is made, and what is left then. */
const SLACK = 0.05;
const KEPT = 0.9;

/** A cache over a folder; what has been put into it stays until `makeRoom`. */
export function createDiskCache({ folder, mostBytes, processes }: DiskCacheOptions): DiskCache {
  let added = Number.POSITIVE_INFINITY;
  let sweeping = false;

  const pathOf = (key: string): string => {
    const name = createHash("sha256").update(key).digest("hex");
    return join(folder, name.slice(0, 2), name.slice(2));
  };

  async function sweep(): Promise<void> {
    const files = await listFiles(folder);
    let total = files.reduce((sum, { size }) => sum + size, 0);
    if (total <= mostBytes) return;
    for (const { path, size } of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= mostBytes * KEPT) return;
      // Another process may have been faster.
      await rm(path, { force: true });
      total -= size;
    }
  }

  return {
    async open(key) {
      const path = pathOf(key);
      const handle = await open(path, "r").catch(() => null);
      const file = handle && (await readHead(handle).catch(() => null));
      if (!file) {
        await handle?.close();
        return null;
      }
      const now = Date.now();
      if (now - file.usedAt > USE_GRAIN) await utimes(path, now / 1000, now / 1000).catch(() => {});
      return file;
    },
    async put(key, { format, bytes }) {
      const path = pathOf(key);
      const partial = `${path}.${randomUUID()}${PARTIAL}`;
      await mkdir(join(path, ".."), { recursive: true });
      try {
        const file = await open(partial, "wx");
        try {
          await file.writeFile(Buffer.concat([Buffer.from(format.padEnd(HEADER), "latin1"), bytes]));
        } finally {
          await file.close();
        }
        // Whole or not at all, whoever reads or is killed meanwhile.
        await rename(partial, path);
      } catch (error) {
        await unlink(partial).catch(() => {});
        throw error;
      }
      added += HEADER + bytes.length;
    },
    async makeRoom() {
      if (added <= (mostBytes * SLACK) / processes || sweeping) return;
      added = 0;
      sweeping = true;
      try {
        await sweep();
      } finally {
        sweeping = false;
      }
    },
  };
}

/** Null for no image: a crash of the machine can leave a name without its bytes, or zeros in their place. */
async function readHead(handle: FileHandle): Promise<(CachedFile & { usedAt: number }) | null> {
  const { buffer } = await handle.read(Buffer.alloc(HEADER), 0, HEADER, 0);
  const { size, mtimeMs } = await handle.stat();
  const format = FORMATS.find((known) => known === buffer.toString("latin1").trimEnd());
  if (format === undefined || size <= HEADER) return null;
  return { format, handle, start: HEADER, size: size - HEADER, usedAt: mtimeMs };
}

/** The cache's files. What a killed process left half written is removed on the way. */
async function listFiles(folder: string): Promise<{ path: string; size: number; usedAt: number }[]> {
  const files = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !OWN_FILE.test(relative(folder, path))) continue;
    const found = await stat(path).catch(() => null);
    if (found === null) continue;
    if (!entry.name.endsWith(PARTIAL)) files.push({ path, size: found.size, usedAt: found.mtimeMs });
    else if (Date.now() - found.mtimeMs > ABANDONED) await rm(path, { force: true });
  }
  return files;
}
