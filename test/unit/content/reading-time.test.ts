import { expect, test } from "vitest";
import { readingTimeOf } from "../../../src/content/reading-time.ts";
import { articleWithBody } from "./support.ts";

test.each([
  [500, 0, 0, 60],
  [0, 265, 0, 60],
  [250, 265, 0, 90],
  [0, 0, 1, 12],
  [0, 0, 3, 33],
  [0, 0, 10, 75],
  [0, 0, 12, 81],
  [0, 0, 0, 0],
])("%i characters, %i words and %i images take %i seconds", (characters, words, images, seconds) => {
  expect(readingTimeOf({ characters, words }, images)).toBe(seconds);
});

test("an article's words and images count, each script at its own speed", () => {
  const { readingTime, wordCount } = articleWithBody(
    `${"和".repeat(100)} ${"word ".repeat(53)}\n\n![](https://a.example/1.jpg)`,
  );
  expect(wordCount).toBe(153);
  expect(readingTime).toBe(12 + 12 + 12);
});
