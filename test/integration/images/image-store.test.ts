import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { isIP, type LookupFunction } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createImageStore,
  type ImageOrigin,
  type ImageStore,
  type ImageStoreOptions,
} from "../../../src/images/image-store.ts";
import { variantOf } from "../../../src/images/variants.ts";
import { useImageHosts } from "../../support/image-host.ts";
import { picture } from "../../support/pictures.ts";
import { WITHOUT_SHARP } from "../../support/without-sharp.ts";

const startHost = useImageHosts();

let jpeg: Buffer;
let folder: string;
const stores: ImageStore[] = [];
let failures: unknown[];

beforeAll(async () => {
  jpeg = await picture(1000, 1000).jpeg().toBuffer();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "broadsheet-store-"));
  failures = [];
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await rm(folder, { recursive: true });
});

function startStore(options: Partial<ImageStoreOptions> = {}): ImageStore {
  const store = createImageStore({
    folder: join(folder, "images"),
    cacheSize: 1e9,
    processes: 1,
    imageHosts: [],
    allowedHosts: ["127.0.0.1"],
    onCacheFailure: (error) => failures.push(error),
    ...options,
  });
  stores.push(store);
  return store;
}

/** The format that is sent, or the code of the refusal. */
async function ask(store: ImageStore, origin: ImageOrigin, width = 320): Promise<string> {
  try {
    const image = await (await store.find(origin, variantOf({ width }))).open();
    if ("handle" in image) await image.handle.close();
    return image.format;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test("a host that never answers keeps nobody else's images waiting", async () => {
  const paths = Array.from({ length: 80 }, (_, at) => `/${at}.jpg`);
  const slow = await startHost(Object.fromEntries(paths.map((path) => [path, () => {}])));
  const other = await startHost({ "/a.jpg": jpeg });
  const store = startStore();
  const asked = paths.map((path) => ask(store, { url: slow.at(path) }));
  // Of its images too many wait already.
  expect(await Promise.race(asked)).toBe("BUSY");
  expect(await ask(store, { url: other.at("/a.jpg") })).toBe("WEBP");
  expect(slow.asked).toHaveLength(3);
});

test("an original is read when its turn to be drawn has come, and not held until then", async () => {
  const files = Array.from({ length: 30 }, (_, at) => `${at}.jpg`);
  await writeFile(join(folder, "first.jpg"), jpeg);
  for (const path of files) await copyFile(join(folder, "first.jpg"), join(folder, path));
  const store = startStore();
  await ask(store, { root: folder, path: "first.jpg" });
  const asked = files.map((path) => ask(store, { root: folder, path }));
  await Promise.race(asked);
  for (const path of files) await rm(join(folder, path));
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => answer === "WEBP").length).toBeLessThan(20);
  expect(new Set(answers)).toEqual(new Set(["WEBP", "IMAGE_NOT_FOUND"]));
});

test("what was fetched before its host was forbidden is not sent any more", async () => {
  const host = await startHost({ "/a.jpg": jpeg });
  const origin = { url: host.at("/a.jpg") };
  expect(await ask(startStore(), origin)).toBe("WEBP");
  expect(await ask(startStore({ imageHosts: ["elsewhere.example"] }), origin)).toBe("HOST_NOT_ALLOWED");
  expect(await ask(startStore({ imageHosts: ["127.0.0.1"] }), origin)).toBe("WEBP");
});

test("a name is not connected to where one of its addresses is private, or where they become so", async () => {
  const host = await startHost({ "/a.jpg": jpeg });
  const port = host.host.split(":")[1];
  let lookups = 0;
  // Public when it is checked (and yet nobody's: no gateway to IPv4 has it), and private ever after.
  const changing = ["64:ff9b::5db8:d70e", "127.0.0.1"];
  const lookup: LookupFunction = (hostname, _options, callback) => {
    const addresses = hostname.startsWith("both") ? changing : [changing[Math.min(1, lookups++)] ?? ""];
    callback(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
  };
  const store = startStore({ lookup, limits: { total: 300 } });
  const get = (name: string) => ask(store, { url: `http://${name}.example:${port}/a.jpg` });
  expect(await get("both")).toBe("ADDRESS_NOT_ALLOWED");
  expect(["UPSTREAM_FAILED", "UPSTREAM_TIMEOUT"]).toContain(await get("changing"));
  expect(lookups).toBe(1);
  expect(await get("changing-too")).toBe("ADDRESS_NOT_ALLOWED");
  expect(host.asked).toEqual([]);
});

test("an original that was just fetched is sent from its file, so that slow readers hold none in memory", async () => {
  const host = await startHost({ "/a.jpg": jpeg });
  const image = await (await startStore().find({ url: host.at("/a.jpg") }, "original")).open();
  expect(image).toMatchObject({ format: "JPEG", size: jpeg.length });
  if ("handle" in image) await image.handle.close();
});

test("where nothing can be kept, images are sent all the same", async () => {
  const host = await startHost({ "/a.jpg": jpeg });
  await writeFile(join(folder, "images"), "a file in the folder's place");
  const store = startStore();
  const widths = [320, 640, 960];
  const answers = await Promise.all(widths.map((width) => ask(store, { url: host.at("/a.jpg") }, width)));
  expect(answers).toEqual(["WEBP", "WEBP", "WEBP"]);
  expect(host.asked).toHaveLength(1);
  expect(failures.length).toBeGreaterThan(0);
});

test("where sharp is not installed, that is said, and the store can be closed", async () => {
  const module = (path: string) => JSON.stringify(new URL(`../../../src/images/${path}`, import.meta.url).href);
  const program = `
    const { createLazyImageStore } = await import(${module("lazy-image-store.ts")});
    const store = createLazyImageStore({});
    await store.find({}, "original").catch(({ code, status, message }) => console.log(code, status, message));
    await store.close();
    console.log("closed");`;
  const args = ["--import", "tsx", "--import", WITHOUT_SHARP, "--input-type=module", "--eval", program];
  const cwd = fileURLToPath(new URL("../../..", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
  expect(stdout).toMatch(/^NO_RENDERER 501 .*sharp is not installed for .*npm ci --include=optional.*\nclosed\n$/);
});
