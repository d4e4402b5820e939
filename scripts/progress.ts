import { Presets, SingleBar } from "cli-progress";
import type { Progress } from "../src/import/report.ts";

/** Shows how far a run is. */
export interface ProgressDisplay {
  update(progress: Progress): void;
  /** Clears the bar; may be called again. */
  end(): void;
}

const FORMAT = "{bar} {percentage}%  {done}  {rate}/s{eta_formatted}  {warnings}{failures}";
// A feed says only at its end how long it is.
const ENDLESS_FORMAT = "{done}  {rate}/s  {warnings}{failures}";

// In a log, a line now and then is enough to see that there is life.
const LINE_EVERY = 5_000;

/** A bar on a terminal, plain lines elsewhere, nothing when quiet. */
export function createProgress(stream: NodeJS.WriteStream, quiet: boolean): ProgressDisplay {
  if (quiet) return { update: () => {}, end: () => {} };
  const display = stream.isTTY ? createBar(stream) : createLines(stream);
  // A feed that has not changed is no work.
  return { ...display, update: (progress) => progress.filesTotal !== 0 && display.update(progress) };
}

function createBar(stream: NodeJS.WriteStream): ProgressDisplay {
  let bar: SingleBar | undefined;
  let started = 0;
  return {
    update: ({ filesTotal, filesDone, warnings, failed }) => {
      const seconds = (performance.now() - started) / 1000;
      const shown = {
        done: filesTotal === null ? articles(filesDone) : `${count(filesDone)}/${files(filesTotal)}`,
        rate: started === 0 ? "–" : count(Math.round(filesDone / seconds)),
        warnings: warningsOf(warnings),
        failures: failed === 0 ? "" : `  ${count(failed)} failed`,
      };
      if (bar) {
        bar.update(filesDone, shown);
        return;
      }
      const format = filesTotal === null ? ENDLESS_FORMAT : FORMAT;
      bar = new SingleBar(
        { format, stream, clearOnComplete: true, hideCursor: true, formatTime: timeLeft },
        Presets.shades_classic,
      );
      started = performance.now();
      bar.start(filesTotal ?? 0, filesDone, shown);
    },
    end: () => bar?.stop(),
  };
}

/** What stands behind the rate; nothing as long as it cannot be told, which the bar has words for instead of a number. */
function timeLeft(seconds: unknown): string {
  if (typeof seconds !== "number") return "";
  const two = (number: number) => String(Math.floor(number)).padStart(2, "0");
  if (seconds < 60) return `  ${seconds}s left`;
  if (seconds < 3600) return `  ${Math.floor(seconds / 60)}m${two(seconds % 60)}s left`;
  return `  ${Math.floor(seconds / 3600)}h${two((seconds % 3600) / 60)}m left`;
}

function createLines(stream: NodeJS.WriteStream): ProgressDisplay {
  let next = 0;
  return {
    update: ({ filesTotal, filesDone, warnings, failed }) => {
      if (performance.now() < next) return;
      const done = filesTotal === null ? articles(filesDone) : `${count(filesDone)} of ${files(filesTotal)}`;
      // What is read from a feed or an export is known only once it has been read.
      if (next === 0) stream.write(`Importing ${filesTotal === null ? "articles" : files(filesTotal)}\n`);
      else stream.write(`${done}, ${warningsOf(warnings)}, ${count(failed)} failed\n`);
      next = performance.now() + LINE_EVERY;
    },
    end: () => {},
  };
}

const count = (number: number): string => number.toLocaleString("en");
const counted = (number: number, one: string): string => `${count(number)} ${number === 1 ? one : `${one}s`}`;
const files = (number: number): string => counted(number, "file");
const articles = (number: number): string => counted(number, "article");
const warningsOf = (number: number): string => counted(number, "warning");
