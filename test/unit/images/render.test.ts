import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import sharp from "sharp";
import { expect, test } from "vitest";
import { drawPlaceholder, inspectImage, renderVariant } from "../../../src/images/render.ts";
import { variantOf } from "../../../src/images/variants.ts";
import { bomb, picture } from "../../support/pictures.ts";

test("a bomb of 16,000 × 16,000 pixels is refused at once, and so is a page", async () => {
  const page = Buffer.from("<!doctype html>".padEnd(100_000));
  const file = bomb();
  // What is loaded and compiled first is not what is measured.
  await inspectImage(await picture(2, 2).png().toBuffer());
  const started = performance.now();
  await expect(inspectImage(file)).rejects.toMatchObject({ code: "TOO_MANY_PIXELS" });
  await expect(renderVariant(file, variantOf({ width: 320 }))).rejects.toMatchObject({ code: "TOO_MANY_PIXELS" });
  await expect(inspectImage(page)).rejects.toMatchObject({ code: "NOT_AN_IMAGE" });
  expect(performance.now() - started).toBeLessThan(100);
});

test("a picture that ends too early is refused", async () => {
  const whole = await picture(400, 300).jpeg().toBuffer();
  const half = whole.subarray(0, whole.length / 2);
  await expect(renderVariant(half, variantOf({ width: 320 }))).rejects.toMatchObject({
    code: "IMAGE_DAMAGED",
    status: 422,
  });
});

test.each([
  ["one side", { width: 320 }, 1000, 500, 320, 160],
  ["both sides, cut", { width: 320, height: 320 }, 1000, 500, 320, 320],
  ["a larger side", { width: 640 }, 100, 50, 100, 50],
  ["larger sides, of their own shape", { width: 640, height: 320 }, 100, 100, 100, 50],
  ["a picture of one pixel", { width: 640, height: 320 }, 1, 1, 1, 1],
  ["a strip taller than WebP can be", { width: 320 }, 64, 20_000, 52, 16_383],
])("%s", async (_what, wanted, fromWidth, fromHeight, width, height) => {
  const { bytes } = await renderVariant(await picture(fromWidth, fromHeight).png().toBuffer(), variantOf(wanted));
  expect(await sharp(bytes).metadata()).toMatchObject({ width, height });
});

test.each(["WEBP", "AVIF", "JPEG", "PNG", "GIF"] as const)(
  "a strip of 20,000 pixels is drawn as %s",
  async (format) => {
    const strip = await picture(20, 20_000).png().toBuffer();
    expect(await renderVariant(strip, variantOf({ format }))).toMatchObject({ format });
  },
);

test("what is see-through stays so where the format can, and is white where it cannot", async () => {
  const glass = await picture(40, 40).ensureAlpha(0).png().toBuffer();
  const corner = async (format: "PNG" | "JPEG") => {
    const { bytes } = await renderVariant(glass, variantOf({ format }));
    return [...(await sharp(bytes).raw().toBuffer()).subarray(0, format === "PNG" ? 4 : 3)];
  };
  expect((await corner("PNG"))[3]).toBe(0);
  expect(Math.min(...(await corner("JPEG")))).toBeGreaterThan(250);
});

test.each([
  [1, 1],
  [2000, 1],
  [1, 2000],
])("a picture of %i × %i pixels has a placeholder", async (width, height) => {
  const bytes = await picture(width, height).png().toBuffer();
  const placeholder = await drawPlaceholder(bytes, await inspectImage(bytes));
  const drawn = Buffer.from(placeholder?.replace(/^.*,/, "") ?? "", "base64");
  expect(await sharp(drawn).metadata()).toMatchObject({ format: "webp" });
});

test("a gateway does not load sharp or undici before it has something to fetch", async () => {
  const server = fileURLToPath(new URL("../../../src/server.ts", import.meta.url));
  const code = `await import(${JSON.stringify(server)});
    const { readFileSync } = await import("node:fs");
    const maps = process.platform === "linux" ? readFileSync("/proc/self/maps", "utf8") : "";
    console.log(/sharp|libvips/.test(maps), Object.keys((await import("node:module")).default._cache).some((path) => path.includes("/undici/")));`;
  const args = ["--import", import.meta.resolve("tsx"), "--input-type=module", "--eval", code];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout.trim()).toBe("false false");
});
