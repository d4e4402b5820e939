import fc from "fast-check";
import { expect, test } from "vitest";
import { excerpt, excerptOfBeginning } from "../../../src/schema/excerpt.ts";

const count = (text: string) => [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].length;

test.each([
  ["short", 10, "short"],
  ["exactly ten", 11, "exactly ten"],
  ["The quick brown fox jumps", 12, "The quick…"],
  ["The quick brown fox jumps", 10, "The quick…"],
  ["The quick brown fox jumps", 1, "…"],
  ["Unbreakablyenormousword", 8, "Unbreak…"],
  ["和人民在一起，共同创造更加美好未来。", 7, "和人民在一起…"],
  ["こんにちは世界、今日はいい天気ですね", 6, "こんにちは…"],
  ["👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, "👩‍👩‍👧‍👦…"],
  ["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, "👩‍👩‍👧‍👦👩‍👩‍👧‍👦"],
  ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
])("%j in %i characters", (text, length, expected) => {
  expect(excerpt(text, length)).toBe(expected);
});

test("an excerpt is never longer than asked for, splits no grapheme, and is the beginning of the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), fc.integer({ min: 1, max: 100 }), (text, length) => {
      const cut = excerpt(text, length);
      expect(count(cut)).toBeLessThanOrEqual(Math.max(length, 1));
      if (cut === text) return;
      expect(cut.endsWith("…")).toBe(true);
      const kept = cut.slice(0, -1);
      expect(text.startsWith(kept)).toBe(true);
      const boundary = [...new Intl.Segmenter().segment(text)].some(({ index }) => index === kept.length);
      expect(boundary || /^\s/.test(text.slice(kept.length))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("what is decided without a dictionary is decided as with one", () => {
  const kinds = [
    "a",
    "Bc9",
    " ",
    "\t",
    "漢",
    "字",
    "々",
    "ひら",
    "カタ",
    "ー",
    "ｶﾞ",
    "。",
    "「",
    "、",
    "—",
    "'",
    "．",
    "é",
    "e\u0301",
    "한",
    "€",
    "→",
    "✓",
    "☺\ufe0f",
    "\n",
    "don't",
    "a.b",
    "1,000",
    "_",
    "ไทย",
  ];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...kinds), { maxLength: 30 }),
      fc.integer({ min: 2, max: 20 }),
      (parts, length) => {
        const text = parts.join("");
        expect(excerpt(text, length)).toBe(excerptByDictionary(text, length));
      },
    ),
    { numRuns: 3000 },
  );
});

test("the excerpt of a beginning is the text's, or null", () => {
  const unit = fc.oneof(
    fc.constantFrom("a", "Bc ", "漢字", "。", "한", "✓", "😀", "e\u0301", "👩‍👩‍👧‍👦", "❤\ufe0f", "\n", "don't"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  );
  const texts = fc.array(unit, { maxLength: 200 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 200 }), (text, length, most) => {
      const beginning = [...text].slice(0, most).join("");
      expect([null, excerpt(text, length)]).toContain(excerptOfBeginning(beginning, most, length));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  "The quick brown fox jumps. ",
  "和人民在一起，共同创造更加美好未来。",
  "한국어 문장이 있다. ",
  "😀 well, ",
  "5 € → 6 ✓ ",
])("200 code points are enough for 140 graphemes of %j", (sentence) => {
  const text = sentence.repeat(60);
  const beginning = [...text].slice(0, 200).join("");
  expect(excerptOfBeginning(beginning, 200, 140)).toBe(excerpt(text, 140));
});

/** As `excerpt`, the slow way. */
function excerptByDictionary(text: string, length: number): string {
  const all = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].map(
    ({ segment }) => segment,
  );
  if (all.length <= length) return text;
  let end = all.slice(0, length - 1).join("").length;
  const from = Math.max(0, end - 40);
  const words = new Intl.Segmenter(undefined, { granularity: "word" });
  for (const { index, segment, isWordLike } of words.segment(text.slice(from, end + 40))) {
    const start = from + index;
    if (start >= end || start + segment.length <= end) continue;
    if (isWordLike && start > from && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(segment))
      end = start;
    break;
  }
  return `${text.slice(0, end).trimEnd()}…`;
}
