import type { IncomingMessage, ServerResponse } from "node:http";
import { extname } from "node:path";
import { IMAGES_PATH, parseImagePath } from "../images/local-address.ts";
import { type ImageFile, type OpenFile, openInside } from "../images/local-file.ts";
import { isFresh } from "./conditional.ts";
import { imageHeaders, sendPart } from "./image-answer.ts";

/**
 * Finds an image by its source and its path. Null unless an article shows it that everybody may see, or who has the pass
 * at the end of its address.
 */
export type FindImage = (sourceId: number, path: string, address: string) => Promise<FoundImage | null>;

/** An image, and whether it took a pass. */
interface FoundImage extends ImageFile {
  preview?: boolean;
}

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
const FOR_A_WHILE = "public, max-age=3600";
/** What a pass leads to is for nobody between. */
export const FOR_THE_BROWSER = "private, max-age=3600";

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
  const found = await findImage(image.sourceId, image.localPath, request.url ?? "");
  const file = found && (await openInside(found, mostBytes));
  if (!file) return false;
  try {
    await answer(
      file,
      { "content-type": contentType, "cache-control": found.preview ? FOR_THE_BROWSER : FOR_A_WHILE },
      request,
      response,
    );
  } finally {
    await file.handle.close();
  }
  return true;
}

async function answer(
  file: OpenFile,
  { "content-type": contentType, ...caching }: { "content-type": string; "cache-control": string },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { size, modifiedAt } = file;
  const etag = `W/"${size.toString(36)}-${Math.floor(modifiedAt).toString(36)}"`;
  const common = { ...imageHeaders, ...caching, etag, "last-modified": new Date(modifiedAt).toUTCString() };
  if (isFresh(request, { etag, modifiedAt })) {
    response.writeHead(304, common).end();
    return;
  }
  response.writeHead(200, { ...common, "content-type": contentType, "content-length": size });
  if (request.method === "HEAD" || size === 0) response.end();
  else await sendPart(file.handle, { start: 0, size }, response);
}
