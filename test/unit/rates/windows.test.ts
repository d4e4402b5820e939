import { expect, test } from "vitest";
import { Allowance, policyOf } from "../../../src/rates/allowance.ts";
import { createRates, EXECUTION } from "../../../src/rates/rates.ts";
import { MINUTE, Windows } from "../../../src/rates/windows.ts";

const START = 1_700_000_000_000;

function clocked(isShared = false) {
  const clock = { at: START };
  return { clock, windows: new Windows(() => clock.at, isShared) };
}

test("what is spent counts until the minute ends, and the next begins with nothing", () => {
  const { clock, windows } = clocked();
  const window = windows.of("192.0.2.1");
  windows.spend(window, 7);
  clock.at = window.resetsAt - 1;
  expect(windows.of("192.0.2.1").spent).toBe(7);
  clock.at = window.resetsAt;
  expect(windows.of("192.0.2.1")).toMatchObject({ spent: 0, resetsAt: window.resetsAt + MINUTE });
});

test("a minute ends within a minute, at the same moment for each process, and at another for each address", () => {
  const ends = Array.from({ length: 200 }, (_, n) => {
    const who = `192.0.2.${n}`;
    const one = clocked();
    const other = clocked();
    other.clock.at = one.windows.of(who).resetsAt - 1;
    expect(other.windows.of(who).resetsAt).toBe(one.windows.of(who).resetsAt);
    return one.windows.of(who).resetsAt;
  });
  for (const end of ends) {
    expect(end).toBeGreaterThan(START);
    expect(end).toBeLessThanOrEqual(START + MINUTE);
  }
  expect(new Set(ends).size).toBeGreaterThan(100);
});

test("of more addresses than are kept, the first begin anew", () => {
  const { windows } = clocked();
  for (let n = 0; n < 150_000; n++) windows.spend(windows.of(`address ${n}`), 1);
  expect(windows.of("address 149999").spent).toBe(1);
  expect(windows.of("address 0").spent).toBe(0);
});

test("who has anything left may ask, for more than that, and then nothing until the minute ends", () => {
  const { clock, windows } = clocked();
  const rates = createRates(windows, { address: 100, key: 0 });
  const allowance = rates.of(null, "192.0.2.1");
  expect(allowance?.spend(99)).toBe(true);
  expect(allowance?.spend(500)).toBe(true);
  expect(allowance).toMatchObject({ cost: 599, limit: 100, remaining: 0, isSpent: true });
  const next = rates.of(null, "192.0.2.1");
  expect(next?.spend(1)).toBe(false);
  expect(next?.cost).toBe(0);
  clock.at += MINUTE;
  expect(rates.of(null, "192.0.2.1")?.spend(1)).toBe(true);
  expect(rates.of(null, "192.0.2.2")?.spend(1)).toBe(true);
});

test("a key has a budget of its own, and a limit of 0 is none", () => {
  const rates = createRates(clocked().windows, { address: 10, key: 20 });
  expect(rates.of(null, "192.0.2.1")?.spend(10)).toBe(true);
  expect(rates.of("key:1", "192.0.2.1")).toMatchObject({ limit: 20, remaining: 20 });
  expect(rates.of("key:1", "192.0.2.1")?.spend(EXECUTION)).toBe(true);
  expect(rates.of("key:1", "192.0.2.9")?.remaining).toBe(0);
  const none = createRates(clocked().windows, { address: 0, key: 0 });
  expect(none.of(null, "192.0.2.1")).toBeNull();
  expect(none.of("key:1", "192.0.2.1")).toBeNull();
});

test("headers say what there is and what is left, for how long", () => {
  const { clock, windows } = clocked();
  const window = windows.of("192.0.2.1");
  const allowance = new Allowance(windows, window, policyOf("address", 50));
  allowance.spend(21);
  clock.at = window.resetsAt - 29_500;
  expect(allowance.headers).toEqual([
    "ratelimit-policy",
    '"address";q=50;qu="points";w=60',
    "ratelimit",
    '"address";r=29;t=30',
  ]);
});

test("processes tell each other what was spent, once", () => {
  const [one, other] = [clocked(true).windows, clocked(true).windows];
  one.spend(one.of("a"), 3);
  one.spend(one.of("a"), 4);
  other.spend(other.of("a"), 1);
  const told = one.takeUntold();
  expect(told).toEqual([["a", one.of("a").resetsAt, 7]]);
  for (const spending of told) other.hear(spending);
  expect(other.of("a").spent).toBe(8);
  expect(one.takeUntold()).toEqual([]);
  // What was heard is not told on.
  expect(other.takeUntold()).toEqual([["a", one.of("a").resetsAt, 1]]);
});

test("what could not be told is told later, and totals from elsewhere count what was spent meanwhile", () => {
  const { windows } = clocked(true);
  const window = windows.of("a");
  windows.spend(window, 5);
  windows.takeBack(windows.takeUntold());
  windows.spend(window, 1);
  expect(windows.takeUntold()).toEqual([["a", window.resetsAt, 6]]);
  windows.spend(window, 2);
  windows.hearTotal(["a", window.resetsAt, 100]);
  expect(windows.of("a").spent).toBe(102);
  windows.hearTotal(["a", window.resetsAt, 3]);
  expect(windows.of("a").spent).toBe(102);
});

test("what is heard of another minute is nothing to this one", () => {
  const { windows } = clocked(true);
  const { resetsAt } = windows.of("a");
  windows.hear(["a", resetsAt - MINUTE, 5]);
  windows.hearTotal(["a", resetsAt + MINUTE, 5]);
  windows.takeBack([["a", resetsAt - MINUTE, 5]]);
  expect(windows.of("a").spent).toBe(0);
  expect(windows.takeUntold()).toEqual([]);
});
