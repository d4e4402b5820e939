/** Where the gateway serves images. */
export const IMAGES_PATH = "/images/";

/** A file of a source. */
export interface LocalImage {
  sourceId: number;
  localPath: string;
}

/** What such a file is called where it is signed. */
export const localName = ({ sourceId, localPath }: LocalImage): string => `${sourceId}/${localPath}`;

/** Where the gateway serves a file of a source as it is: below IMAGES_PATH, the source's row and the file's path. */
export function localAddress({ sourceId, localPath }: LocalImage, publicUrl: string): string {
  return `${publicUrl}${IMAGES_PATH}${sourceId}/${localPath.split("/").map(encodeURIComponent).join("/")}`;
}

const LOCAL_IMAGE = '<img src="/';

/** What is put behind the address of an image, by its name; nothing for what everybody may see. */
export type Behind = (name: string) => string;

/**
 * Stored HTML with the gateway's addresses in the place of those of local images, which are `/` and the path of the file
 * below its source's root. In such HTML a `<` always begins a tag, and an image's address comes first in it.
 */
export function withLocalAddresses(html: string, sourceId: number, publicUrl: string, behind: Behind | null): string {
  if (!html.includes(LOCAL_IMAGE)) return html;
  const before = `<img src="${publicUrl}${IMAGES_PATH}`;
  if (behind === null) return html.replaceAll(LOCAL_IMAGE, () => `${before}${sourceId}/`);
  return html.replace(/<img src="\/([^"]*)/g, (_found, path: string) => {
    const rest = `${sourceId}/${path}`;
    const image = parseImagePath(rest);
    return `${before}${rest}${image ? behind(localName(image)) : ""}`;
  });
}

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
