import { isUtf8 } from "node:buffer";
import { isStorable, storable } from "./characters.ts";
import type { Report } from "./issues.ts";

const UTF_8 = new TextDecoder();

/** How much of a file is looked at to tell text from binary data. */
const SAMPLE = 8192;

/** How the common kinds of binary files begin (each shorter than any front matter). */
const SIGNATURES = [
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x25, 0x50, 0x44, 0x46], // PDF
  [0x50, 0x4b, 0x03, 0x04], // ZIP, and the office formats
  [0x1f, 0x8b], // gzip
];

/**
 * The text of a file: UTF-8, without its byte order mark, U+0000 replaced. Null, and reported, where the bytes are
 * binary or not UTF-8: guessing an encoding would store broken letters for good.
 */
export function decode(bytes: Uint8Array, report: Report): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return refuse(report, "The file is encoded in UTF-16.");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return refuse(report, "The file is encoded in UTF-16.");
  if (isBinary(bytes)) {
    report("BINARY_FILE", "The file holds binary data, not text.");
    return null;
  }
  const text = decodeUtf8(bytes);
  if (text === null) return refuse(report, "The file is not encoded in UTF-8.", firstBrokenLine(bytes));
  if (isStorable(text)) return text;
  const line = lineAt(text, text.indexOf("\0"));
  report("CHARACTERS_REPLACED", "U+0000 in the text was replaced by U+FFFD.", line);
  return storable(text);
}

/** A text that was decoded before: it may begin like a picture or with a byte order mark, which stay what they are. */
export const decodeAgain = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

function refuse(report: Report, message: string, line?: number): null {
  report("NOT_UTF8", message, line);
  return null;
}

function decodeUtf8(bytes: Uint8Array): string | null {
  return isUtf8(bytes) ? UTF_8.decode(bytes) : null;
}

function isBinary(bytes: Uint8Array): boolean {
  if (SIGNATURES.some((signature) => signature.every((byte, at) => bytes[at] === byte))) return true;
  const sample = bytes.subarray(0, SAMPLE);
  let controls = 0;
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at] ?? 0;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  }
  // Text has a stray one at the most; compiled and compressed data are full of them.
  return controls > 8 && controls > sample.length / 100;
}

function firstBrokenLine(bytes: Uint8Array): number {
  // A line feed is never part of a longer character in UTF-8, so that lines can be tried one by one.
  let line = 1;
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(10, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    if (decodeUtf8(bytes.subarray(start, end)) === null) break;
    start = end;
    line++;
  }
  return line;
}

/** The 1-based line of a position in a text. Lines end in LF, CRLF or CR. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (const ending of text.slice(0, position).matchAll(/\r\n?|\n/g)) if (ending) line++;
  return line;
}
