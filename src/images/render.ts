import { availableParallelism } from "node:os";
import type { Sharp } from "sharp";
import { rgbaToThumbHash, thumbHashToRGBA } from "thumbhash";
import type { ImageFormat } from "../db/queries/images.ts";
import { encodeTiny, MOST_PIXELS, openRaster } from "./raster.ts";
import { ImageRefused } from "./refused.ts";
import { sniffFormat, svgSize } from "./sniff.ts";
import type { Variant } from "./variants.ts";

/** An image's file, and what it is. */
export interface ImageBytes {
  format: ImageFormat;
  bytes: Uint8Array;
}

/** What looking at an image's file tells. */
export interface InspectedImage {
  format: ImageFormat;
  /** Pixels, as it is shown; null for an SVG that does not say. */
  width: number | null;
  height: number | null;
  /** It moves. */
  animated: boolean;
}

/** How many images are drawn at once where nobody says: the event loop and the file system keep threads of the pool. */
export const defaultRenders = (): number => Math.max(1, Math.min(3, availableParallelism() - 1));

/**
 * Finds out what a file is by its bytes.
 * @throws ImageRefused where it is no image that is served, or one too large.
 */
export async function inspectImage(bytes: Uint8Array): Promise<InspectedImage> {
  const format = sniffFormat(bytes);
  if (format === null) throw notAnImage();
  if (format === "SVG") return { format, animated: false, ...(svgSize(bytes) ?? { width: null, height: null }) };
  const metadata = await openRaster(bytes).metadata().catch(refuse);
  const { width, height } = metadata.autoOrient;
  return { format, width, height, animated: (metadata.pages ?? 1) > 1 };
}

/** A file is none of the images that are served. */
export const notAnImage = (): ImageRefused =>
  new ImageRefused("NOT_AN_IMAGE", "The file is no image: JPEG, PNG, GIF, WebP, AVIF and SVG are served.");

/**
 * Draws a variant: turned upright, without what the camera wrote into the file, never larger than the image. Both sides
 * given, it fills them and is cut at the edges. An SVG, and what moves where GIF or WEBP is wanted, stay as they are.
 * @throws ImageRefused where the image is damaged, too large, or takes too long.
 */
export async function renderVariant(bytes: Uint8Array, variant: Variant): Promise<ImageBytes> {
  const inspected = await inspectImage(bytes);
  const keepsMoving = inspected.animated && (variant.format === "GIF" || variant.format === "WEBP");
  if (inspected.format === "SVG" || keepsMoving) return { format: inspected.format, bytes };
  const drawn = await encode(resize(openRaster(bytes), inspected, variant), variant)
    .toBuffer()
    .catch(refuse);
  return { format: variant.format, bytes: drawn };
}

/** Pixels of a side that a format has at the most. */
const MOST_SIDE = { WEBP: 16_383, AVIF: 16_384, JPEG: 65_535, GIF: 65_535, PNG: MOST_PIXELS };

function resize(image: Sharp, { width, height }: InspectedImage, wanted: Variant): Sharp {
  if (wanted.width === null || wanted.height === null) {
    // A strip of pictures can be taller than its format allows: then it is smaller in both directions.
    const most = MOST_SIDE[wanted.format];
    const [mostWide, mostHigh] = [wanted.width ?? most, wanted.height ?? most];
    return image.resize({ width: mostWide, height: mostHigh, fit: "inside", withoutEnlargement: true });
  }
  // The same shape, smaller: what would be enlarged keeps the proportions that were asked for.
  const scale = Math.min(1, (width ?? 0) / wanted.width, (height ?? 0) / wanted.height);
  const side = (size: number) => Math.max(1, Math.round(size * scale));
  return image.resize({ width: side(wanted.width), height: side(wanted.height), fit: "cover" });
}

function encode(image: Sharp, { format, quality }: Variant): Sharp {
  const given = quality === null ? {} : { quality };
  if (format === "JPEG") return image.flatten({ background: "white" }).jpeg({ ...given, mozjpeg: true });
  if (format === "PNG") return image.png();
  // With more effort, a large picture takes half a minute.
  if (format === "GIF") return image.gif({ effort: 1 });
  return format === "WEBP" ? image.webp(given) : image.avif({ ...given, effort: 3 });
}

function refuse(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(message)) {
    throw new ImageRefused("TOO_MANY_PIXELS", `The image has more than ${MOST_PIXELS / 1e6} million pixels.`);
  }
  const why = /timeout/i.test(message) ? "takes too long to draw" : "is damaged";
  throw new ImageRefused("IMAGE_DAMAGED", `The image ${why}.`, { cause: error });
}

const PLACEHOLDER_SIDE = 100;

/**
 * A picture of a few pixels to show while the image loads, as a data: URI of some 200 bytes: ThumbHash's, encoded
 * smaller than its own PNG. Null for an SVG.
 * @see https://evanw.github.io/thumbhash/
 */
export async function drawPlaceholder(bytes: Uint8Array, { format }: InspectedImage): Promise<string | null> {
  if (format === "SVG") return null;
  const { data, info } = await openRaster(bytes)
    .resize(PLACEHOLDER_SIDE, PLACEHOLDER_SIDE, { fit: "inside" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(refuse);
  const { w, h, rgba } = thumbHashToRGBA(rgbaToThumbHash(info.width, info.height, data));
  return `data:image/webp;base64,${(await encodeTiny(rgba, w, h)).toString("base64")}`;
}
