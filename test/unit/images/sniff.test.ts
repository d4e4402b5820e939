import { expect, test } from "vitest";
import { sniffFormat, svgSize } from "../../../src/images/sniff.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

test.each([
  ["\xff\xd8\xff\xe1", "JPEG"],
  ["\x89PNG\r\n\x1a\n", "PNG"],
  ["GIF89a", "GIF"],
  ["GIF87a", "GIF"],
  ["RIFF\x10\0\0\0WEBPVP8 ", "WEBP"],
  ["\0\0\0\x1cftypavif\0\0\0\0mif1miaf", "AVIF"],
  ["\0\0\0\x1cftypmif1\0\0\0\0avifmiaf", "AVIF"],
  ["<svg>", "SVG"],
  ['\xef\xbb\xbf  <?xml version=\'1.0\'?>\n<!-- a > b -->\n<!DOCTYPE svg PUBLIC "a" "b">\n<svg\n', "SVG"],
  ["<!DOCTYPE svg [ <!ENTITY ns 'http://x'> ]>\n<svg xmlns='&ns;'>", "SVG"],
  ["", null],
  ["RIFF\x10\0\0\0WAVE", null],
  ["\0\0\0\x18ftypheic\0\0\0\0mif1heic", null],
  ["\0\0\0\x18ftypheic\0\0\0\0mif1heicavif", null],
  ["II*\0", null],
  ["%PDF-1.7", null],
  ["<!doctype html><svg>", null],
  ["<!DOCTYPE svg [ <!ENTITY a 'b'> ", null],
  ["<!-- <svg> ", null],
  ["<html><svg>", null],
  ["<svgfoo>", null],
])("%j is %s", (text, format) => {
  expect(sniffFormat(bytes(text))).toBe(format);
});

test.each([
  ["comments", "<!-- -->".repeat(10_000)],
  ["a comment without an end", `<!--${"--".repeat(10_000)}`],
  ["declarations", "<?xml?>".repeat(10_000)],
  ["document types", "<!DOCTYPE svg [".repeat(10_000)],
  ["blanks", " ".repeat(100_000)],
  ["roots without an end", "<svg ".repeat(100_000)],
])("%s cost no time", (_what, text) => {
  const started = performance.now();
  sniffFormat(bytes(text));
  svgSize(bytes(text));
  expect(performance.now() - started).toBeLessThan(100);
});

test.each([
  [`<svg width="120" height="80">`, { width: 120, height: 80 }],
  [`<svg width='120.4px' height='80px' viewBox="0 0 1 1">`, { width: 120, height: 80 }],
  [`<svg width="100%" height="100%" viewBox="0 0 640 480">`, { width: 640, height: 480 }],
  [`<svg viewBox="-10,-10 , 640 480">`, { width: 640, height: 480 }],
  [`<svg width="10em" height="5em">`, null],
  [`<svg viewBox="0 0 nonsense">`, null],
  [`<svg viewBox="0 0 0 0">`, null],
  [`<svg stroke-width="3" line-height="4">`, null],
  [`<svg>`, null],
])("the size of %s", (text, size) => {
  expect(svgSize(bytes(text))).toEqual(size);
});
