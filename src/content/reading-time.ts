import type { WordCounts } from "./words.ts";

/** Characters of Han and Kana, and words of other scripts, that are read in a minute. */
const CHARACTERS = 500;
const WORDS = 265;

/** Seconds that the first image takes, and the tenth and all that follow. */
const FIRST_IMAGE = 12;
const LATER_IMAGE = 3;

/**
 * Seconds that it takes to read an article: by the script of each word, and 12 seconds for its first image, one less for
 * each further one, down to 3.
 */
export function readingTimeOf({ characters, words }: WordCounts, images: number): number {
  const falling = Math.min(images, FIRST_IMAGE - LATER_IMAGE);
  const looking = falling * FIRST_IMAGE - (falling * (falling - 1)) / 2 + (images - falling) * LATER_IMAGE;
  return Math.round((characters * 60) / CHARACTERS + (words * 60) / WORDS + looking);
}
