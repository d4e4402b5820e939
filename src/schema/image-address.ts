import type { ImageRow } from "../db/queries/images.ts";

/** Where the gateway serves local images: below this path, then the source's row and the file's path. */
export const IMAGES_PATH = "/images/";

/** Where to load an image from: its original address, or the gateway's own where it is a file of a source. */
export function imageAddress(image: ImageRow, publicUrl: string): string {
  if (image.originalUrl !== null) return image.originalUrl;
  const path = (image.localPath ?? "").split("/").map(encodeURIComponent).join("/");
  return `${publicUrl}${IMAGES_PATH}${image.sourceId}/${path}`;
}

const LOCAL_IMAGE = '<img src="/';

/**
 * Stored HTML with the gateway's addresses in the place of those of local images, which are `/` and the path of the file
 * below its source's root. In such HTML a `<` always begins a tag, and an image's address comes first in it.
 */
export const withImageAddresses = (html: string, sourceId: number, publicUrl: string): string =>
  html.includes(LOCAL_IMAGE)
    ? html.replaceAll(LOCAL_IMAGE, () => `<img src="${publicUrl}${IMAGES_PATH}${sourceId}/`)
    : html;

/** The file behind an address that `imageAddress` made; null for any other address. */
export function parseImageAddress(url: string, publicUrl: string): { sourceId: number; localPath: string } | null {
  const prefix = `${publicUrl}${IMAGES_PATH}`;
  return url.startsWith(prefix) ? parseImagePath(url.slice(prefix.length)) : null;
}

/** The file behind what follows IMAGES_PATH; null where it is not of the form `12/photos/a%20b.jpg`. */
export function parseImagePath(rest: string): { sourceId: number; localPath: string } | null {
  const [, digits, path] = /^([1-9]\d{0,15})\/(.+)$/.exec(rest) ?? [];
  if (path === undefined) return null;
  try {
    return { sourceId: Number(digits), localPath: path.split("/").map(decodeURIComponent).join("/") };
  } catch {
    return null; // a stray "%"
  }
}
