import { scatter } from "./hash.ts";

/** Numbers of a sketch. Of two texts of which nine tenths are the same, some thirteen agree; of two others, none. */
const SKETCH_SIZE = 16;

/** Characters of a shingle. */
const SHINGLE = 8;

/** Characters, white space left out. The beginnings of shorter texts say too little. */
const SHORTEST = 120;
const READ_LENGTH = 6_000;

// A hash that rolls (Rabin & Karp): the next shingle's takes one step, however long a shingle is. It wraps at 32 bits.
const BASE = 0x01000193;
const LEAVING = Array.from({ length: SHINGLE }).reduce((power: number) => Math.imul(power, BASE), 1);

/**
 * A sketch of a text: of the hashes of all its shingles (eight characters in a row) the smallest of each of sixteen
 * classes. The share of equal numbers in two sketches estimates the share of shingles that two texts have in common
 * (minhash with one permutation: Li, Owen & Zhang, 2012). Empty for a text that is too short to be compared.
 */
export function sketchOf(text: string): number[] {
  const codes = significant(text);
  if (codes.length < SHORTEST) return [];
  const least = new Int32Array(SKETCH_SIZE).fill(0x7fffffff);
  let hash = 0;
  for (let at = 0; at < codes.length; at++) {
    // Reading before the first would cost ten times as much.
    const left = at < SHINGLE ? 0 : (codes[at - SHINGLE] ?? 0);
    hash = (Math.imul(hash, BASE) + (codes[at] ?? 0) - Math.imul(LEAVING, left)) | 0;
    if (at < SHINGLE - 1) continue;
    const scattered = scatter(hash);
    const place = scattered & (SKETCH_SIZE - 1);
    if (scattered < (least[place] ?? 0)) least[place] = scattered;
  }
  return [...least];
}

/** The characters that are no white space, of the beginning; small letters for large ones of ASCII. */
function significant(text: string): Uint16Array {
  const codes = new Uint16Array(Math.min(text.length, READ_LENGTH));
  let length = 0;
  for (let at = 0; at < text.length && length < codes.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code === 0xa0 || code === 0x3000) continue;
    codes[length++] = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
  }
  return codes.subarray(0, length);
}
