import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { article, image, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { useImageHosts } from "../../support/image-host.ts";
import { picture } from "../../support/pictures.ts";
import { WITHOUT_SHARP } from "../../support/without-sharp.ts";

// Each starts processes, up to six one after another, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const startHost = useImageHosts();
const script = fileURLToPath(new URL("../../../scripts/images.ts", import.meta.url));
const node = ["--import", import.meta.resolve("tsx"), script];

let stored: TestDatabase;
let database: Database;

beforeEach(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 1 });
});
afterEach(async () => {
  await database.close();
  await stored.drop();
});

const env = () => ({ PATH: process.env.PATH, DATABASE_URL: stored.url, FETCH_ALLOW: "127.0.0.1" });

/** Runs `npm run images -- …args` to its end. */
const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [...node, ...args], { env: env() }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });

test("what is there ends with 0, what is not is listed and ends with 1, and a second time only that is asked for", async () => {
  expect(await run("check")).toEqual({ code: 0, out: "There is no image to look at.\n", err: "" });
  const host = await startHost({ "/a.jpg": await picture(30, 20).jpeg().toBuffer() });
  await writeArticles(database, [article({ path: "a.md", images: [image(host.at("/a.jpg"))] })]);
  expect(await run("check")).toEqual({ code: 0, out: "Looked at 1: 1 there, 0 broken, 0 not reached.\n", err: "" });
  await writeArticles(database, [article({ path: "b.md", images: [image(host.at("/gone.jpg"))] })], "other");
  expect(await run("check", "--source", "other", "--quiet")).toEqual({
    code: 1,
    out: "",
    err: `Broken  ${host.at("/gone.jpg")}\n  The image's own server answers 404.\n`,
  });
  await writeArticles(database, [article({ path: "c.md", images: [image("http://127.0.0.1:1/a.jpg")] })], "third");
  const third = await run("check");
  expect(third.code).toBe(1);
  expect(third.err).toBe(
    "Not reached  http://127.0.0.1:1/a.jpg\n  nothing answers at its port; check the address, or try again later.\n",
  );
  expect(host.asked).toEqual(["/a.jpg", "/gone.jpg"]);
  expect((await run("check", "--older-than", "1h")).out).toBe("There is no image to look at.\n");
});

test.each([
  [["check", "--source", "nowhere"], "There is no source “nowhere”. There is none yet.\n"],
  [["check", "--older-than", "soon"], "A time is given as in 30d, 12h or 8w."],
  [["check", "--all", "--older-than", "1d"], "cannot be used with"],
  [["destroy"], "unknown command 'destroy'"],
  [[], "Usage: images"],
])("images %j is refused in words", async (args, says) => {
  const ended = await run(...args);
  expect(ended).toMatchObject({ code: 2, out: "" });
  expect(ended.err).toContain(says);
});

test("where sharp is not installed, one line says so, and the help is to be had", async () => {
  const running = promisify(execFile);
  const without = ["--import", WITHOUT_SHARP, ...node];
  const { stdout } = await running(process.execPath, [...without, "check", "--help"], { env: env() });
  expect(stdout).toContain("--older-than");
  const failed = await running(process.execPath, [...without, "check"], { env: env() }).catch((error) => error);
  expect(failed).toMatchObject({ code: 2, stdout: "" });
  expect(failed.stderr).toMatch(/^Images cannot be drawn here: the package sharp is not installed .*\n$/);
});

test("Ctrl-C stops it, keeps what was found, and the same command goes on from there", async () => {
  const jpeg = await picture(30, 20).jpeg().toBuffer();
  const paths = Array.from({ length: 40 }, (_, at) => `/${at}.jpg`);
  const host = await startHost(Object.fromEntries(paths.map((path) => [path, jpeg])));
  await writeArticles(database, [article({ path: "a.md", images: paths.map((path) => image(host.at(path))) })]);
  const child = spawn(process.execPath, [...node, "check"], { env: env(), stdio: "ignore" });
  while (host.asked.length < 5) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([130, null]);
  const asked = host.asked.length;
  expect(asked).toBeLessThan(40);
  const [{ ok } = { ok: 0 }] = await database.client<{ ok: number }[]>`
    select count(*)::integer as ok from images where status = 'OK'`;
  expect(ok).toBe(asked);
  expect(await run("check")).toMatchObject({ code: 0 });
  expect(host.asked).toHaveLength(40);
});
