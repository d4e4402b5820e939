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
// A feed says only at its end how long it is.
const ENDLESS_FORMAT = "{value} articles  {rate}/s  {warnings} warnings{failures}";

// In a log, a line now and then is enough to see that there is life.
const LINE_EVERY = 5_000;

/** A bar on a terminal, plain lines elsewhere, nothing when quiet. */
export function createProgress(stream: NodeJS.WriteStream, quiet: boolean): ProgressDisplay {
  if (quiet) return { update: () => {}, end: () => {} };
  return stream.isTTY ? createBar(stream) : createLines(stream);
}

function createBar(stream: NodeJS.WriteStream): ProgressDisplay {
  let bar: SingleBar | undefined;
  let started = 0;
  return {
    update: ({ filesTotal, filesDone, warnings, failed }) => {
      const seconds = (performance.now() - started) / 1000;
      const shown = {
        rate: started === 0 ? "–" : Math.round(filesDone / seconds),
        warnings,
        failures: failed === 0 ? "" : `  ${failed} failed`,
      };
      if (bar) {
        bar.update(filesDone, shown);
        return;
      }
      const format = filesTotal === null ? ENDLESS_FORMAT : FORMAT;
      bar = new SingleBar({ format, stream, clearOnComplete: true, hideCursor: true }, Presets.shades_classic);
      started = performance.now();
      bar.start(filesTotal ?? 0, filesDone, shown);
    },
    end: () => bar?.stop(),
  };
}

function createLines(stream: NodeJS.WriteStream): ProgressDisplay {
  let next = 0;
  return {
    update: ({ filesTotal, filesDone, warnings, failed }) => {
      if (performance.now() < next) return;
      const files = filesTotal === null ? "a feed" : `${filesTotal} ${filesTotal === 1 ? "file" : "files"}`;
      const done = filesTotal === null ? `${filesDone} articles` : `${filesDone} of ${files}`;
      if (next === 0) stream.write(`Importing ${files}\n`);
      else stream.write(`${done}, ${warnings} warnings, ${failed} failed\n`);
      next = performance.now() + LINE_EVERY;
    },
    end: () => {},
  };
}
