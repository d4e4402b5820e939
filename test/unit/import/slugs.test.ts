import fc from "fast-check";
import { expect, test } from "vitest";
import { assignSlugs } from "../../../src/db/write/slugs.ts";

const wish = fc.record({ base: fc.constantFrom("a", "b", "新"), identity: fc.string() });
const wishes = fc.uniqueArray(wish, { selector: ({ identity }) => identity });

test("slugs are unique, begin with what was wished for, and do not depend on the order of wishes", () => {
  fc.assert(
    fc.property(wishes, fc.subarray(["a", "b"]), fc.infiniteStream(fc.nat()), (list, taken, random) => {
      const shuffled = list.map((each) => ({ each, at: random.next().value ?? 0 })).sort((x, y) => x.at - y.at);
      const slugs = assignSlugs(list, new Set(taken));
      expect(
        assignSlugs(
          shuffled.map(({ each }) => each),
          new Set(taken),
        ),
      ).toEqual(slugs);
      expect(new Set([...taken, ...slugs.values()]).size).toBe(taken.length + list.length);
      for (const { base, identity } of list)
        expect(slugs.get(identity)).toMatch(new RegExp(`^${base}(-[0-9a-f]{8})?$`));
    }),
  );
});

test("the suffix comes from the identity alone", () => {
  const one = assignSlugs([{ base: "a", identity: "x" }], new Set(["a"]));
  const other = assignSlugs(
    [
      { base: "a", identity: "x" },
      { base: "a", identity: "y" },
    ],
    new Set(["a", "b"]),
  );
  expect(other.get("x")).toBe(one.get("x"));
});

test("a slug that looks like another one's suffix is not given twice", () => {
  const taken = assignSlugs([{ base: "a", identity: "x" }], new Set(["a"])).get("x") ?? "";
  expect(assignSlugs([{ base: "a", identity: "x" }], new Set(["a", taken])).get("x")).toMatch(/^a-[0-9a-f]{64}$/);
});

test("candidates never run out, whatever names look like another one's slugs", () => {
  const taken = new Set<string>();
  for (let round = 0; round < 5; round++) {
    const slug = assignSlugs([{ base: "a", identity: "x" }], taken).get("x") ?? "";
    expect(slug).toMatch(/^a(-[0-9a-f]+)?$/);
    taken.add(slug);
  }
  expect(taken.size).toBe(5);
});
