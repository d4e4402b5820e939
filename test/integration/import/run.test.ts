import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ImportRefused } from "../../../src/import/refused.ts";
import type { ImportReport } from "../../../src/import/report.ts";
import { type ImportOptions, runImport } from "../../../src/import/run.ts";
import { useImporting } from "../../support/importing.ts";
import { folder, post, put } from "./folder.ts";
import { maintainedCounts, NOW, recountedCounts, useDatabase } from "./writing.ts";

const db = useDatabase();
const importing = useImporting();

// Sources of all tests share the database, so each folder has a name of its own.
const unique = () => `posts-${randomUUID()}`;

const run = (paths: string[], options: Partial<ImportOptions> = {}, now = NOW): Promise<ImportReport> =>
  runImport({ ...importing, client: db.client, now: () => now }, { paths, cwd: "/", imageProxies: [], ...options });

const counts = ({ created, updated, unchanged, skipped, failed, filesTotal }: ImportReport) => ({
  created,
  updated,
  unchanged,
  skipped,
  failed,
  filesTotal,
});
const none = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };

const articles = (root: string) => db.client`
  select a.path, a.title, a.slug, a.status from articles a join sources s on s.id = a.source_id
  where s.root = ${root} order by a.path`;

/** Every row that an import can write, with the transaction that wrote it. */
const versions = () => db.client`
  select 'articles' as t, id::text as id, xmin::text from articles
  union all select 'bodies', article_id::text, xmin::text from article_bodies
  union all select 'categories', ctid::text, xmin::text from article_categories
  union all select 'authors', ctid::text, xmin::text from article_authors
  union all select 'tags', ctid::text, xmin::text from article_tags
  union all select 'images', ctid::text, xmin::text from article_images
  union all select 'counts', ctid::text, xmin::text from article_counts
  union all select 'shared images', id::text, xmin::text from images
  union all select 'sources', id::text, xmin::text from sources
  union all select 'changes', seq::text, xmin::text from changes order by 1, 2`;

test("a folder is imported, and a second run writes nothing at all", async () => {
  const root = await folder(
    {
      "a.md": post("A", "categories: [One, Two]\ntags: [t]\nauthor: Ann\n"),
      "deep/b.html": "---\ntitle: B\n---\n<p><img src='https://img.example.com/b.jpg' width=10 height=5>text</p>",
      "c.txt": post("C", "draft: true\n"),
      "notes.pdf": "no article",
    },
    unique(),
  );
  const first = await run([root]);
  expect(counts(first)).toEqual({ ...none, created: 3, filesTotal: 3 });
  expect(first).toMatchObject({
    status: "SUCCEEDED",
    filesRead: 3,
    sources: [{ name: basename(root), root, kind: "folder" }],
  });
  const before = await versions();
  const second = await run([root]);
  expect(counts(second)).toEqual({ ...none, unchanged: 3, filesTotal: 3 });
  expect(await versions()).toEqual(before);
});

test("a changed file changes one article", async () => {
  const root = await folder({ "a.md": post("A"), "b.md": post("B") }, unique());
  await run([root]);
  const slug = (await articles(root))[0]?.slug;
  await put(root, "a.md", post("Another title"));
  expect(counts(await run([root]))).toEqual({ ...none, updated: 1, unchanged: 1, filesTotal: 2 });
  expect((await articles(root))[0]).toMatchObject({ title: "Another title", slug });
});

test("a bad file fails alone, and is nowhere in the database", async () => {
  const root = await folder(
    {
      "good.md": post("Good"),
      "broken.md": "---\ntitle: x\n  - [\n: {\n---\n",
      "binary.md": Uint8Array.from([0xff, 0xfe, 0xfd, 0x80]),
      "readme.md": "# No front matter\n",
      "nul.md": post("a\0b"),
    },
    unique(),
  );
  const report = await run([root]);
  expect(counts(report)).toEqual({ ...none, created: 2, failed: 2, skipped: 1, filesTotal: 5 });
  expect(report.status).toBe("FAILED");
  const failed = report.issues.filter(({ severity }) => severity === "ERROR").map(({ path }) => path);
  expect([...new Set(failed)]).toEqual(["binary.md", "broken.md"]);
  expect((await articles(root)).map(({ path, title }) => [path, title])).toEqual([
    ["good.md", "Good"],
    ["nul.md", "a\ufffdb"],
  ]);
});

