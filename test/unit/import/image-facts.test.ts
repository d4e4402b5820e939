import fc from "fast-check";
import { expect, test } from "vitest";
import { type ImageFacts, mergeFacts } from "../../../src/db/write/images.ts";

const size = fc.option(fc.integer({ min: 1, max: 5 }), { nil: null });
const facts: fc.Arbitrary<ImageFacts> = fc.record({
  width: size,
  height: size,
  format: fc.constantFrom(null, "JPEG" as const, "PNG" as const),
});

test("what articles know of an image comes together in any order", () => {
  fc.assert(
    fc.property(facts, facts, facts, (a, b, c) => {
      expect(mergeFacts(a, b)).toEqual(mergeFacts(b, a));
      expect(mergeFacts(mergeFacts(a, b), c)).toEqual(mergeFacts(a, mergeFacts(b, c)));
      expect(mergeFacts(a, a)).toEqual(a);
    }),
  );
});

test("the larger area wins, then the width, and a whole size over half of one", () => {
  const of = (width: number | null, height: number | null): ImageFacts => ({ width, height, format: null });
  expect(mergeFacts(of(10, 10), of(99, 1))).toEqual(of(10, 10));
  expect(mergeFacts(of(10, 20), of(20, 10))).toEqual(of(20, 10));
  expect(mergeFacts(of(5000, null), of(2, 1))).toEqual(of(2, 1));
  expect(mergeFacts({ ...of(null, null), format: "PNG" }, of(2, 1))).toEqual({ ...of(2, 1), format: "PNG" });
});
