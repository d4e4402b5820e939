import type { IncomingMessage, ServerResponse } from "node:http";
import { extname } from "node:path";
import { IMAGES_PATH, parseImagePath } from "../images/local-address.ts";
import { type ImageFile, type OpenFile, openInside } from "../images/local-file.ts";
import { isFresh } from "./conditional.ts";
import { imageHeaders, sendPart } from "./image-answer.ts";

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

// An address stays when its file changes, or when its article is withdrawn.
const headers = { ...imageHeaders, "cache-control": "public, max-age=3600" };

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
  const file = found && (await openInside(found, mostBytes));
  if (!file) return false;
  try {
    await answer(file, contentType, request, response);
  } finally {
    await file.handle.close();
  }
  return true;
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
  else await sendPart(file.handle, { start: 0, size }, response);
}
