import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { bundle } from "../../../scripts/compile.js";
import { parseArticle } from "../../../src/content/article.ts";
import type { ContentOptions, SourceFile } from "../../../src/content/types.ts";
import { createParsePool, type ParsePool, type PoolOptions } from "../../../src/import/parse-pool.ts";
import { searchEntry } from "../../../src/text/entry.ts";
import { Folder } from "../../../src/text/fold.ts";
import { makeScratch } from "../../support/scratch.ts";
import { post } from "./folder.ts";

const OPTIONS: ContentOptions = {
  kind: "folder",
  timeZone: "UTC",
  timeZoneAssumed: false,
  baseUrl: null,
  categoryMode: "chain",
  imageProxies: [],
};

const scratch = await makeScratch();
const entry = pathToFileURL(join(scratch, "parse-pool-entry.js"));

beforeAll(async () => {
  const source = fileURLToPath(new URL("./parse-pool-entry.ts", import.meta.url));
  const files = bundle({ "parse-pool-entry": source }, scratch);
  await Promise.all(files.map(({ path, contents }) => writeFile(path, contents)));
});

afterAll(() => rm(scratch, { recursive: true }));

// Some tests start several workers, each of which loads the content room.
vi.setConfig({ testTimeout: 60_000 });

const pools: ParsePool[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function pool(options: Partial<PoolOptions> = {}): ParsePool {
  const made = createParsePool({ workers: 2, timeLimit: 10_000, ...options });
  pools.push(made);
  return made;
}

const file = (path: string, content: string): SourceFile => ({ path, bytes: new TextEncoder().encode(content) });

const posts = (count: number): SourceFile[] => Array.from({ length: count }, (_, n) => file(`${n}.md`, post(`T${n}`)));

/** What became of each file: its title, or the code of what cost it. */
const outcomes = async (pool: ParsePool, files: SourceFile[]) =>
  (await pool.parse(files, OPTIONS)).map(
    ({ article, issues }) => article?.title ?? issues.map(({ code }) => code).join(),
  );

test("files come back in their order, as parseArticle reads them", async () => {
  const files = posts(50);
  const parsed = await pool().parse(files, OPTIONS);
  const expected = files.map((file) => parseArticle(file, OPTIONS));
  // Bytes come back as a Uint8Array, where a Buffer was sent.
  const plain = (value: unknown) =>
    JSON.stringify(value, (_, v) => (v?.type === "Buffer" ? Uint8Array.from(v.data) : v));
  expect(parsed.map(({ milliseconds, search, ...rest }) => plain(rest))).toEqual(expected.map(plain));
  const folder = new Folder();
  expect(parsed.map(({ search }) => search)).toEqual(
    expected.map(({ article }) => article && searchEntry(folder, article)),
  );
  for (const { milliseconds } of parsed) expect(milliseconds).toBeGreaterThan(0);
});

test("several calls are answered, each with its own files and options", async () => {
  const workers = pool();
  const dated = file("a.md", "---\ntitle: A\ndate: 2020-01-01 12:00:00\n---\n\nx\n");
  const zones = ["UTC", "Asia/Shanghai", "America/New_York"];
  const parsed = await Promise.all(zones.map((timeZone) => workers.parse([dated], { ...OPTIONS, timeZone })));
  const hours = parsed.map(([first]) => new Date(first?.article?.publishedAt ?? 0).getUTCHours());
  expect(hours).toEqual([12, 4, 17]);
  expect(await workers.parse([], OPTIONS)).toEqual([]);
});

test("bytes that are part of a large buffer are read as they are, and stay with the caller", async () => {
  const whole = Buffer.alloc(1024 * 1024, "?");
  const bytes = whole.subarray(500, 500 + whole.write(post("Part of a whole"), 500));
  expect(await outcomes(pool(), [{ path: "a.md", bytes }])).toEqual(["Part of a whole"]);
  expect(bytes.toString()).toBe(post("Part of a whole"));
});

test.each([
  ["throws", "throw", "PARSE_FAILED", "The file cannot be parsed: on purpose"],
  ["recurses without end", "overflow", "PARSE_FAILED", "The file cannot be parsed: Maximum call stack size exceeded"],
  ["ends its thread", "exit", "PARSE_FAILED", "The file ended its parser: the worker ended with code 3"],
  ["takes all memory", "run out of memory", "PARSE_FAILED", expect.stringMatching("reaching memory limit")],
  ["hangs", "hang", "PARSE_TIMEOUT", "The file was not parsed within 1 s."],
  ["hangs in a pattern", "hang in a pattern", "PARSE_TIMEOUT", "The file was not parsed within 1 s."],
])("a file that %s fails alone", async (_, fault, code, message) => {
  const files = posts(12);
  files[5] = file("bad.md", `${fault}\n`);
  // What uses up memory takes its time as well.
  const timeLimit = code === "PARSE_TIMEOUT" ? 1000 : 60_000;
  const parsed = await pool({ entry, timeLimit }).parse(files, OPTIONS);
  expect(parsed.map(({ article }) => article?.title)).toEqual(files.map((_, n) => (n === 5 ? undefined : `T${n}`)));
  expect(parsed[5]?.issues).toMatchObject([{ path: "bad.md", severity: "ERROR", code, message }]);
});

test("files that end their worker fail alone wherever they stand, and the others come back in their order", async () => {
  const files = posts(20);
  // Where a chunk begins and ends, and two of them side by side.
  const bad = [0, 7, 8];
  for (const n of bad) files[n] = file(`${n}.md`, "exit\n");
  const expected = files.map((_, n) => (bad.includes(n) ? "PARSE_FAILED" : `T${n}`));
  expect(await outcomes(pool({ entry }), files)).toEqual(expected);
});

/** Runs a program that has the pool as `createParsePool`, in a folder where nothing of the project is found. */
function runScript(program: string) {
  const script = `
    import { createParsePool } from "${new URL("../../../src/import/parse-pool.ts", import.meta.url)}";
    const options = ${JSON.stringify(OPTIONS)};
    const file = (text) => ({ path: "a.md", bytes: Buffer.from(text + "\\n---\\ntitle: A\\n---\\n") });
    const pool = createParsePool({ workers: 2, timeLimit: 1000, entry: new URL("${entry}") });
    ${program}`;
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), "--input-type=module", "-e", script], {
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  return { child, ended: once(child, "close").then(([code, signal]) => ({ code, signal, out })) };
}

