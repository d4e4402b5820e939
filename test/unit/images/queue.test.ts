import { expect, test } from "vitest";
import { createFlights, createQueue } from "../../../src/images/queue.ts";

const tick = () => new Promise((resolve) => setImmediate(resolve));

test("so many run at once, so many wait in order, and the rest is refused", async () => {
  const queue = createQueue({ running: 2, waiting: 2 });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (number: number) =>
    queue.run(() => {
      begun.push(number);
      return new Promise<number>((resolve) => ends.push(() => resolve(number)));
    });
  const all = [1, 2, 3, 4].map(work);
  await expect(work(5)).rejects.toMatchObject({ code: "BUSY", status: 503 });
  expect(begun).toEqual([1, 2]);
  ends.shift()?.();
  await tick();
  expect(begun).toEqual([1, 2, 3]);
  while (begun.length < 4 || ends.length > 0) {
    ends.shift()?.();
    await tick();
  }
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
});

test("work that fails gives its place on", async () => {
  const queue = createQueue({ running: 1, waiting: 1 });
  const failing = queue.run(() => Promise.reject(new Error("no")));
  const next = queue.run(async () => "next");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("next");
  expect(await queue.run(async () => "free again")).toBe("free again");
});

test("what several ask for at once is done once, and again when it is asked for later", async () => {
  const flights = createFlights<number>();
  let done = 0;
  const work = async () => ++done;
  expect(await Promise.all([flights.join("a", work), flights.join("a", work), flights.join("b", work)])).toEqual([
    1, 1, 2,
  ]);
  expect(await flights.join("a", work)).toBe(3);
  await expect(flights.join("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await flights.join("a", work)).toBe(4);
});
