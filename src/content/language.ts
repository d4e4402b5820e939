import { FUNCTION_WORDS } from "./function-words.ts";

/** Scripts that are one language's own, or nearly so. */
const SCRIPTS: readonly (readonly [language: string, script: RegExp])[] = [
  ["ko", /\p{Script=Hangul}/gu],
  ["th", /\p{Script=Thai}/gu],
  ["el", /\p{Script=Greek}/gu],
  ["he", /\p{Script=Hebrew}/gu],
  ["ta", /\p{Script=Tamil}/gu],
  ["bn", /\p{Script=Bengali}/gu],
  ["te", /\p{Script=Telugu}/gu],
  ["ka", /\p{Script=Georgian}/gu],
  ["hy", /\p{Script=Armenian}/gu],
  ["gu", /\p{Script=Gujarati}/gu],
  ["kn", /\p{Script=Kannada}/gu],
  ["ml", /\p{Script=Malayalam}/gu],
  ["pa", /\p{Script=Gurmukhi}/gu],
  ["si", /\p{Script=Sinhala}/gu],
  ["km", /\p{Script=Khmer}/gu],
  ["lo", /\p{Script=Lao}/gu],
  ["my", /\p{Script=Myanmar}/gu],
  ["am", /\p{Script=Ethiopic}/gu],
  ["ar", /\p{Script=Arabic}/gu],
];

const HAN = /\p{Script=Han}/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const WORD = /[\p{L}\p{M}']+/gu;
/** The first character that is in none of the scripts that words are looked up for. */
const BEYOND_WORDS =
  /[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Devanagari}\p{Script=Common}\p{Script=Inherited}]/u;

/** UTF-16 units, which tell as much as more of them would. */
const ENOUGH = 400;
/** Characters of a script, below which a text is too short to say anything. */
const MIN_CHARACTERS = 8;
/** Of the characters of a Japanese text at least, however learned: a Chinese one quotes a word at most. */
const KANA_SHARE = 0.08;
/** How many words must speak for a language, what share of all words that is, and how far it must be ahead. */
const MIN_SCORE = 3;
const MIN_SHARE = 0.12;
const AHEAD = 1.35;

/**
 * The language of the beginning of a text, a BCP 47 primary tag: by its script where that tells it, else by the words
 * that each language uses most. Null where that is not certain.
 */
export function detectLanguage(beginning: string): string | null {
  const text = beginning.slice(0, ENOUGH);
  const words = text.toLowerCase().match(WORD) ?? [];
  if (BEYOND_WORDS.test(text)) {
    const found = byScript(text, words.length);
    if (found !== null) return found;
  }
  return byWords(words);
}

function byScript(text: string, words: number): string | null {
  const count = (script: RegExp) => text.match(script)?.length ?? 0;
  const kana = count(KANA);
  const cjk = count(HAN) + kana;
  // A word of another script is as long as several of these.
  if (cjk >= MIN_CHARACTERS && cjk >= words) return kana >= cjk * KANA_SHARE ? "ja" : "zh";
  for (const [language, script] of SCRIPTS) {
    const characters = count(script);
    if (characters >= MIN_CHARACTERS && characters >= words * 2) return language === "ar" ? arabic(text) : language;
  }
  return null;
}

/** Persian and Urdu are written with letters that Arabic has not. */
function arabic(text: string): string {
  if (/[ٹڈڑےں]/.test(text)) return "ur";
  return (text.match(/[پچژگکی]/g)?.length ?? 0) >= 3 ? "fa" : "ar";
}

function byWords(words: readonly string[]): string | null {
  const scores = new Map<string, number>();
  for (const word of words) {
    const languages = FUNCTION_WORDS.get(word) ?? [];
    for (const language of languages)
      scores.set(language, (scores.get(language) ?? 0) + 1 / Math.sqrt(languages.length));
  }
  const [first, second] = [...scores].sort((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] < MIN_SCORE || first[1] < words.length * MIN_SHARE) return null;
  return second === undefined || first[1] >= second[1] * AHEAD ? first[0] : null;
}
