/** Where a hash of FNV-1a begins. */
export const HASH_START = 0x811c9dc5 | 0;

/** A hash of FNV-1a, of 32 bits with a sign, and one more character of it. */
export const hashOn = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** The 32 bits of a text: the same on every machine and for ever, since they are stored. */
export function hashOf(text: string): number {
  let hash = HASH_START;
  for (let at = 0; at < text.length; at++) hash = hashOn(hash, text.charCodeAt(at));
  return scatter(hash);
}

/** Spreads the differences of similar hashes over all of their bits (the last step of MurmurHash3). */
export function scatter(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