test("a date ahead of the clock schedules an article, and a run after that date publishes it", async () => {
  const root = await folder({ "later.md": "---\ntitle: Later\ndate: 2026-02-01T00:00:00Z\n---\nx" }, unique());
  await run([root]);
  expect((await articles(root))[0]?.status).toBe("SCHEDULED");
  expect(counts(await run([root]))).toMatchObject({ unchanged: 1 });
  expect(counts(await run([root], {}, new Date("2026-02-02T00:00:00Z")))).toMatchObject({ updated: 1 });
  expect((await articles(root))[0]?.status).toBe("PUBLISHED");
});

test("a page of Hugo's is archived by the first run after its expiryDate, and out before", async () => {
  const page = "---\ntitle: Fair\ndate: 2025-01-01T00:00:00Z\nexpiryDate: 2026-02-01T00:00:00Z\n---\nx";
  const root = await folder(
    { "fair.md": page, "over.md": page.replace("Fair", "Over").replace("2026-", "2025-") },
    unique(),
  );
  const statuses = async () => (await articles(root)).map(({ status }) => status);
  await run([root], { format: "hugo" });
  expect(await statuses()).toEqual(["PUBLISHED", "ARCHIVED"]);
  expect(counts(await run([root]))).toMatchObject({ unchanged: 2 });
  expect(counts(await run([root], {}, new Date("2026-02-01T00:00:00Z")))).toMatchObject({ updated: 1, unchanged: 1 });
  expect(await statuses()).toEqual(["ARCHIVED", "ARCHIVED"]);
  expect(await maintainedCounts(db.client)).toEqual(await recountedCounts(db.client));
});

test("other options of the source are remembered, and read its files anew", async () => {
  const root = await folder({ "a.md": "---\ntitle: A\ndate: 2020-01-01 08:00:00\n---\nx" }, unique());
  const assumed = await run([root]);
  expect(assumed.issues.map(({ code }) => code)).toEqual(["DATE_ZONE_ASSUMED"]);
  const published = async () =>
    (
      await db.client`select extract(epoch from a.published_at)::int as at from articles a join sources s on
      s.id = a.source_id where s.root = ${root}`
    )[0]?.at;
  expect(await published()).toBe(Date.UTC(2020, 0, 1, 8) / 1000);
  expect((await run([root])).issues).toEqual([]);
  expect(counts(await run([root], { timeZone: "Asia/Shanghai" }))).toMatchObject({ updated: 1 });
  expect(await published()).toBe(Date.UTC(2020, 0, 1, 0) / 1000);
  expect(counts(await run([root]))).toMatchObject({ unchanged: 1 });
});

test("UTC that was given is remembered as given", async () => {
  const dated = (day: number) => `---\ntitle: A\ndate: 2020-01-0${day} 08:00:00\n---\nx`;
  const root = await folder({ "a.md": dated(1) }, unique());
  const zone = async () => (await db.client`select time_zone from sources where root = ${root}`)[0]?.time_zone;
  await run([root]);
  expect(await zone()).toBeNull();
  await run([root], { timeZone: "utc" });
  expect(await zone()).toBe("UTC");
  await put(root, "a.md", dated(2));
  expect((await run([root])).issues).toEqual([]);
  expect(await zone()).toBe("UTC");
});

test("another folder may not take the name of a source, unless its own is gone", async () => {
  const name = unique();
  const [one, two] = [await folder({ "a.md": post("A") }, name), await folder({ "a.md": post("A") }, name)];
  await run([one]);
  await expect(run([two])).rejects.toThrow(ImportRefused);
  await expect(run([two])).rejects.toThrow(`comes from ${one}`);
  expect(counts(await run([two], { source: `${name}-2` }))).toMatchObject({ created: 1 });
  // A folder goes by the name it has been given.
  expect(counts(await run([two]))).toMatchObject({ unchanged: 1 });

  const moved = join(dirname(one), "elsewhere");
  await rename(one, moved);
  const report = await run([moved], { source: name });
  expect(counts(report)).toMatchObject({ unchanged: 1 });
  expect(report.sources[0]).toMatchObject({ name, root: moved, movedFrom: one });
});

test("two folders of one name in one call are refused before anything is written", async () => {
  const name = unique();
  const [one, two] = [await folder({ "a.md": post("A") }, name), await folder({ "a.md": post("A") }, name)];
  await expect(run([one, two])).rejects.toThrow(ImportRefused);
  expect(await articles(one)).toEqual([]);
});

