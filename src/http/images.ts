import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { IMAGES_PATH, parseImagePath } from "../schema/image-address.ts";
import { isFresh } from "./conditional.ts";

/** Where the file of a local image lies: the folder of its source, and the path below it. */
interface ImageFile {
  root: string;
  path: string;
}

/** Finds an image by its source and its path. Null unless an article that everybody may see shows it. */
export type FindImage = (sourceId: number, path: string) => Promise<ImageFile | null>;

const contentTypes: Record<string, string> = {
  ".avif": "image/avif",
  ".gif": "image/gif",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
};

const mostBytes = 64 * 1024 * 1024;

const headers = {
  "access-control-allow-origin": "*",
  // An address stays when its file changes, or when its article is withdrawn.
  "cache-control": "public, max-age=3600",
  // An SVG opened by itself is a document, and could hold a script.
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
};

/**
 * Answers GET or HEAD for an image file of a source.
 * @param path Of the request, with its percent-encoding, beginning with IMAGES_PATH.
 * @returns False where there is no such image, or its file is gone; nothing was sent then.
 */
export async function serveImage(
  findImage: FindImage,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const image = parseImagePath(path.slice(IMAGES_PATH.length));
  const contentType = contentTypes[extname(image?.localPath ?? "").toLowerCase()];
  if (image === null || contentType === undefined) return false;
  const found = await findImage(image.sourceId, image.localPath);
  const file = found && (await openInside(found));
  if (!file) return false;
  try {
    await answer(file, contentType, request, response);
  } finally {
    await file.handle.close();
  }
  return true;
}

interface OpenFile {
  handle: FileHandle;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  modifiedAt: number;
}

/** Opens a file that lies in the root once links are followed; null where there is none or it is too large. */
async function openInside({ root, path }: ImageFile): Promise<OpenFile | null> {
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

async function answer(
  file: OpenFile,
  contentType: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { size, modifiedAt } = file;
  const etag = `W/"${size.toString(36)}-${Math.floor(modifiedAt).toString(36)}"`;
  const common = { ...headers, etag, "last-modified": new Date(modifiedAt).toUTCString() };
  if (isFresh(request, { etag, modifiedAt })) {
    response.writeHead(304, common).end();
    return;
  }
  response.writeHead(200, { ...common, "content-type": contentType, "content-length": size });
  if (request.method === "HEAD" || size === 0) response.end();
  else await send(file, response);
}

async function send({ handle, size }: OpenFile, response: ServerResponse): Promise<void> {
  try {
    // No further than was promised, should the file grow meanwhile.
    await pipeline(handle.createReadStream({ start: 0, end: size - 1, autoClose: false }), response);
  } catch {
    // The client left, or the file shrank: the head is sent, and all that is left is to break off.
    response.destroy();
  }
}
