import { Presets, SingleBar } from "cli-progress";
import type { CheckCounts } from "../src/images/check.ts";

/** Shows how far a check of images is. */
export interface CheckProgress {
  update(counts: CheckCounts): void;
  /** Clears the bar; may be called again. */
  end(): void;
}

// In a log, a line now and then is enough to see that there is life.
const LINE_EVERY = 5_000;

/** A bar on a terminal, plain lines elsewhere, nothing when quiet. */
export function createCheckProgress(stream: NodeJS.WriteStream, quiet: boolean): CheckProgress {
  if (quiet) return { update: () => {}, end: () => {} };
  return stream.isTTY ? createBar(stream) : createLines(stream);
}

const done = ({ ok, broken, unreachable }: CheckCounts): number => ok + broken + unreachable;

function createBar(stream: NodeJS.WriteStream): CheckProgress {
  const format =
    "{bar} {percentage}%  {value}/{total} images  {broken} broken  {unreachable} not reached  {eta_formatted} left";
  const bar = new SingleBar({ format, stream, clearOnComplete: true, hideCursor: true }, Presets.shades_classic);
  let started = false;
  return {
    update: (counts) => {
      const shown = { broken: counts.broken, unreachable: counts.unreachable };
      if (started) bar.update(done(counts), shown);
      else bar.start(counts.total, done(counts), shown);
      started = true;
    },
    end: () => bar.stop(),
  };
}

function createLines(stream: NodeJS.WriteStream): CheckProgress {
  let next = performance.now() + LINE_EVERY;
  return {
    update: (counts) => {
      if (performance.now() < next) return;
      stream.write(
        `${done(counts)} of ${counts.total} images, ${counts.broken} broken, ${counts.unreachable} not reached\n`,
      );
      next = performance.now() + LINE_EVERY;
    },
    end: () => {},
  };
}
