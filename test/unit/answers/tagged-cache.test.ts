import fc from "fast-check";
import { expect, test } from "vitest";
import { createTaggedCache } from "../../../src/answers/tagged-cache.ts";
import { newCaller } from "../../../src/caller.ts";
import { compressKept, keepAnswer } from "../../../src/http/kept-answer.ts";

test("a tag takes all that has it, and nothing else", () => {
  const cache = createTaggedCache<string>(1e6);
  cache.set("a", "A", 10, new Set(["Article:1", "Query"]));
  cache.set("b", "B", 10, new Set(["Article:2", "Query"]));
  cache.set("c", "C", 10, new Set(["Article:1"]));
  cache.drop(new Set(["Article:1", "Article:9"]));
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([undefined, "B", undefined]);
  cache.drop(new Set(["Query"]));
  expect(cache.counts()).toMatchObject({ entries: 0, tags: 0, bytes: 0 });
});

test("the least used go first, and leave the index", () => {
  const cache = createTaggedCache<number>(100_000);
  for (let each = 0; each < 100; each++) {
    cache.set(`key ${each}`, each, 4_000, new Set([`Article:${each}`, "Query"]));
    cache.get("key 0");
  }
  const { entries, tags, bytes } = cache.counts();
  expect(bytes).toBeLessThanOrEqual(100_000);
  expect(entries).toBeGreaterThan(15);
  expect(tags).toBe(entries + 1);
  expect(cache.get("key 0")).toBe(0);
  expect(cache.get("key 1")).toBeUndefined();
});

test("what is larger than a sixteenth of the whole is not kept", () => {
  const cache = createTaggedCache<string>(160_000);
  cache.set("large", "L", 9_000, new Set());
  expect(cache.get("large")).toBe("L");
  cache.set("large", "larger", 10_001, new Set());
  expect(cache.get("large")).toBeUndefined();
});

test("a tag that nothing else has costs more than one that is there", () => {
  const cache = createTaggedCache<string>(1e6);
  const costOf = (key: string, ...tags: string[]): number => {
    const before = cache.counts().bytes;
    cache.set(key, "value", 10, new Set(tags));
    return cache.counts().bytes - before;
  };
  const first = costOf("a", "Article:1", "Article:2");
  expect(first - costOf("b", "Article:1", "Article:2")).toBe(500);
  expect(costOf("c", "Article:3", "Article:4")).toBe(first);
});

test("an answer holds no more memory than its bytes, compressed or not", async () => {
  const body = JSON.stringify({ data: "much text ".repeat(200) });
  const answer = { status: 200, headers: { "content-type": "application/json" }, body, context: null };
  const kept = keepAnswer({ method: "POST", caller: newCaller("1") }, answer, new Set(), { maxAge: 0, tagged: false });
  for (const encoding of ["br", "gzip"] as const) await compressKept(kept, encoding);
  for (const bytes of [kept.identity, kept.compressed.br, kept.compressed.gzip]) {
    expect(bytes?.buffer.byteLength).toBe(bytes?.length);
  }
});

test("a value that grows keeps its tags, and one that has been replaced does not come back", () => {
  const cache = createTaggedCache<{ name: string }>(1e6);
  const [first, second] = [{ name: "first" }, { name: "second" }];
  cache.set("key", first, 10, new Set(["Article:1"]));
  const { bytes } = cache.counts();
  cache.grow("key", first, 110);
  expect(cache.counts().bytes).toBe(bytes + 100);
  cache.set("key", second, 10, new Set(["Article:2"]));
  cache.grow("key", first, 1_000);
  expect(cache.get("key")).toBe(second);
  cache.drop(new Set(["Article:2"]));
  cache.grow("key", second, 1_000);
  expect(cache.get("key")).toBeUndefined();
});

test("whatever is set and dropped, the index agrees with what is there", () => {
  const tag = fc.integer({ min: 0, max: 5 }).map(String);
  const tags = fc.uniqueArray(tag, { maxLength: 3 });
  const step = fc.oneof(
    fc.record({
      is: fc.constant("set" as const),
      key: fc.integer({ min: 0, max: 9 }),
      size: fc.integer({ min: 0, max: 2_000 }),
      tags,
    }),
    fc.record({ is: fc.constant("drop" as const), tags }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cache = createTaggedCache<number>(16_000);
      const tagsOf = new Map<string, readonly string[]>();
      for (const [at, one] of steps.entries()) {
        if (one.is === "drop") cache.drop(new Set(one.tags));
        else cache.set(String(one.key), at, one.size, new Set(one.tags));
        if (one.is === "set") tagsOf.set(String(one.key), one.tags);
        const there = [...tagsOf].filter(([key]) => cache.get(key) !== undefined);
        if (one.is === "drop")
          for (const [, had] of there) expect(had.some((each) => one.tags.includes(each))).toBe(false);
        expect(cache.counts().tags).toBe(new Set(there.flatMap(([, had]) => had)).size);
        expect(cache.counts().bytes).toBeLessThanOrEqual(16_000);
      }
    }),
    { seed: 7, numRuns: 200 },
  );
});
