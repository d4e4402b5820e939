import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { Newcomers } from "../../src/newcomers.ts";

const CROWD = 100;
/** Milliseconds of work without a pause. */
const WORK = 10;

const crowd = fileURLToPath(new URL("../support/crowd.js", import.meta.url));

function workHard(): void {
  const until = performance.now() + WORK;
  while (performance.now() < until);
}

/** Works ten times in a row, each time after `first`. @returns how many of a crowd at the door were let in meanwhile. */
async function letInMeanwhile(newcomers: Newcomers, first: (work: () => void) => void): Promise<number> {
  let letIn = 0;
  const server = createServer((socket) => {
    letIn += 1;
    socket.on("error", () => {});
  });
  server.on("connection", newcomers.note);
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  // This process does nothing meanwhile: they are all at the door when it goes on.
  spawnSync(process.execPath, [crowd, String((server.address() as AddressInfo).port), String(CROWD)]);
  // One of them, so that it is known that somebody comes.
  await once(server, "connection");
  for (let times = 0; times < 10; times++) {
    await new Promise<void>((resolve) => {
      first(() => {
        workHard();
        setImmediate(resolve);
      });
    });
  }
  return letIn;
}

test("a crowd is let in between two pieces of work, and not one in each", async () => {
  const newcomers = new Newcomers();
  expect(await letInMeanwhile(newcomers, (work) => newcomers.first(work))).toBe(CROWD);
  const nobody = new Newcomers();
  expect(await letInMeanwhile(newcomers, (work) => nobody.first(work))).toBeLessThan(CROWD / 2);
});

test("work begins at once where nobody has come, and in its order after somebody has", async () => {
  const newcomers = new Newcomers();
  const begun: string[] = [];
  newcomers.first(() => begun.push("alone"));
  expect(begun).toEqual(["alone"]);
  newcomers.note();
  newcomers.first(() => begun.push("first"));
  newcomers.first(() => begun.push("second"));
  expect(begun).toEqual(["alone"]);
  await expect.poll(() => begun).toEqual(["alone", "first", "second"]);
  newcomers.first(() => begun.push("third"));
  expect(begun).toHaveLength(4);
});

test("work does not wait for ever where they never stop coming", async () => {
  const newcomers = new Newcomers();
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
  });
  const come = () => {
    newcomers.note();
    if (!stop.signal.aborted) setImmediate(come);
  };
  come();
  await new Promise<void>((resolve) => newcomers.first(resolve));
});