test("a process ends by itself once its pool is closed, even while files are parsed", async () => {
  const { ended } = runScript(`
    const [{ article }] = await pool.parse([file("")], options);
    pool.parse([file("hang")], options).catch(({ message }) => console.log(message));
    setTimeout(() => pool.close(), 200);
    console.log(article.title);`);
  expect(await ended).toEqual({ code: 0, signal: null, out: "A\nThe parse pool is closed.\n" });
});

test("a signal ends the process while files are parsed", async () => {
  const { child, ended } = runScript(`
    console.log("parsing");
    await pool.parse([file("hang")], options);`);
  await once(child.stdout, "data");
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: null, signal: "SIGINT" });
});

test("time in which the whole process is stopped is no time that a file has taken", async () => {
  const { child, ended } = runScript(`
    await pool.parse([file("")], options);
    setTimeout(() => console.log("parsing"), 100);
    const [{ issues }] = await pool.parse([file("take half a second")], options);
    console.log(issues.map(({ code }) => code).join());
    await pool.close();`);
  await once(child.stdout, "data");
  child.kill("SIGSTOP");
  await sleep(2000);
  child.kill("SIGCONT");
  expect(await ended).toMatchObject({ code: 0, out: expect.not.stringContaining("PARSE_TIMEOUT") });
});

test("a pool that is closed takes no more files, and may be closed again", async () => {
  const closed = pool();
  const parsing = closed.parse(posts(3), OPTIONS);
  await Promise.all([closed.close(), expect(parsing).rejects.toThrow("The parse pool is closed.")]);
  await expect(closed.parse(posts(1), OPTIONS)).rejects.toThrow("The parse pool is closed.");
  await closed.close();
});

test("where no worker comes up, no file is blamed", async () => {
  const broken = pool({ entry: new URL("./no-such-entry.js", import.meta.url) });
  await expect(broken.parse(posts(20), OPTIONS)).rejects.toThrow(/^No parser can be started: .*no-such-entry/);
});
