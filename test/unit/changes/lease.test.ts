import { expect, test } from "vitest";
import { createLease } from "../../../src/changes/lease.ts";

function clocks() {
  const at = { monotonic: 1_000, wall: 50_000 };
  return { at, monotonic: () => at.monotonic, wall: () => at.wall };
}

test("a lease holds from the moment that it was renewed from, and not before", () => {
  const time = clocks();
  const lease = createLease(5_000, time);
  expect(lease.holds()).toBe(false);
  const began = lease.now();
  time.at.monotonic += 4_000;
  time.at.wall += 4_000;
  lease.renew(began);
  expect(lease.holds()).toBe(true);
  time.at.monotonic += 1_000;
  time.at.wall += 1_000;
  expect(lease.holds()).toBe(false);
});

test("a lease is over as soon as either clock says so", () => {
  for (const clock of ["monotonic", "wall"] as const) {
    const time = clocks();
    const lease = createLease(5_000, time);
    lease.renew(lease.now());
    time.at[clock] += 5_000;
    expect(lease.holds(), clock).toBe(false);
  }
});

test("a wall clock that is set back does not make a lease longer", () => {
  const time = clocks();
  const lease = createLease(5_000, time);
  lease.renew(lease.now());
  time.at.wall -= 100_000;
  expect(lease.holds()).toBe(true);
  time.at.monotonic += 5_000;
  expect(lease.holds()).toBe(false);
});

test("a lease that was ended holds again once it is renewed", () => {
  const lease = createLease(5_000, clocks());
  lease.renew(lease.now());
  lease.end();
  expect(lease.holds()).toBe(false);
  lease.renew(lease.now());
  expect(lease.holds()).toBe(true);
});
