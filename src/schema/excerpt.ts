const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const words = new Intl.Segmenter(undefined, { granularity: "word" });

// Letters, marks apart, symbols, and CJK: one code unit is one grapheme, and counting needs no segmenter (which costs 100 times
// as much).
const SIMPLE =
  /^[\u0020-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2100-\u2bff\u3000-\u3029\u3030-\u3098\u309b-\u9fff\uac00-\ud7a3\uff00-\uff9d\uffa0-\uffef]*$/;

/**
 * The beginning of a text, at most so many graphemes long, … included where it was cut. It ends where a word ends; where
 * no word ends (CJK), at a grapheme.
 */
export function excerpt(text: string, length: number): string {
  return text.length <= length ? text : shortened(text, length, cut(text, length));
}

function shortened(text: string, length: number, end: number): string {
  if (end >= text.length) return text;
  return `${text.slice(0, wordEnd(text, cut(text, length - 1))).trimEnd()}…`;
}

/**
 * The excerpt of a text of which only the beginning was read; null where more of it has to be read.
 * @param most - code points that were read at the most: where there are fewer, they are all of it.
 */
export function excerptOfBeginning(beginning: string, most: number, length: number): string | null {
  if (beginning.length < most) return excerpt(beginning, length);
  const end = cut(beginning, length);
  return end + WORD <= beginning.length ? shortened(beginning, length, end) : null;
}

// The index after so many graphemes.
function cut(text: string, length: number): number {
  const window = text.slice(0, length);
  if (SIMPLE.test(window) && SIMPLE.test(text.charAt(length))) return window.length;
  let count = 0;
  for (const { index } of graphemes.segment(text)) {
    if (count === length) return index;
    count += 1;
  }
  return text.length;
}

// What is looked at on each side of where a word may be cut in two.
const WORD = 40;

// Going back so many characters at the most, to where the word begins that would be cut in two.
function wordEnd(text: string, end: number): number {
  // Most Chinese and Japanese text is decided here: its words come from a dictionary, at 75 µs for each excerpt.
  if (WORDLESS.test(text.slice(end - 1, end + 1))) return end;
  const from = Math.max(0, end - WORD);
  const [, begun] = (IN_A_WORD.test(text.charAt(end)) && AFTER_A_SPACE.exec(text.slice(from, end))) || [];
  if (begun !== undefined) return end - begun.length;
  for (const { index, segment, isWordLike } of words.segment(text.slice(from, end + WORD))) {
    const start = from + index;
    if (start < end && start + segment.length > end) return isWordLike && start > from && !isCjk(segment) ? start : end;
  }
  return end;
}

// Beside a character of these no word is cut in two that counts as one: the word would hold the character too.
const WORDLESS = /[\s\u3001-\u3020\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

// Most words of European languages begin so, and need no dictionary either, which takes a hundred times as long.
const AFTER_A_SPACE = /[ \n]([A-Za-z]+)$/;
const IN_A_WORD = /[A-Za-z]/;

const isCjk = (segment: string): boolean => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(segment);
