import type { ImageFormat } from "../db/queries/images.ts";

/** Pixels of a side that variants come in: another size snaps up to the next, so that caches hold few of each image. */
export const SIZES = [32, 64, 96, 128, 160, 240, 320, 480, 640, 800, 960, 1120, 1280, 1600, 1920, 2560, 3840] as const;

/** The largest size that may be asked for. */
export const LARGEST_SIZE = 3840;

/** Qualities that variants come in; another one snaps up to the next. */
const QUALITIES = [30, 50, 65, 80, 90, 100] as const;

/** What a variant can be encoded as. */
export const VARIANT_FORMATS = ["JPEG", "PNG", "GIF", "WEBP", "AVIF"] as const;
type VariantFormat = (typeof VARIANT_FORMATS)[number];

// AVIF looks at 50 as others do at 80. What is not listed loses nothing, and takes no quality.
const USUAL_QUALITY: Partial<Record<VariantFormat, number>> = { JPEG: 80, WEBP: 80, AVIF: 50 };

/** What somebody asks for: pixels, 1 to LARGEST_SIZE; a quality of 1 to 100. Null where it does not matter. */
export interface WantedVariant {
  width?: number | null | undefined;
  height?: number | null | undefined;
  format?: ImageFormat | null | undefined;
  quality?: number | null | undefined;
}

/** One way in which an image is sent. */
export interface Variant {
  width: number | null;
  height: number | null;
  format: VariantFormat;
  /** Null for formats without one. */
  quality: number | null;
}

/** The variant that comes closest to what is asked for without being smaller. WEBP where no format is. */
export function variantOf({ width, height, format, quality }: WantedVariant): Variant {
  const chosen = isVariantFormat(format) ? format : "WEBP";
  const usual = USUAL_QUALITY[chosen];
  return {
    ...sidesOf(width, height),
    format: chosen,
    quality: usual === undefined ? null : snapped(quality ?? usual, QUALITIES),
  };
}

/** Of two sides the longer one snaps, and the shorter follows: a box keeps its proportions. */
function sidesOf(width: WantedVariant["width"], height: WantedVariant["height"]): Pick<Variant, "width" | "height"> {
  if (width == null || height == null) return { width: snapped(width, SIZES), height: snapped(height, SIZES) };
  const longer = Math.max(width, height);
  const scale = (snapped(longer, SIZES) ?? longer) / longer;
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}

const isVariantFormat = (format: ImageFormat | null | undefined): format is VariantFormat =>
  format != null && format !== "SVG";

function snapped(value: number | null | undefined, steps: readonly number[]): number | null {
  return value == null ? null : (steps.find((step) => step >= value) ?? steps.at(-1) ?? null);
}

/** How a variant is named in addresses: `w640-h480-q80.webp`, `q80.webp` in full size. */
export function variantName({ width, height, format, quality }: Variant): string {
  const sides = [width && `w${width}`, height && `h${height}`, quality && `q${quality}`].filter(Boolean);
  return `${sides.join("-") || "full"}.${format.toLowerCase()}`;
}

/** The variant of that name; null where it names none. */
export function parseVariantName(name: string): Variant | null {
  const [, sides = "", extension = ""] = /^([\dwhq-]{1,20}|full)\.([a-z]{3,4})$/.exec(name) ?? [];
  const format = VARIANT_FORMATS.find((known) => known.toLowerCase() === extension);
  if (!format) return null;
  const side = (letter: string) => {
    const [, digits] = new RegExp(`(?:^|-)${letter}(\\d+)`).exec(sides) ?? [];
    return digits === undefined ? null : Number(digits);
  };
  const variant = variantOf({ width: side("w"), height: side("h"), quality: side("q"), format });
  // What snaps, or is written in another way, is another name than it says.
  return variantName(variant) === name ? variant : null;
}