test("a file belongs to the known source that holds it, else to one of its folder", async () => {
  const root = await folder({ "sub/a.md": post("A"), "b.md": post("B") }, unique());
  await run([root]);
  await put(root, "sub/a.md", post("A again"));
  const known = await run([join(root, "sub/a.md")]);
  expect(known.sources[0]?.name).toBe(basename(root));
  expect(counts(known)).toEqual({ ...none, updated: 1, filesTotal: 1 });

  const alone = await folder({ "c.md": post("C"), "d.md": post("D") }, unique());
  expect(counts(await run([join(alone, "c.md")]))).toEqual({ ...none, created: 1, filesTotal: 1 });
  expect(counts(await run([alone]))).toEqual({ ...none, created: 1, unchanged: 1, filesTotal: 2 });
});

test("a glob imports what it matches, into the source of the folder that it starts from", async () => {
  const root = await folder(
    { "2020/a.md": post("A"), "2020/a.png": "", "2021/b.md": post("B"), "c.md": post("C") },
    unique(),
  );
  const report = await run([`${root}/20*/**`]);
  expect(report.sources[0]?.root).toBe(root);
  expect((await articles(root)).map(({ path }) => path)).toEqual(["2020/a.md", "2021/b.md"]);
  await expect(run([`${root}/1999/*.md`])).rejects.toThrow("No file matches");
});

test("files that several paths name are imported once", async () => {
  const root = await folder({ "a.md": post("A"), "sub/b.md": post("B") }, unique());
  expect(counts(await run([`${root}/*.md`, `${root}/**/*.md`]))).toEqual({ ...none, created: 2, filesTotal: 2 });
  const again = await run([root, join(root, "sub"), join(root, "sub/b.md"), `${root}/*.md`]);
  expect(counts(again)).toEqual({ ...none, unchanged: 2, filesTotal: 2 });
});

test("a glob names each file once whatever links there are, and leaves node_modules out", async () => {
  const elsewhere = await folder({ "real.md": post("Real") });
  const root = await folder({ "x/a.md": post("A"), "x/node_modules/n.md": post("No") }, unique());
  await symlink("..", join(root, "x/loop"));
  await symlink(join(root, "x"), join(root, "y"));
  await symlink("me.md", join(root, "me.md"));
  await symlink(elsewhere, join(root, "outside"));
  await symlink(join(elsewhere, "real.md"), join(root, "x/linked.md"));
  expect(counts(await run([`${root}/**/*.md`]))).toEqual({ ...none, created: 2, filesTotal: 2 });
  expect((await articles(root)).map(({ path }) => path)).toEqual(["x/a.md", "x/linked.md"]);
  // The folder that a pattern begins with may be a link, as a folder that is given may.
  expect(counts(await run([`${root}/y/*.md`]))).toEqual({ ...none, unchanged: 2, filesTotal: 2 });
});

test("a folder of a known source is that part of it, unless it is given another name", async () => {
  const root = await folder({ "a.md": post("A"), "sub/b.md": post("B"), "sub/c.md": post("C") }, unique());
  await run([root]);
  await put(root, "a.md", post("A again"));
  await put(root, "sub/b.md", post("B again"));
  const part = await run([join(root, "sub")]);
  expect(part.sources).toMatchObject([{ name: basename(root), root, within: [] }]);
  expect(counts(part)).toEqual({ ...none, updated: 1, unchanged: 1, filesTotal: 2 });
  expect(counts(await run([join(root, "sub")], { source: basename(root) }))).toMatchObject({ unchanged: 2 });

  const source = unique();
  const own = await run([join(root, "sub")], { source });
  expect(own.sources).toMatchObject([{ name: source, root: join(root, "sub"), within: [basename(root)] }]);
  expect(counts(own)).toEqual({ ...none, created: 2, filesTotal: 2 });
  const whole = await run([root], { source: unique() });
  expect(whole.sources).toMatchObject([{ root, within: [basename(root)] }]);
});

test("a folder around that of another source is told of, since what lies there is read into both", async () => {
  const root = await folder({ "a.md": post("A"), "sub/b.md": post("B") }, unique());
  const source = unique();
  await run([join(root, "sub")], { source });
  expect((await run([root])).sources).toMatchObject([{ root, within: [], holds: [source] }]);
  expect((await run([join(root, "sub")], { source })).sources).toMatchObject([{ within: [basename(root)], holds: [] }]);
});

