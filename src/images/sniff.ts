import type { ImageFormat } from "../db/queries/images.ts";

/** Bytes from the beginning of a file that tell its format, where it has one of ours. */
export const TELLING_BYTES = 1024;

/**
 * The format of a file by its first bytes, whatever its name or its sender call it. Null for all else, so that none of the many other
 * formats that libvips reads is ever tried.
 */
export function sniffFormat(bytes: Uint8Array): ImageFormat | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, TELLING_BYTES));
  const text = head.toString("latin1");
  if (text.startsWith("\xff\xd8\xff")) return "JPEG";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "PNG";
  if (/^GIF8[79]a/.test(text)) return "GIF";
  if (/^RIFF.{4}WEBP/s.test(text)) return "WEBP";
  if (/^.{4}ftyp/s.test(text)) return isAvif(text) ? "AVIF" : null;
  return isSvg(head.toString("utf8")) ? "SVG" : null;
}

// ISO/IEC 14496-12: the major brand, a version, and compatible brands up to the end of the first box.
function isAvif(text: string): boolean {
  const length = Buffer.from(text.slice(0, 4), "latin1").readUInt32BE();
  return /avi[fs]/.test(text.slice(8, Math.min(length, TELLING_BYTES)));
}

// What may stand before the root: a declaration, comments, a document type.
const isSvg = (text: string): boolean =>
  /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!DOCTYPE\s+svg[^>[]*(?:\[[^\]]*\]\s*)?>\s*)?(?:<!--[\s\S]*?-->\s*)*<svg[\s>]/i.test(
    text,
  );

/** Pixels of an SVG that says them, by its size or else by its view box; null where it says neither. */
export function svgSize(bytes: Uint8Array): { width: number; height: number } | null {
  const head = Buffer.from(bytes.subarray(0, 16 * 1024)).toString("utf8");
  const [root = ""] = /<svg\b[^>]*>/i.exec(head) ?? [];
  const length = (name: string) => {
    const [, number] = new RegExp(`\\s${name}\\s*=\\s*["']\\s*([\\d.]+)(?:px)?\\s*["']`, "i").exec(root) ?? [];
    return Number(number ?? 0);
  };
  const [, box = ""] = /\sviewBox\s*=\s*["']([^"']*)["']/i.exec(root) ?? [];
  const [, , boxWidth = 0, boxHeight = 0] = box
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [width, height] =
    length("width") > 0 && length("height") > 0 ? [length("width"), length("height")] : [boxWidth, boxHeight];
  const isSize = (side: number) => side >= 1 && side <= 100_000;
  return isSize(width) && isSize(height) ? { width: Math.round(width), height: Math.round(height) } : null;
}
