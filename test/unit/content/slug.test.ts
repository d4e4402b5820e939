import fc from "fast-check";
import { expect, test } from "vitest";
import { cutAtGrapheme } from "../../../src/content/characters.ts";
import { articleSlug, slugify } from "../../../src/content/slug.ts";

test("letters, marks and digits of every script stay, everything else becomes single hyphens", () => {
  expect(slugify("Hello, World!")).toBe("hello-world");
  expect(slugify("和人民在一起·2021丨和合共生")).toBe("和人民在一起-2021丨和合共生");
  expect(slugify("テレビ東京ブース『映画』")).toBe("テレビ東京ブース-映画");
  expect(slugify("  --C/C++ & Ｒust--  ")).toBe("c-c-rust");
  expect(slugify("हिन्दी में")).toBe("हिन्दी-में");
  expect(slugify("❤️ love")).toBe("love");
  expect(slugify("❤️ ★")).toBe("");
});

test("an article without a letter in slug and title is called article", () => {
  expect(articleSlug("My Own", "Title")).toBe("my-own");
  expect(articleSlug("???", "Title")).toBe("title");
  expect(articleSlug(null, "!!!")).toBe("article");
});

test("a slug is bounded, holds only letters, marks, digits and single hyphens, and is its own slug", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const slug = slugify(text);
      expect(slug.length).toBeLessThanOrEqual(80);
      expect(slug).toMatch(/^(?:[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:-[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*)?$/u);
      expect(slugify(slug)).toBe(slug);
    }),
    { numRuns: 2000 },
  );
});

test("text is never cut inside of a grapheme", () => {
  const family = "👨‍👩‍👧‍👦";
  expect(cutAtGrapheme(`ab${family}c`, 5)).toBe("ab");
  expect(cutAtGrapheme(`ab${family}c`, 2 + family.length)).toBe(`ab${family}`);
  expect(cutAtGrapheme("e\u0301e\u0301", 3)).toBe("e\u0301");
  expect(cutAtGrapheme("和".repeat(9), 4)).toBe("和和和和");
  expect(cutAtGrapheme(`a${"\u0301".repeat(200)}`, 50)).toHaveLength(50);
});