test("what a site keeps no articles in is left out by whatever path it is named", async () => {
  const root = await folder(
    {
      "hugo.toml": "",
      "archetypes/default.md": post("{{ .Name }}"),
      "content/_index.md": post("No"),
      "content/a.md": post("A"),
    },
    unique(),
  );
  const report = await run([`${root}/**/*.md`], { source: basename(root) });
  expect(counts(report)).toEqual({ ...none, created: 1, skipped: 2, filesTotal: 3 });
  expect(report.issues.map(({ code, path }) => `${code} ${path}`)).toEqual([
    "NOT_AN_ARTICLE archetypes/default.md",
    "NOT_AN_ARTICLE content/_index.md",
  ]);
  await expect(run([join(root, "content/_index.md")])).rejects.toThrow(
    "_index.md: A site of this kind keeps no articles there.",
  );
});

test("an article whose file holds none any more stays, and fails the run", async () => {
  const root = await folder({ "a.md": post("A"), "readme.md": "# Hello" }, unique());
  await run([root]);
  await put(root, "a.md", "# No front matter\n");
  const report = await run([root]);
  expect(report.status).toBe("FAILED");
  expect(counts(report)).toEqual({ ...none, failed: 1, skipped: 1, filesTotal: 2 });
  expect(report.issues.filter(({ severity }) => severity === "ERROR")).toMatchObject([
    { code: "ARTICLE_GONE", path: "a.md" },
  ]);
  expect(await articles(root)).toMatchObject([{ path: "a.md", title: "A" }]);
});

test("a Hexo site is read without its themes, and its images are found in its source folder", async () => {
  const root = await folder(
    {
      "_config.yml": "title: x\n",
      "source/_posts/a.md": `${post("A")}![a](/images/a.png) ![b](/images/missing.png)\n`,
      "source/images/a.png": "png",
      "themes/t/readme.md": post("No"),
      "scaffolds/post.md": post("No"),
      "public/a.html": post("No"),
      "node_modules/x/readme.md": post("No"),
      ".hidden/a.md": post("No"),
      ".b.md": post("No"),
    },
    unique(),
  );
  const report = await run([root]);
  expect(report.sources[0]?.kind).toBe("hexo");
  expect((await articles(root)).map(({ path }) => path)).toEqual(["source/_posts/a.md"]);
  const images = await db.client`
    select i.local_path from images i join sources s on s.id = i.source_id where s.root = ${root} order by 1`;
  expect(images.map((image) => image.local_path)).toEqual(["source/images/a.png", "source/images/missing.png"]);
  expect(report.issues).toMatchObject([{ code: "IMAGE_MISSING", path: "source/_posts/a.md", severity: "WARNING" }]);
});

test("an article's missing images are looked for, and the first twenty of them reported", async () => {
  const images = Array.from({ length: 70 }, (_, n) => `![x](images/${n}.png)`).join("\n\n");
  const root = await folder({ "a.md": post("A") + images }, unique());
  const report = await run([root]);
  expect(report.issues.map(({ code }) => code)).toEqual(Array(21).fill("IMAGE_MISSING"));
  expect(report.issues.at(-1)?.message).toContain("50 other images");
  expect(
    await db.client`
    select from images i join sources s on s.id = i.source_id where s.root = ${root}`,
  ).toHaveLength(70);
});

test("links to files are followed, links to folders and dead links are not", async () => {
  const elsewhere = await folder({ "real.md": post("Real"), "more/x.md": post("X") });
  const root = await folder({ "a.md": post("A") }, unique());
  await symlink(join(elsewhere, "real.md"), join(root, "linked.md"));
  await symlink(elsewhere, join(root, "loop.md"));
  await symlink(root, join(root, "self"));
  await symlink(join(root, "nowhere"), join(root, "dead.md"));
  const report = await run([root]);
  expect(counts(report)).toEqual({ ...none, created: 2, failed: 1, filesTotal: 3 });
  expect(report.issues).toMatchObject([{ code: "FILE_UNREADABLE", path: "dead.md" }]);
});

test("paths are NFC, and two files whose names differ only in that are not mixed up", async () => {
  const root = await folder({ "caf\u00e9.md": post("One"), "cafe\u0301.md": post("Two") }, unique());
  const report = await run([root]);
  expect(counts(report)).toEqual({ ...none, created: 1, failed: 1, filesTotal: 2 });
  expect(report.issues).toMatchObject([{ code: "NAME_TAKEN", path: "café.md" }]);
});

