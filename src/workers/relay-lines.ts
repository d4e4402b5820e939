import type { Readable, Writable } from "node:stream";

const NEWLINE = 10;

/** Passes on what comes in whole lines, so that those of several never run into each other. */
export function relayLines(from: Readable, to: Writable): void {
  let begun: Buffer[] = [];
  from.on("data", (chunk: Buffer) => {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) to.write(Buffer.concat([...begun.splice(0), chunk.subarray(0, end)]));
    if (end < chunk.length) begun.push(chunk.subarray(end));
  });
  from.on("end", () => {
    if (begun.length > 0) to.write(Buffer.concat([...begun, Buffer.from("\n")]));
    begun = [];
  });
}
