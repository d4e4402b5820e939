import { HASH_START, hashOf, hashOn, scatter } from "./hash.ts";
import { STOP_CHARACTERS, STOP_WORDS } from "./stop-words.ts";

/** How many words are kept of an article. */
const MOST_WORDS = 16;

/** Characters. What an article is about shows in its beginning, and the cost of an import has to end somewhere. */
const READ_LENGTH = 3_000;

/** What a word in the title counts for, in occurrences in the text. */
const IN_TITLE = 4;

const SHORTEST_WORD = 3;
const LONGEST_WORD = 40;
/** 42 is a count; 1984 and 80386 are names. */
const SHORTEST_NUMBER = 4;

const STOPPED: ReadonlySet<number> = new Set([...STOP_WORDS].map(hashOf));
const STOPPED_CHARACTERS: ReadonlySet<number> = new Set([...STOP_CHARACTERS].map((sign) => sign.charCodeAt(0)));
const LETTER_OR_DIGIT = /[\p{L}\p{N}\p{M}]/u;

/**
 * The words that tell an article from others, as hashes of 32 bits with a sign, the most telling first: those of its
 * title and those that its beginning repeats. Of Chinese and Japanese, whose words nothing parts, pairs of characters
 * stand for words. How rare a word is among all articles is for the database to tell.
 */
export function keywordsOf(title: string, text: string): number[] {
  const weights = new Map<number, number>();
  count(title, IN_TITLE, weights);
  count(text.slice(0, READ_LENGTH), 1, weights);
  const telling: [word: number, weight: number][] = [];
  // What the text says once, and the title not at all, is chance: most of it, so that it goes before all else.
  for (const entry of weights) if (entry[1] > 1) telling.push(entry);
  // A Map keeps the order of first occurrence, and sorting keeps it among equals.
  return telling
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_WORDS)
    .map(([word]) => word);
}

/** Adds the words of a text, one character after another: substrings and patterns take five times as long. */
function count(text: string, weight: number, weights: Map<number, number>): void {
  const plain = text.normalize("NFKC").toLowerCase();
  const add = (hash: number) => weights.set(hash, (weights.get(hash) ?? 0) + weight);
  let word = HASH_START;
  let length = 0;
  let letters = 0;
  let before = 0;
  for (let at = 0; at <= plain.length; at++) {
    const code = at < plain.length ? plain.charCodeAt(at) : 0;
    const kind = kindOf(code);
    if (kind === "letter" || kind === "digit") {
      word = hashOn(word, code);
      length++;
      if (kind === "letter") letters++;
    } else if (length > 0) {
      const hash = scatter(word);
      const shortest = letters > 0 ? SHORTEST_WORD : SHORTEST_NUMBER;
      if (length >= shortest && length <= LONGEST_WORD && !STOPPED.has(hash)) add(hash);
      word = HASH_START;
      length = 0;
      letters = 0;
    }
    if (kind === "ideograph" && isPair(before, code)) add(scatter(hashOn(hashOn(HASH_START, before), code)));
    before = kind === "ideograph" ? code : 0;
  }
}

/** Two rounded Kana (Hiragana) are an ending rather than a name, in nearly every place. */
const isPair = (first: number, second: number): boolean =>
  first !== 0 &&
  !(isHiragana(first) && isHiragana(second)) &&
  !STOPPED_CHARACTERS.has(first) &&
  !STOPPED_CHARACTERS.has(second);

const isHiragana = (code: number): boolean => code >= 0x3041 && code <= 0x309f;

/** Han and Kana are written without spaces; a run of letters and digits of another script is a word. */
function kindOf(code: number): "ideograph" | "letter" | "digit" | "sign" {
  if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3041 && code <= 0x30ff && code !== 0x30fb)) return "ideograph";
  if (code >= 0x61 && code <= 0x7a) return "letter";
  if (code >= 0x30 && code <= 0x39) return "digit";
  if (code < 0x80) return "sign";
  if (code >= 0x3400 && code <= 0x4dbf) return "ideograph";
  return LETTER_OR_DIGIT.test(String.fromCharCode(code)) ? "letter" : "sign";
}
