/** Where the gateway serves images. */
export const IMAGES_PATH = "/images/";

/** A file of a source. */
export interface LocalImage {
  sourceId: number;
  localPath: string;
}

/** Where the gateway serves a file of a source as it is: below IMAGES_PATH, the source's row and the file's path. */
export function localAddress({ sourceId, localPath }: LocalImage, publicUrl: string): string {
  return `${publicUrl}${IMAGES_PATH}${sourceId}/${localPath.split("/").map(encodeURIComponent).join("/")}`;
}

const LOCAL_IMAGE = '<img src="/';

/**
 * Stored HTML with the gateway's addresses in the place of those of local images, which are `/` and the path of the file
 * below its source's root. In such HTML a `<` always begins a tag, and an image's address comes first in it.
 */
export const withLocalAddresses = (html: string, sourceId: number, publicUrl: string): string =>
  html.includes(LOCAL_IMAGE)
    ? html.replaceAll(LOCAL_IMAGE, () => `<img src="${publicUrl}${IMAGES_PATH}${sourceId}/`)
    : html;

/** The file behind what follows IMAGES_PATH; null where it is not of the form `12/photos/a%20b.jpg`. */
export function parseImagePath(rest: string): LocalImage | null {
  const [, digits, path] = /^([1-9]\d{0,15})\/(.+)$/.exec(rest) ?? [];
  if (path === undefined) return null;
  try {
    return { sourceId: Number(digits), localPath: path.split("/").map(decodeURIComponent).join("/") };
  } catch {
    return null; // a stray "%"
  }
}
