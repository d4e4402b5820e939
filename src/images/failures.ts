import { ImageRefused } from "./refused.ts";

/** Milliseconds for which an image that could not be had is not asked for again, and how many of them are remembered. */
const FAILURE_KEPT = 60_000;
const MOST_FAILURES = 1_000;

/** What could not be had a moment ago: asked for again and again, it would cost its host as often. */
export interface Failures {
  /** @throws ImageRefused without any work where that failed under the same key a moment ago. */
  remembering<Value>(key: string, work: () => Promise<Value>): Promise<Value>;
}

/** Nothing has failed yet. */
export function createFailures(): Failures {
  const known = new Map<string, { error: ImageRefused; until: number }>();
  return {
    async remembering(key, work) {
      const failure = known.get(key);
      if (failure && failure.until > Date.now()) throw failure.error;
      known.delete(key);
      try {
        return await work();
      } catch (error) {
        // That this side is busy says nothing about the image.
        if (error instanceof ImageRefused && error.code !== "BUSY") {
          if (known.size >= MOST_FAILURES) known.delete(known.keys().next().value ?? "");
          known.set(key, { error, until: Date.now() + FAILURE_KEPT });
        }
        throw error;
      }
    },
  };
}
