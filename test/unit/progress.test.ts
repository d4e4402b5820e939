import { PassThrough } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { createProgress, type ProgressDisplay } from "../../scripts/progress.ts";

const shown: ProgressDisplay[] = [];
afterEach(() => {
  for (const display of shown.splice(0)) display.end();
});

/** A stream, and what was written to it. */
function display(isTTY: boolean, quiet = false): { progress: ProgressDisplay; written(): string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 });
  let written = "";
  stream.on("data", (chunk) => {
    written += chunk;
  });
  const progress = createProgress(stream as unknown as NodeJS.WriteStream, quiet);
  shown.push(progress);
  return { progress, written: () => written };
}

const at = (filesDone: number, more: { filesTotal?: number | null; warnings?: number; failed?: number } = {}) => ({
  filesTotal: 10,
  filesDone,
  warnings: 0,
  failed: 0,
  ...more,
});

test("a terminal shows a bar with files a second, the time left, and warnings so far", async () => {
  const { progress, written } = display(true);
  progress.update(at(0));
  await vi.waitFor(() => expect(written()).toContain("0/10 files"));
  // Nothing can be said of it before the first files are done.
  expect(written()).not.toContain("left");
  progress.update(at(5, { warnings: 3, failed: 1 }));
  await vi.waitFor(() =>
    expect(written()).toMatch(/50% {2}5\/10 files {2}[\d,]+\/s {2}\S+ left {2}3 warnings {2}1 failed/),
  );
  expect(written()).toMatch(/[█░]{10}/);
});

test("of a feed, nobody knows how much is left", async () => {
  const { progress, written } = display(true);
  progress.update(at(0, { filesTotal: null }));
  progress.update(at(7, { filesTotal: null, warnings: 2 }));
  await vi.waitFor(() => expect(written()).toMatch(/7 articles {2}[\d,]+\/s {2}2 warnings/));
  expect(written()).not.toMatch(/left|%/);
});

test.each([true, false])("what has nothing to read is not announced (terminal: %s)", (isTTY) => {
  const { progress, written } = display(isTTY);
  progress.update(at(0, { filesTotal: 0 }));
  progress.end();
  expect(written()).toBe("");
});

test("numbers are written as in the summary, and one is one", async () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(1);
  const lines = display(false);
  lines.progress.update(at(0, { filesTotal: 4008 }));
  clock.mockReturnValue(5_002);
  lines.progress.update(at(1234, { filesTotal: 4008, warnings: 1, failed: 1000 }));
  clock.mockRestore();
  expect(lines.written()).toBe("Importing 4,008 files\n1,234 of 4,008 files, 1 warning, 1,000 failed\n");
  const bar = display(true);
  bar.progress.update(at(1234, { filesTotal: 4008, warnings: 1 }));
  await vi.waitFor(() => expect(bar.written()).toContain("1,234/4,008 files  –/s  1 warning\u001b"));
});

test("a feed and an export say how many articles have come", () => {
  const { progress, written } = display(false);
  const clock = vi.spyOn(performance, "now").mockReturnValue(1);
  progress.update(at(0, { filesTotal: null }));
  clock.mockReturnValue(5_002);
  progress.update(at(1, { filesTotal: null }));
  clock.mockRestore();
  expect(written()).toBe("Importing articles\n1 article, 0 warnings, 0 failed\n");
});

test("a pipe gets plain lines, a few seconds apart", () => {
  const { progress, written } = display(false);
  const clock = vi.spyOn(performance, "now").mockReturnValue(1);
  progress.update(at(0));
  progress.update(at(4));
  clock.mockReturnValue(5_002);
  progress.update(at(8, { warnings: 2, failed: 1 }));
  clock.mockRestore();
  expect(written()).toBe("Importing 10 files\n8 of 10 files, 2 warnings, 1 failed\n");
});

test("nothing is shown where it is to be quiet", () => {
  for (const isTTY of [true, false]) {
    const { progress, written } = display(isTTY, true);
    progress.update(at(1));
    progress.end();
    expect(written()).toBe("");
  }
});
