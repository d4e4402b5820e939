import { readFile } from "node:fs/promises";
import { residentMemory } from "../world/process.ts";

/** What a process held at a moment, in MB. */
export interface Sample {
  seconds: number;
  resident: number;
  heap: number;
}

/** For NODE_OPTIONS: has a process collect its garbage every ten seconds, and write to a file how many bytes are left. */
export const noteHeapIn = (file: string): string =>
  `--import data:text/javascript,${encodeURIComponent(`
    import { writeFileSync } from "node:fs";
    import { setFlagsFromString } from "node:v8";
    import { runInNewContext } from "node:vm";
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc");
    const note = () => {
      collect();
      writeFileSync(${JSON.stringify(file)}, String(process.memoryUsage().heapUsed));
    };
    setInterval(note, 10_000).unref();`)}`;

/** Looks each second at what a process holds. */
export function sampleMemory(pid: number | undefined, heapFile: string): { samples: Sample[]; stop(): void } {
  const samples: Sample[] = [];
  const started = performance.now();
  const timer = setInterval(async () => {
    const heap = Number(await readFile(heapFile, "utf8").catch(() => "")) / 1e6;
    // While the file is being written, and before it is, there is nothing to read.
    if (heap > 0)
      samples.push({ seconds: (performance.now() - started) / 1000, resident: residentMemory(pid) ?? 0, heap });
  }, 1000);
  return { samples, stop: () => clearInterval(timer) };
}

/** Seconds of which only the lowest value counts. */
const WINDOW = 10;

/**
 * By how many MB a minute a value rises over the second half of the time, as a line through the lowest values of each ten
 * seconds says. What a start fills (caches, compiled code) is filled in the first half.
 */
export function growth(samples: readonly Sample[], of: "resident" | "heap"): number {
  const last = samples.at(-1)?.seconds ?? 0;
  const lowest = new Map<number, number>();
  for (const sample of samples) {
    if (sample.seconds < last / 2) continue;
    const window = Math.floor(sample.seconds / WINDOW);
    lowest.set(window, Math.min(lowest.get(window) ?? Number.POSITIVE_INFINITY, sample[of]));
  }
  const points = [...lowest].map(([window, value]) => ({ x: (window * WINDOW) / 60, y: value }));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
}

/**
 * What may be: a hundred bytes that stay of each request would be 2 MB a minute at 300 requests a second. Resident memory
 * moves by more without a leak, since freed pages come back late.
 */
export const MOST_GROWTH = { heap: 2, resident: 5 };
