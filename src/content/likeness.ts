import { hashOf } from "./hash.ts";
import { keywordsOf } from "./keywords.ts";
import { sketchOf } from "./sketch.ts";

/** What an article is compared with others by, in numbers of 32 bits with a sign. */
export interface Likeness {
  /** Of the words that tell it from others; articles that share some are related. */
  words: number[];
  /** Of its text; articles that share nearly all are the same one twice. Empty where the text is short. */
  sketch: number[];
  /** Of its title without signs and capitals. */
  title: number;
}

/** What an article with this title and text is compared with others by. */
export const likenessOf = (title: string, text: string): Likeness => ({
  words: keywordsOf(title, text),
  sketch: sketchOf(text),
  title: hashOf(folded(title)),
});

/** The letters and digits of a title, in small letters; of a title without any, what it is made of. */
function folded(title: string): string {
  const plain = title.normalize("NFKC").toLowerCase();
  return plain.replace(/[^\p{L}\p{N}]+/gu, "") || plain;
}
