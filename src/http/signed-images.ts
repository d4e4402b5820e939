import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { ImageFormat } from "../db/queries/images.ts";
import { PUBLIC, type Visible } from "../db/queries/visibility.ts";
import type { ImageOrigin, ImageStore, ServedImage } from "../images/image-store.ts";
import { ImageRefused } from "../images/refused.ts";
import type { Signer } from "../images/signature.ts";
import { isSigned, ORIGINAL, parseSignedPath, SIGNED_PATH, signedName } from "../images/signed-address.ts";
import { parseVariantName, SIZES, type Variant } from "../images/variants.ts";
import { isFresh } from "./conditional.ts";
import { imageHeaders, sendPart } from "./image-answer.ts";
import { FOR_THE_BROWSER } from "./images.ts";

/** What signed addresses are answered with. */
export interface SignedImagesDeps {
  signer: Signer;
  /** Where an image is had from. Null unless an article of these statuses shows it. */
  findOrigin: (id: number, visible: Visible) => Promise<ImageOrigin | null>;
  /** What may be seen by the pass at the end of an address. */
  visibleBy: VisibleBy;
  store: Pick<ImageStore, "find">;
  log: Logger;
}

/** Articles of which statuses show the image of that name at that address. */
export type VisibleBy = (name: string, address: string) => Visible;

/** Answers GET or HEAD at a path below SIGNED_PATH. */
export type ServeSignedImage = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;

const contentTypes: Record<ImageFormat, string> = {
  AVIF: "image/avif",
  GIF: "image/gif",
  JPEG: "image/jpeg",
  PNG: "image/png",
  SVG: "image/svg+xml",
  WEBP: "image/webp",
};

// What an address leads to stays, unless it is a file, which its owner may change.
const FOR_EVER = "public, max-age=31536000, immutable";
const FOR_A_WHILE = "public, max-age=3600";
const RETRY_AFTER_SECONDS = 2;

/**
 * Serves images by signed addresses. What is refused is answered with a status, and as JSON with a code and with what
 * would be right.
 */
export function createSignedImages({ signer, findOrigin, visibleBy, store, log }: SignedImagesDeps): ServeSignedImage {
  async function find(path: string, address: string) {
    const { id, name, variant } = readPath(path, signer);
    const visible = visibleBy(name, address);
    const origin = await findOrigin(id, visible);
    if (origin === null)
      throw new ImageRefused("IMAGE_NOT_FOUND", "There is no such image, or no article shows it any more.");
    const found = await store.find(origin, variant);
    const caching = "url" in origin ? FOR_EVER : FOR_A_WHILE;
    return { ...found, caching: visible === PUBLIC ? caching : FOR_THE_BROWSER };
  }

  return async (path, request, response) => {
    try {
      const { key, open, caching } = await find(path, request.url ?? "");
      const etag = `"${createHash("sha256").update(key).digest("base64url").slice(0, 22)}"`;
      const headers = { ...imageHeaders, "cache-control": caching, etag };
      if (isFresh(request, { etag })) response.writeHead(304, headers).end();
      else await answer(await open(), headers, request, response);
    } catch (error) {
      if (!(error instanceof ImageRefused)) throw error;
      // A matter of whoever runs this, and not of the image.
      const level = error.code === "NO_RENDERER" ? "error" : "debug";
      log[level]({ err: error, url: request.url }, "An image is not to be had");
      refuse(error, request, response);
    }
  };
}

/**
 * The image and the variant that an address of the gateway's names.
 * @throws ImageRefused for an address that is none of them.
 */
function readPath(path: string, signer: Signer): { id: number; name: string; variant: Variant | typeof ORIGINAL } {
  const signed = parseSignedPath(path.slice(SIGNED_PATH.length));
  if (signed === null)
    throw new ImageRefused("IMAGE_NOT_FOUND", "Image addresses come from the fields url, src and srcSet.");
  const variant = signed.variant === ORIGINAL ? ORIGINAL : parseVariantName(signed.variant);
  if (variant === null) {
    throw new ImageRefused(
      "BAD_USER_INPUT",
      `A variant is named as in w640-h480-q80.webp, with sizes of ${SIZES.join(", ")}. Ask the field src for its address.`,
    );
  }
  if (!isSigned(signed, signer)) {
    throw new ImageRefused("BAD_SIGNATURE", "The signature is not this gateway's. Ask the field src for the address.");
  }
  return { id: signed.id, name: signedName(signed), variant };
}

async function answer(
  image: ServedImage,
  headers: Record<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isFile = "handle" in image;
  try {
    const size = isFile ? image.size : image.bytes.length;
    response.writeHead(200, { ...headers, "content-type": contentTypes[image.format], "content-length": size });
    if (request.method === "HEAD") response.end();
    else if (isFile) await sendPart(image.handle, image, response);
    else response.end(image.bytes);
  } finally {
    if (isFile) await image.handle.close();
  }
}

function refuse(error: ImageRefused, request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify({ code: error.code, message: error.message });
  response.writeHead(error.status, {
    "access-control-allow-origin": "*",
    "cache-control": "no-store",
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
    ...(error.code === "BUSY" ? { "retry-after": String(RETRY_AFTER_SECONDS) } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
