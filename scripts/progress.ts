import { Presets, SingleBar } from "cli-progress";
import type { Progress } from "../src/import/report.ts";

/** Shows how far a run is. */
export interface ProgressDisplay {
  update(progress: Progress): void;
  /** Clears the bar; may be called again. */
  end(): void;
}

const FORMAT =
  "{bar} {percentage}%  {value}/{total} files  {rate}/s  {eta_formatted} left  {warnings} warnings{failures}";

// In a log, a line now and then is enough to see that there is life.
const LINE_EVERY = 5_000;

/** A bar on a terminal, plain lines elsewhere, nothing when quiet. */
export function createProgress(stream: NodeJS.WriteStream, quiet: boolean): ProgressDisplay {
  if (quiet) return { update: () => {}, end: () => {} };
  return stream.isTTY ? createBar(stream) : createLines(stream);
}

function createBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar(
    { format: FORMAT, stream, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  let started = 0;
  return {
    update: ({ filesTotal, filesDone, warnings, failed }) => {
      const seconds = (performance.now() - started) / 1000;
      const shown = {
        rate: started === 0 ? "–" : Math.round(filesDone / seconds),
        warnings,
        failures: failed === 0 ? "" : `  ${failed} failed`,
      };
      if (started === 0) {
        started = performance.now();
        bar.start(filesTotal, filesDone, shown);
      } else {
        bar.update(filesDone, shown);
      }
    },
    end: () => bar.stop(),
  };
}

function createLines(stream: NodeJS.WriteStream): ProgressDisplay {
  let next = 0;
  return {
    update: ({ filesTotal, filesDone, warnings, failed }) => {
      if (performance.now() < next) return;
      if (next === 0) stream.write(`Importing ${filesTotal} ${filesTotal === 1 ? "file" : "files"}\n`);
      else stream.write(`${filesDone} of ${filesTotal} files, ${warnings} warnings, ${failed} failed\n`);
      next = performance.now() + LINE_EVERY;
    },
    end: () => {},
  };
}
