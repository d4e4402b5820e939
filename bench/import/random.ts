/** Chance that can be had again: the same seed gives the same values. */
export interface Random {
  /** A number from 0 up to, but not including, 1. */
  next(): number;
  /** An integer from min to max, both included. */
  integer(min: number, max: number): number;
  pick<T>(values: readonly [T, ...T[]]): T;
}

/** Mulberry32, a generator of 32 bits of state, by Tommy Ettinger (public domain): enough to make texts of. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return { next, integer, pick: (values) => values[integer(0, values.length - 1)] ?? values[0] };
}
