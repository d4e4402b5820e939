import { mkdir, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CachedFile, createDiskCache } from "../../../src/images/disk-cache.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "broadsheet-cache-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const image = (size: number, fill = 7) => ({ format: "PNG" as const, bytes: Buffer.alloc(size, fill) });

async function contentOf(file: CachedFile | null): Promise<Buffer | null> {
  if (file === null) return null;
  const bytes = Buffer.alloc(file.size);
  await file.handle.read(bytes, 0, file.size, file.start);
  await file.handle.close();
  return bytes;
}

async function files() {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(paths.map(async (path) => ({ path, ...(await stat(path)) })));
}

test("what was put is there, with its format, for every process", async () => {
  await createDiskCache({ folder, mostBytes: 1e6, processes: 1 }).put("a", image(1000));
  const file = await createDiskCache({ folder, mostBytes: 1e6, processes: 1 }).open("a");
  expect(file).toMatchObject({ format: "PNG", size: 1000 });
  expect(await contentOf(file)).toEqual(Buffer.alloc(1000, 7));
  expect(await createDiskCache({ folder, mostBytes: 1e6, processes: 1 }).open("b")).toBeNull();
});

test("two processes that put the same at once leave one whole file", async () => {
  const caches = [1, 2].map(() => createDiskCache({ folder, mostBytes: 1e9, processes: 1 }));
  await Promise.all(Array.from({ length: 20 }, (_, at) => caches[at % 2]?.put("a", image(100_000))));
  expect(await files()).toHaveLength(1);
  expect(await contentOf((await caches[0]?.open("a")) ?? null)).toEqual(Buffer.alloc(100_000, 7));
});

test("what was used lately stays when room is made, and what is being read is read to its end", async () => {
  const cache = createDiskCache({ folder, mostBytes: 5000, processes: 1 });
  for (const key of ["a", "b", "c", "d"]) await cache.put(key, image(1000));
  for (const { path } of await files()) await utimes(path, 1_700_000_000, 1_700_000_000);
  // Its use is noted.
  await contentOf(await cache.open("a"));
  const reading = await cache.open("b");
  for (const key of ["e", "f"]) await cache.put(key, image(1000, 9));
  await cache.makeRoom();
  expect((await files()).reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(5000);
  expect(await contentOf(await cache.open("a"))).not.toBeNull();
  expect(await contentOf(await cache.open("f"))).toEqual(Buffer.alloc(1000, 9));
  expect(await contentOf(reading)).toEqual(Buffer.alloc(1000, 7));
});

test("the folder is not read again before a twentieth has come in", async () => {
  const cache = createDiskCache({ folder, mostBytes: 50_000, processes: 1 });
  await cache.put("a", image(1000));
  await cache.makeRoom();
  const other = createDiskCache({ folder, mostBytes: 1e9, processes: 1 });
  for (let at = 0; at < 60; at++) await other.put(`other ${at}`, image(1000));
  await cache.makeRoom();
  expect(await files()).toHaveLength(61);
  for (const key of ["b", "c", "d"]) await cache.put(key, image(1000));
  await cache.makeRoom();
  expect((await files()).reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(45_000);
});

test("several processes together exceed the limit by no more than one would", async () => {
  const caches = Array.from({ length: 4 }, () => createDiskCache({ folder, mostBytes: 100_000, processes: 4 }));
  // The first look of each, after which it knows only what it puts in itself.
  for (const cache of caches) {
    await cache.put("first", image(1000));
    await cache.makeRoom();
  }
  const size = async () => (await files()).reduce((sum, file) => sum + file.size, 0);
  const [one, ...others] = caches;
  for (let at = 0; at < 98; at++) await one?.put(`filler ${at}`, image(1000));
  expect(await size()).toBeLessThan(100_000);
  for (let at = 0; at < 4; at++) {
    for (const [n, cache] of others.entries()) {
      await cache.put(`image ${at} of ${n}`, image(1000));
      await cache.makeRoom();
    }
    expect(await size()).toBeLessThanOrEqual(105_000);
  }
});

test("processes that make room at once throw out no more than one would", async () => {
  const filler = createDiskCache({ folder, mostBytes: 1e9, processes: 1 });
  for (let at = 0; at < 120; at++) await filler.put(`image ${at}`, image(1000));
  const caches = Array.from({ length: 4 }, () => createDiskCache({ folder, mostBytes: 100_000, processes: 4 }));
  await Promise.all(caches.map((cache) => cache.makeRoom()));
  const left = (await files()).reduce((sum, { size }) => sum + size, 0);
  expect(left).toBeLessThanOrEqual(90_000);
  expect(left).toBeGreaterThanOrEqual(88_000);
});

test("what a killed process left half written is no image, and is removed in time", async () => {
  const cache = createDiskCache({ folder, mostBytes: 1e6, processes: 1 });
  await cache.put("a", image(1000));
  const [{ path } = { path: "" }] = await files();
  await writeFile(`${path}.x.part`, "half");
  await writeFile(`${path}.y.part`, "half");
  await utimes(`${path}.y.part`, 1_700_000_000, 1_700_000_000);
  await cache.makeRoom();
  expect((await files()).map((file) => file.path.slice(-6)).filter((end) => end.endsWith("part"))).toEqual(["x.part"]);
  await truncate(path, 3);
  expect(await cache.open("a")).toBeNull();
});

test("zeros where an image was, as after a crash of the machine, are no image, and are written anew", async () => {
  const cache = createDiskCache({ folder, mostBytes: 1e6, processes: 1 });
  await cache.put("a", image(1000));
  const [{ path } = { path: "" }] = await files();
  await writeFile(path, Buffer.alloc(1008));
  expect(await cache.open("a")).toBeNull();
  await cache.put("a", image(1000));
  expect(await contentOf(await cache.open("a"))).toEqual(Buffer.alloc(1000, 7));
});

test("what somebody else keeps in the folder is neither counted nor removed", async () => {
  await mkdir(join(folder, "ab"));
  const others = [join(folder, "holiday.jpg"), join(folder, "ab", "draft.part")];
  for (const path of others) {
    await writeFile(path, Buffer.alloc(10_000));
    await utimes(path, 1_700_000_000, 1_700_000_000);
  }
  const cache = createDiskCache({ folder, mostBytes: 5000, processes: 1 });
  for (const key of ["a", "b", "c", "d", "e", "f"]) await cache.put(key, image(1000));
  await cache.makeRoom();
  const left = await files();
  expect(left.map(({ path }) => path)).toEqual(expect.arrayContaining(others));
  expect(left.length).toBeGreaterThan(4);
});

test("a folder that is deleted meanwhile is made again", async () => {
  const cache = createDiskCache({ folder, mostBytes: 1e6, processes: 1 });
  await cache.put("a", image(1000));
  await rm(folder, { recursive: true });
  expect(await cache.open("a")).toBeNull();
  await cache.put("a", image(1000));
  expect(await contentOf(await cache.open("a"))).toHaveLength(1000);
});
