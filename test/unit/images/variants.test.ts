import fc from "fast-check";
import { expect, test } from "vitest";
import {
  LARGEST_SIZE,
  parseVariantName,
  SIZES,
  VARIANT_FORMATS,
  variantName,
  variantOf,
} from "../../../src/images/variants.ts";

test.each([
  [{}, "q80.webp"],
  [{ width: 1 }, "w32-q80.webp"],
  [{ width: 320 }, "w320-q80.webp"],
  [{ width: 321 }, "w480-q80.webp"],
  [{ width: 3840, height: 33 }, "w3840-h33-q80.webp"],
  [{ width: 640, height: 360 }, "w640-h360-q80.webp"],
  [{ width: 300, height: 200 }, "w320-h213-q80.webp"],
  [{ width: 200, height: 300 }, "w213-h320-q80.webp"],
  [{ width: 3840, height: 3840 }, "w3840-h3840-q80.webp"],
  [{ width: 2000, height: 1 }, "w2560-h1-q80.webp"],
  [{ height: 100, format: "JPEG", quality: 1 }, "h128-q30.jpeg"],
  [{ width: 640, format: "AVIF" }, "w640-q50.avif"],
  [{ width: 640, format: "AVIF", quality: 91 }, "w640-q100.avif"],
  [{ width: 640, format: "PNG", quality: 10 }, "w640.png"],
  [{ format: "GIF" }, "full.gif"],
] as const)("%j comes as %s", (wanted, name) => {
  expect(variantName(variantOf(wanted))).toBe(name);
});

test("whatever is asked for has a name that leads back to it, and is one of few", () => {
  const size = fc.option(fc.integer({ min: 1, max: LARGEST_SIZE }));
  const wanted = fc.record({
    width: size,
    height: size,
    format: fc.option(fc.constantFrom(...VARIANT_FORMATS)),
    quality: fc.option(fc.integer({ min: 1, max: 100 })),
  });
  fc.assert(
    fc.property(wanted, (given) => {
      const variant = variantOf(given);
      expect(parseVariantName(variantName(variant))).toEqual(variant);
      const sides = [variant.width, variant.height].filter((side) => side !== null);
      if (sides.length > 0) expect(SIZES).toContain(Math.max(...sides));
      expect(variant.width ?? LARGEST_SIZE).toBeGreaterThanOrEqual(given.width ?? 0);
      expect(variant.height ?? LARGEST_SIZE).toBeGreaterThanOrEqual(given.height ?? 0);
    }),
  );
});

test.each([
  "",
  "webp",
  "w320.webp",
  "w321-q80.webp",
  "w-320-q80.webp",
  "w0-q80.webp",
  "w4000-q80.webp",
  "q80-w320.webp",
  "h320-w320-q80.webp",
  "w320-w320-q80.webp",
  "w0320-q80.webp",
  "w320-q80.svg",
  "w320-q80.webp.exe",
  "full.webp",
  "full.gif ",
  "W320-q80.webp",
])("“%s” names no variant", (name) => {
  expect(parseVariantName(name)).toBeNull();
});
