import { type ImageFile, openInside } from "./local-file.ts";
import { ImageRefused } from "./refused.ts";

/** The largest file of a source that is drawn. */
export const MOST_LOCAL_BYTES = 32 * 1024 * 1024;

/** A source has no such file. */
export const noSuchFile = (): ImageRefused =>
  new ImageRefused("IMAGE_NOT_FOUND", "There is no such file in its source's folder, or it has more than 32 MiB.");

/**
 * The bytes of a source's file.
 * @throws ImageRefused where there is none in the source's folder, or it is too large.
 */
export async function readLocalImage(from: ImageFile): Promise<Uint8Array> {
  const file = await openInside(from, MOST_LOCAL_BYTES);
  if (file === null) throw noSuchFile();
  try {
    return await file.handle.readFile();
  } finally {
    await file.handle.close();
  }
}
