import type { ImageFormat } from "../db/queries/images.ts";

/** Bytes from the beginning of a file that tell its format, where it has one of ours. */
export const TELLING_BYTES = 4096;

/**
 * The format of a file by its first bytes, whatever its name or its sender call it. Null for all else, so that none of
 * the many other formats that libvips reads is ever tried.
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

// Before the root may stand a declaration, comments and a document type. Step by step: a pattern of all of it would take
// for ever on some files.
function isSvg(text: string): boolean {
  let rest: string | null = text.replace(/^\uFEFF/, "").trimStart();
  while (rest !== null && !/^<svg[\s>]/i.test(rest)) rest = withoutFirstPart(rest);
  return rest !== null;
}

function withoutFirstPart(text: string): string | null {
  if (text.startsWith("<?")) return behind(text, "?>");
  if (text.startsWith("<!--")) return behind(text, "-->");
  if (!/^<!DOCTYPE\s+svg\b/i.test(text)) return null;
  const bracket = text.indexOf("[");
  const hasSubset = bracket >= 0 && bracket < text.indexOf(">");
  return behind(hasSubset ? (behind(text.slice(bracket), "]") ?? "") : text, ">");
}

function behind(text: string, mark: string): string | null {
  const at = text.indexOf(mark);
  return at < 0 ? null : text.slice(at + mark.length).trimStart();
}

/** Pixels of an SVG that says them, by its size or else by its view box; null where it says neither. */
export function svgSize(bytes: Uint8Array): { width: number; height: number } | null {
  const head = Buffer.from(bytes.subarray(0, 16 * 1024)).toString("utf8");
  const begin = head.search(/<svg\b/i);
  const root = head.slice(begin, head.indexOf(">", begin));
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
