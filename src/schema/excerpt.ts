const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const words = new Intl.Segmenter(undefined, { granularity: "word" });

// Letters, marks apart, and CJK: one code unit is one grapheme, and counting needs no segmenter (which costs 100 times
// as much).
const SIMPLE =
  /^[\u0020-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u3000-\u3029\u3030-\u3098\u309b-\u9fff\uff00-\uff9d\uffa0-\uffef]*$/;

/**
 * The beginning of a text, at most so many graphemes long, … included where it was cut. It ends where a word ends; where
 * no word ends (CJK), at a grapheme.
 */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = cut(text, length);
  if (end >= text.length) return text;
  return `${text.slice(0, wordEnd(text, cut(text, length - 1))).trimEnd()}…`;
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

// Going back at most 40 characters, to where the word begins that would be cut in two.
function wordEnd(text: string, end: number): number {
  // Most Chinese and Japanese text is decided here: its words come from a dictionary, at 75 µs for each excerpt.
  if (WORDLESS.test(text.slice(end - 1, end + 1))) return end;
  const from = Math.max(0, end - 40);
  for (const { index, segment, isWordLike } of words.segment(text.slice(from, end + 40))) {
    const start = from + index;
    if (start < end && start + segment.length > end) return isWordLike && start > from && !isCjk(segment) ? start : end;
  }
  return end;
}

// Beside a character of these no word is cut in two that counts as one: the word would hold the character too.
const WORDLESS = /[\s\u3001-\u3020\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

const isCjk = (segment: string): boolean => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(segment);
