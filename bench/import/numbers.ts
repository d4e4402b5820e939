import { InvalidArgumentError } from "commander";

// Numbers as the command lines of the benchmarks take them.

/** A whole number from 1 on. */
export function asCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It takes a number from 1 on.");
  return Number(text);
}

/** Several of them, with commas between. */
export function asCounts(text: string): number[] {
  return text.split(",").map(asCount);
}

/** Bytes, of a size in KB or MB. */
export function asSize(text: string): number {
  const [, number, unit] = /^(\d+)(kb|mb)$/i.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError("It takes a size as in 11kb.");
  return Number(number) * (unit?.toLowerCase() === "mb" ? 1024 ** 2 : 1024);
}
