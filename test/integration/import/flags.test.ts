// Each option of the command line, from what is typed to what is stored.
import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { folder, post, put } from "./folder.ts";
import { useDatabase } from "./writing.ts";

const db = useDatabase();

// Each of them starts several processes.
vi.setConfig({ testTimeout: 60_000 });

const home = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs the real command line to its end. */
function broadsheet(args: string[], environment: Record<string, string> = {}) {
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, [join(home, "bin/broadsheet.js"), "import", ...args], {
      cwd: home,
      env: { PATH: process.env.PATH, DATABASE_URL: db.url, ...environment },
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

const titles = async (source: string) =>
  (
    await db.client<{ title: string }[]>`
      select a.title from articles a join sources s on s.id = a.source_id where s.name = ${source} order by a.path`
  ).map(({ title }) => title);

test("what a source is told about itself decides what its files come to", async () => {
  const image = "https://proxy.example/?https://img.example/a.png";
  const root = await folder(
    {
      "a.md": `---\ntitle: A\ndate: 2021-10-28 14:08:07\ncategories: [One, Two]\n---\n![](${image}) ![](b.png)\n`,
    },
    "options",
  );
  const given = ["--source", "told", "--format", "hexo", "--time-zone", "Asia/Shanghai", "--categories", "flat"];
  const more = ["--base-url", "https://site.example/blog/", "--workers", "2"];
  const ended = await broadsheet([root, ...given, ...more], { IMAGE_PROXIES: "https://proxy.example/?" });
  expect(ended).toMatchObject({ code: 0, err: "Importing 1 file\n" });
  // What it was read as is said.
  expect(ended.out).toMatch(/^told \(Hexo\): 1 file in .*: 1 created\.$/m);
  expect(
    (await db.client`select kind, format, time_zone, category_mode, base_url from sources where name = 'told'`)[0],
  ).toEqual({
    ...{ kind: "hexo", format: "hexo", time_zone: "Asia/Shanghai", category_mode: "flat" },
    base_url: "https://site.example/blog/",
  });
  const [row] = await db.client`select extract(epoch from published_at)::int as at from articles where title = 'A'`;
  expect(row?.at).toBe(Date.UTC(2021, 9, 28, 6, 8, 7) / 1000);
  expect((await db.client`select path from categories order by path`).map(({ path }) => path)).toEqual([
    ["One"],
    ["Two"],
  ]);
  const images = await db.client`select original_url from images order by original_url`;
  expect(images.map(({ original_url }) => original_url)).toEqual([
    "https://img.example/a.png",
    "https://site.example/blog/b.png",
  ]);
  // They hold from then on, where nothing else is given.
  expect((await broadsheet([root, "--format", "auto"], { IMAGE_PROXIES: "https://proxy.example/?" })).out).toContain(
    "Nothing has changed.",
  );
});

test("--dry-run says what would happen, and --prune deletes what left the folder", async () => {
  const root = await folder({ "a.md": post("A"), "b.md": post("B") }, "pruned");
  const dry = await broadsheet([root, "--dry-run"]);
  expect(dry.code).toBe(0);
  expect(dry.out).toMatch(/2 created\.\nA dry run: nothing was written\./);
  expect(await titles("pruned")).toEqual([]);
  await broadsheet([root, "--quiet"]);
  await rm(join(root, "a.md"));
  const pruned = await broadsheet([root, "--prune"]);
  expect(pruned.out).toMatch(/pruned: 1 file in .*: 1 unchanged, 1 deleted\./);
  expect(await titles("pruned")).toEqual(["B"]);
});

test("a path is a folder, a file or a glob", async () => {
  const root = await folder(
    { "a.md": post("A"), "b.md": post("B"), "deep/c.md": post("C"), "d.txt": post("D") },
    "paths",
  );
  expect((await broadsheet([join(root, "a.md"), "--quiet"])).code).toBe(0);
  expect(await titles("paths")).toEqual(["A"]);
  expect((await broadsheet([join(root, "**/*.md"), "--quiet"])).code).toBe(0);
  expect(await titles("paths")).toEqual(["A", "B", "C"]);
  expect((await broadsheet([root, "--quiet"])).code).toBe(0);
  expect(await titles("paths")).toEqual(["A", "B", "D", "C"]);
});

test.each([
  ["--format", "word"],
  ["--categories", "tree"],
  ["--workers", "0"],
])("%s %s ends with code 2 and says what may be given", async (flag, value) => {
  const ended = await broadsheet(["samples", flag, value]);
  expect(ended).toMatchObject({ code: 2, out: "" });
  expect(ended.err).toContain(flag);
  expect(ended.err).toMatch(/hexo, jekyll, hugo, astro|chain, flat|from 1 to 64/);
});

test("a report holds the fields of the run and every issue; at the end come warnings by code, and counts", async () => {
  const root = await folder({ "1.md": "no article", "2.md": post("Two") }, "reported");
  for (const n of [3, 4, 5]) await put(root, `${n}.md`, `---\ntitle: ${n}\ndate: never\n---\nText ${n}`);
  const file = join(root, "..", "report.json");
  const ended = await broadsheet([root, "--report", file]);
  expect(ended.code).toBe(0);
  expect(ended.out).toMatch(
    /Warnings\n {2}DATE_UNREADABLE × 3 {2}\S*3\.md:3\n.*\n.*\n {2}NO_FRONT_MATTER × 1 {2}\S*1\.md/,
  );
  expect(ended.out).toMatch(/reported: 5 files in .*: 4 created, 1 skipped\.$/m);
  const report = JSON.parse(await readFile(file, "utf8"));
  expect(report).toMatchObject({
    ...{ status: "SUCCEEDED", dryRun: false, filesTotal: 5, filesRead: 5, created: 4, skipped: 1 },
    ...{ updated: 0, unchanged: 0, renamed: 0, deleted: 0, failed: 0 },
    startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(report.issues.map(({ path, code }: { path: string; code: string }) => [path, code]).sort()).toEqual([
    ["1.md", "NO_FRONT_MATTER"],
    ["3.md", "DATE_UNREADABLE"],
    ["4.md", "DATE_UNREADABLE"],
    ["5.md", "DATE_UNREADABLE"],
  ]);
  for (const issue of report.issues)
    expect(Object.keys(issue).sort()).toEqual(["code", "hint", "line", "message", "path", "severity", "source"]);
});
