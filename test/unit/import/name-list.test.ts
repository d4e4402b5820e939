import { expect, test } from "vitest";
import { NameList } from "../../../src/import/name-list.ts";

const listOf = (names: Iterable<string>) => {
  const list = new NameList();
  for (const name of names) list.add(name);
  return list;
};

test.each([0, 1, 255, 256, 257, 10_000])("%i names are kept in order, and each is found", (count) => {
  const names = Array.from({ length: count }, (_, number) => `第${(number * 7919) % count}篇.md`);
  const list = listOf([...names, ...names]);
  expect(list.count).toBe(count);
  expect([...list.all()]).toEqual([...names].sort());
  for (const name of names) expect(list.has(name)).toBe(true);
});

test("what is no name is not found", () => {
  const list = listOf(["b.md", "bc.md", "d.md"]);
  for (const name of ["", "a.md", "c.md", "e.md", ".md", "b"]) expect(list.has(name)).toBe(false);
});

test("names that come later are filed in", () => {
  const list = listOf(["c", "a"]);
  expect(list.has("b")).toBe(false);
  list.add("b");
  expect([...list.all()]).toEqual(["a", "b", "c"]);
});
