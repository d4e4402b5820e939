import { expect, test } from "vitest";
import { hashOf } from "../../../src/content/hash.ts";
import { keywordsOf } from "../../../src/content/keywords.ts";
import { likenessOf } from "../../../src/content/likeness.ts";
import { sketchOf } from "../../../src/content/sketch.ts";

const words = (...list: string[]) => list.map(hashOf);
const agreeing = (a: number[], b: number[]) => a.filter((value, at) => value === b[at]).length;

const sentence = (n: number) =>
  `Sentence number ${n * 7919} tells of the ${["kiln", "quay", "lamp"][n % 3]} ${n * n}. `;
const essay = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => sentence(from + n)).join("");

test("the words of the title come first, then those that the text repeats", () => {
  const found = keywordsOf("Kilns of Delft", "Glaze, and then glaze again. A tile. The oven: 1650 or 42.");
  expect(found).toEqual(words("kilns", "delft", "glaze"));
});

test("capitals and compatible forms make no difference, and plain words tell nothing", () => {
  expect(keywordsOf("ＫＩＬＮ and the Kiln", "")).toEqual(words("kiln"));
  expect(keywordsOf("What is the Time", "the the the of of of 12 12 12")).toEqual([]);
  expect(keywordsOf("1984", "")).toEqual(words("1984"));
});

test("pairs of characters stand for the words of Chinese and Japanese", () => {
  expect(keywordsOf("活版印刷", "")).toEqual(words("活版", "版印", "印刷"));
  expect(keywordsOf("我们的印刷", "")).toEqual(words("印刷"));
  expect(keywordsOf("東京タワーについて", "")).toEqual(words("東京", "京タ", "タワ", "ワー", "ーに"));
});

test("there are sixteen words at the most, and reading ends somewhere", () => {
  const many = Array.from({ length: 500 }, (_, n) => `word${n}x word${n}x`).join(" ");
  expect(keywordsOf("", many)).toHaveLength(16);
  expect(keywordsOf("", `${" ".repeat(10_000)}kiln kiln`)).toEqual([]);
  expect(keywordsOf("", "")).toEqual([]);
});

test("sketches of nearly the same text agree, those of others do not", () => {
  const text = essay(0, 60);
  expect(sketchOf(text)).toHaveLength(16);
  expect(sketchOf(text)).toEqual(sketchOf(text.replaceAll(" ", "\n ").toUpperCase()));
  expect(agreeing(sketchOf(text), sketchOf(`${text} One more sentence stands below it.`))).toBeGreaterThanOrEqual(12);
  expect(agreeing(sketchOf(text), sketchOf(essay(500, 560)))).toBeLessThan(8);
});

test("a short text has no sketch", () => {
  expect(sketchOf("Too short to tell.")).toEqual([]);
});

test("titles are compared without signs and capitals", () => {
  const title = (text: string) => likenessOf(text, "").title;
  expect(title("Up the River!")).toBe(title("up the  river"));
  expect(title("Ｕｐ the River")).toBe(title("Up the River"));
  expect(title("周报 — 12")).toBe(title("周报12"));
  expect(title("周报 12")).not.toBe(title("周报 13"));
  expect(title("!!!")).not.toBe(title("???"));
});

test("numbers fit into PostgreSQL's integer", () => {
  const { words, sketch, title } = likenessOf("活版印刷 Kilns", essay(0, 60));
  for (const number of [...words, ...sketch, title]) expect(number).toBe(number | 0);
});
