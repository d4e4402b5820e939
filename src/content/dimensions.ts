import type { Properties } from "hast";

/** A size in pixels; null where a side is not known. */
export interface Size {
  width: number | null;
  height: number | null;
}

/** Where lazy-load scripts keep the size of an image, the most truthful first. */
const PAIRS = [
  ["dataOriginalWidth", "dataOriginalHeight"],
  ["dataRawwidth", "dataRawheight"],
  ["dataRawWidth", "dataRawHeight"],
  ["dataWidth", "dataHeight"],
  ["width", "height"],
  ["dataW", "dataH"],
  ["w", "h"],
] as const;

const MAX_SIDE = 100_000;

/**
 * The size that the attributes of an image, else of its parent, tell. A place that tells both sides goes before one
 * that tells a single side. Percentages are no pixels.
 */
export function sizeOf(image: Properties, parent: Properties | null): Size {
  const sizes = [...sizesIn(image), ...(parent ? sizesIn(parent) : [])];
  return (
    sizes.find(({ width, height }) => width !== null && height !== null) ??
    sizes.find(({ width, height }) => width !== null || height !== null) ?? { width: null, height: null }
  );
}

function sizesIn(properties: Properties): Size[] {
  const sizes = PAIRS.map(([width, height]) => ({
    width: pixels(properties[width]),
    height: pixels(properties[height]),
  }));
  const style = typeof properties.style === "string" ? properties.style : "";
  return [...sizes, { width: styled(style, "width"), height: styled(style, "height") }];
}

function styled(style: string, side: "width" | "height"): number | null {
  if (style === "") return null;
  const declaration = style
    .split(";")
    .map((part) => part.split(":"))
    .find(([name]) => name?.trim().toLowerCase() === side);
  const value = declaration?.[1]?.replace("!important", "").trim() ?? "";
  return /px$/i.test(value) ? pixels(value) : null;
}

function pixels(value: Properties[string]): number | null {
  if (value === undefined || value === null) return null;
  const number = /^\s*(\d{1,6}(?:\.\d{1,6})?)\s*(?:px)?\s*$/i.exec(String(value))?.[1];
  const rounded = Math.round(Number(number ?? 0));
  return rounded >= 1 && rounded <= MAX_SIDE ? rounded : null;
}
