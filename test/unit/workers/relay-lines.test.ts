import { PassThrough } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { relayLines } from "../../../src/workers/relay-lines.ts";

/** Writes texts to streams that are relayed to one, and gives what arrived. */
async function relayed(texts: readonly (readonly Buffer[])[]): Promise<string> {
  const to = new PassThrough();
  const streams = texts.map(() => new PassThrough());
  for (const stream of streams) relayLines(stream, to);
  const longest = Math.max(0, ...texts.map((chunks) => chunks.length));
  for (let at = 0; at < longest; at++) {
    for (const [n, stream] of streams.entries()) if (texts[n]?.[at]) stream.write(texts[n][at]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.end().on("end", resolve))));
  return to.read()?.toString() ?? "";
}

test("lines of several arrive whole, each in its order, however they were cut", async () => {
  const line = fc.string({ unit: fc.constantFrom("a", "é", "時", "\u2028", "\r") });
  const cuts = fc.array(fc.nat(40));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.array(line, { minLength: 1 }), cuts), { maxLength: 3 }), async (sources) => {
      const texts = sources.map(([lines, at], n) => {
        const bytes = Buffer.from(lines.map((text) => `${n}${text}\n`).join(""));
        const places = [0, ...at.filter((place) => place < bytes.length).sort((a, b) => a - b), bytes.length];
        return places.slice(1).map((place, k) => bytes.subarray(places[k], place));
      });
      const arrived = (await relayed(texts)).split("\n").filter(Boolean);
      for (const [n, [lines]] of sources.entries()) {
        const own = arrived.filter((text) => text.startsWith(String(n))).map((text) => text.slice(1));
        expect(own).toEqual(lines);
      }
      expect(arrived).toHaveLength(sources.flatMap(([lines]) => lines).length);
    }),
    { numRuns: 50 },
  );
});

test("a last line that was not ended is", async () => {
  expect(await relayed([[Buffer.from("one\ntwo")], [Buffer.from("three\n")]])).toBe("one\nthree\ntwo\n");
});