test.each([
  ["a folder without articles", { "x.pdf": "" }, "", "No article file was found"],
  ["a lone file of another kind", { "x.pdf": "" }, "x.pdf", "is no article file"],
  ["a path that does not exist", { "a.md": post("A") }, "nowhere", "it is not there"],
])("%s is refused and leaves no source behind", async (_, files, path, message) => {
  const root = await folder(files, unique());
  await expect(run([join(root, path)])).rejects.toThrow(message);
  expect(await db.client`select from sources where name = ${basename(root)}`).toHaveLength(0);
});

test.each([
  [{ timeZone: "Mars/Olympus" }, "no time zone"],
  [{ baseUrl: "ftp://example.com" }, "no base URL"],
  [{ source: "a/b" }, "--source"],
])("the option %j is refused", async (options, message) => {
  const root = await folder({ "a.md": post("A") }, unique());
  await expect(run([root], options)).rejects.toThrow(message);
});

test("two imports of one source at once come to what one would have", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 250 }, (_, n) => [
      `${n}.md`,
      post(`T${n}`, `categories: [k, k${n % 5}]\ntags: [t${n % 3}]\n`),
    ]),
  );
  const root = await folder(files, unique());
  const reports = await Promise.all([run([root]), run([root])]);
  const sum = (of: (report: ImportReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  expect(sum(({ failed }) => failed)).toBe(0);
  expect(sum(({ created }) => created)).toBe(250);
  expect(sum(({ unchanged }) => unchanged)).toBe(250);
  expect(await articles(root)).toHaveLength(250);
  expect(await maintainedCounts(db.client)).toEqual(await recountedCounts(db.client));
  expect(counts(await run([root]))).toEqual({ ...none, unchanged: 250, filesTotal: 250 });
});

test("a run that is asked to stop finishes its batch, and the next one goes on from there", async () => {
  const root = await folder(
    Object.fromEntries(Array.from({ length: 230 }, (_, n) => [`${n}.md`, post(`S${n}`)])),
    unique(),
  );
  const stop = new AbortController();
  const report = await run([root], {
    signal: stop.signal,
    onProgress: ({ filesDone }) => filesDone > 0 && stop.abort(),
  });
  expect(report.status).toBe("INTERRUPTED");
  expect(report.filesRead).toBeLessThan(230);
  expect(await articles(root)).toHaveLength(report.created);
  expect(counts(await run([root]))).toMatchObject({ created: 230 - report.created, unchanged: report.created });
});

test("a run that is stopped reports what its row says", async () => {
  const files = Array.from({ length: 700 }, (_, n): [string, string] => [`${n}.md`, n % 2 ? post(`R${n}`) : "nothing"]);
  const root = await folder(Object.fromEntries(files), unique());
  await run([root]);
  const stop = new AbortController();
  const onProgress = ({ filesDone }: { filesDone: number }) => filesDone > 0 && stop.abort();
  const report = await run([root], { signal: stop.signal, onProgress });
  // A batch, and no more.
  expect(report.filesRead).toBe(50);
  const [row] = await db.client`select * from import_runs where id = ${report.sources[0]!.runId}`;
  expect(row).toMatchObject({ files_read: 50, unchanged: report.unchanged, skipped: report.skipped });
});

test("an article of hostile sizes is stored, or fails alone", async () => {
  const root = await folder(
    {
      "wide.md": "---\ntitle: Wide\n---\n<p><img src='https://img.example.com/w.jpg' width=99999999999 height=-5></p>",
      "many.md": `---\ntitle: Many\ntags: [${Array.from({ length: 40_000 }, (_, n) => `t${n}`).join(", ")}]\n---\nx`,
      "title.md": `---\ntitle: ${"长".repeat(5000)}\nlang: ${"x".repeat(5000)}\n---\nx`,
      "ok.md": post("OK"),
    },
    unique(),
  );
  const report = await run([root]);
  expect(report.issues.filter(({ severity, path }) => severity === "ERROR" && path !== "many.md")).toEqual([]);
  expect((await articles(root)).map(({ path }) => path)).toEqual(
    expect.arrayContaining(["ok.md", "title.md", "wide.md"]),
  );
});

test("an empty folder beside a full one is no mistake", async () => {
  const root = await folder({ "a.md": post("A") }, unique());
  const empty = await folder({}, unique());
  await mkdir(join(empty, "sub"));
  expect(counts(await run([root, empty]))).toEqual({ ...none, created: 1, filesTotal: 1 });
  await rm(empty, { recursive: true });
});
