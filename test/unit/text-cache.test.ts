import { expect, test } from "vitest";
import { createTextCache } from "../../src/text-cache.ts";

const text = (name: string, length = 4): string => name.padEnd(length, ".");

test("it holds so many characters, and what was not asked for the longest goes first", () => {
  const cache = createTextCache<number>(64);
  for (let n = 0; n < 16; n++) cache.set(text(`${n}`), n);
  expect(cache.get(text("0"))).toBe(0);
  cache.set(text("new"), 99);
  expect([cache.get(text("0")), cache.get(text("1")), cache.get(text("2"))]).toEqual([0, undefined, 2]);
  expect(cache.get(text("new"))).toBe(99);
});

test("a text that is set again counts once", () => {
  const cache = createTextCache<number>(64);
  for (let n = 0; n < 100; n++) cache.set(text("same"), n);
  for (let n = 0; n < 15; n++) cache.set(text(`${n}`), n);
  expect([cache.get(text("same")), cache.get(text("14"))]).toEqual([99, 14]);
});

test("one text cannot take the place of all others", () => {
  const cache = createTextCache<number>(64);
  cache.set(text("a"), 1);
  cache.set(text("long", 5), 2);
  expect([cache.get(text("a")), cache.get(text("long", 5))]).toEqual([1, undefined]);
});
