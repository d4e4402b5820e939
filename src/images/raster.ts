import type { Sharp } from "sharp";
import { ImageRefused } from "./refused.ts";

// A library of the platform's own, which an installation may leave out. Its own error takes twenty lines.
const { default: sharp } = await import("sharp").catch((error: unknown) => {
  throw new ImageRefused(
    "NO_RENDERER",
    `Images cannot be drawn here: the package sharp is not installed for ${process.platform}-${process.arch}. Run npm ci --include=optional, or set IMAGES=original.`,
    { cause: error },
  );
});

sharp.cache(false);
// Each image on one thread: several are drawn at once.
sharp.concurrency(1);
// Of the many formats that libvips reads, those that browsers show and nothing else, whatever a file begins with.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["Jpeg", "Png", "Nsgif", "Webp", "Heif"].map((format) => `VipsForeignLoad${format}`) });

/** 24 million, as a camera's. A file of 30 KB can claim ten times as many. */
export const MOST_PIXELS = 24_000_000;

const TIME_LIMIT_SECONDS = 10;

/** Opens a file from anywhere: turned upright, held to limits of pixels and time, refused where it is damaged. */
export const openRaster = (bytes: Uint8Array): Sharp =>
  sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: "error", sequentialRead: true, autoOrient: true }).timeout({
    seconds: TIME_LIMIT_SECONDS,
  });

/** Makes a picture of red, green, blue and opacity, a byte each, into a small WebP. */
export const encodeTiny = (rgba: Uint8Array, width: number, height: number): Promise<Buffer> =>
  sharp(rgba, { raw: { width, height, channels: 4 } })
    .webp({ quality: 50, alphaQuality: 50, effort: 6 })
    .toBuffer();
