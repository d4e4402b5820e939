// What the index holds of an article are 32-bit integers. Two UTF-16 units in a row of a script without spaces are one
// by themselves; words, stems and beginnings of words are hashed.

/** Of a lone UTF-16 unit. */
export const unitKey = (unit: number): number => unit;

/** Of two UTF-16 units in a row. */
export const pairKey = (first: number, second: number): number => (first << 16) | second;

const PRIME = 0x01000193;
const WORD = 0x811c9dc5;
const PREFIX = 0x2f0b4c47;

/** The lengths of beginnings that the index holds: a longer one is looked up by its first five, and compared. */
export const SHORTEST_PREFIX = 2;
export const LONGEST_PREFIX = 5;

/** Of a whole word. */
export const wordKey = (word: string): number => hash(WORD, word, word.length);

/**
 * Of a stem, which only words of the same language share: two, of which a match has both. A word is looked for by the stems
 * of a dozen languages, and one of that many would too often be found by chance.
 */
export const stemKeys = (language: string, stem: string): [number, number] => [
  hash(hash(WORD, language, language.length), stem, stem.length),
  hash(hash(PREFIX, language, language.length), stem, stem.length),
];

/** Of words that begin like this; of two units at least, and of the first five where there are more. */
export const prefixKey = (word: string): number => hash(PREFIX, word, Math.min(word.length, LONGEST_PREFIX));

/** Adds the keys of all of a word's indexed beginnings. */
export function addPrefixKeys(keys: Set<number>, word: string): void {
  let state = PREFIX;
  const length = Math.min(word.length, LONGEST_PREFIX);
  for (let at = 0; at < length; at++) {
    state = step(state, word.charCodeAt(at));
    if (at + 1 >= SHORTEST_PREFIX) keys.add(mixed(state));
  }
}

/** The same key as of a whole word in what an article is about: its title, summary, tags and opening. */
export const aboutKey = (key: number): number => mixed(key ^ 0x5bd1e995);

/** The same key as of the title. */
export const titleKey = (key: number): number => mixed(key ^ 0x3c6ef372);

// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv), and the last steps of MurmurHash3, which spread it.
const step = (state: number, unit: number): number => Math.imul(state ^ unit, PRIME);

function hash(seed: number, text: string, length: number): number {
  let state = seed;
  for (let at = 0; at < length; at++) state = step(state, text.charCodeAt(at));
  return mixed(state);
}

/** One to one: no two keys become the same. */
function mixed(key: number): number {
  let mix = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}
