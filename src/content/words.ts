const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const WHITE_SPACE = /\s/;
const HAN_OR_KANA = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;

/** How much there is to read, by how it is read. */
export interface WordCounts {
  /** Of Han and Kana. */
  characters: number;
  /** Of all other scripts, between spaces. */
  words: number;
}

/**
 * Space-separated words, and Han and Kana characters: "2021年の夏" counts 1 and 3. A word has a letter or digit of
 * another script in it, and ends at a space or at a Han or Kana character.
 */
export function countWords(text: string): WordCounts {
  const counts = { characters: 0, words: 0 };
  let inWord = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) at++;
    const kind = kindOf(code);
    if (kind === "ideograph") counts.characters++;
    else if (kind === "letter" && !inWord) counts.words++;
    if (kind !== "sign") inWord = kind === "letter";
  }
  return counts;
}

/** A sign neither begins a word nor ends one. */
function kindOf(code: number): "letter" | "ideograph" | "space" | "sign" {
  // Nearly every character of a Chinese article is in these ranges, of an English one in the last two.
  if (code >= 0x4e00 && code <= 0x9fff) return "ideograph";
  if ((code >= 0x3001 && code <= 0x3003) || (code >= 0xff01 && code <= 0xff0f)) return "sign";
  if (code >= 0x61 && code <= 0x7a) return "letter";
  if (code === 0x20 || code === 0x0a) return "space";
  const character = String.fromCodePoint(code);
  if (WHITE_SPACE.test(character)) return "space";
  if (code >= 0x2e80 && HAN_OR_KANA.test(character)) return "ideograph";
  return LETTER_OR_DIGIT.test(character) ? "letter" : "sign";
}
