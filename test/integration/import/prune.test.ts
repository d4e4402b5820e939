import { randomUUID } from "node:crypto";
import { chmod, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { ImportRefused } from "../../../src/import/refused.ts";
import type { ImportReport } from "../../../src/import/report.ts";
import { type ImportOptions, runImport } from "../../../src/import/run.ts";
import { useImporting } from "../../support/importing.ts";
import { folder, post, put } from "./folder.ts";
import { maintainedCounts, NOW, recountedCounts, useDatabase } from "./writing.ts";

const db = useDatabase();
const importing = useImporting();

const unique = () => `posts-${randomUUID()}`;

const run = (paths: string[], options: Partial<ImportOptions> = {}): Promise<ImportReport> =>
  runImport({ ...importing, client: db.client, now: () => NOW }, { paths, cwd: "/", imageProxies: [], ...options });

const articles = (root: string) => db.client<{ path: string; id: string; slug: string }[]>`
  select a.path, a.id, a.slug from articles a join sources s on s.id = a.source_id
  where s.root = ${root} order by a.path collate "C"`;

const paths = async (root: string) => (await articles(root)).map(({ path }) => path);

const long = (title: string) => post(title).replace("Hello.", `${title} went on, `.repeat(40));

test("what left the folder is deleted with --prune, and only then", async () => {
  const root = await folder({ "a.md": post("A", "categories: [X]\ntags: [t]\n"), "sub/b.md": post("B") }, unique());
  await run([root]);
  await rm(join(root, "a.md"));
  expect(await run([root])).toMatchObject({ deleted: 0, unchanged: 1, left: 1, gone: [] });
  expect(await paths(root)).toEqual(["a.md", "sub/b.md"]);
  const would = await run([root], { prune: true, dryRun: true });
  expect(would).toMatchObject({
    deleted: 1,
    left: 0,
    gone: [{ source: basename(root), path: "a.md", renamedTo: null }],
  });
  const pruned = await run([root], { prune: true });
  expect(pruned).toMatchObject({ deleted: 1, unchanged: 1, filesRead: 1, filesTotal: 1, status: "SUCCEEDED" });
  expect(await paths(root)).toEqual(["sub/b.md"]);
  expect(await maintainedCounts(db.client)).toEqual(await recountedCounts(db.client));
  expect(await run([root], { prune: true })).toMatchObject({ deleted: 0, unchanged: 1 });
});

test("what was renamed is named, and is not gone: nor in a dry run", async () => {
  const root = await folder({ "a.md": long("A"), "b.md": post("B") }, unique());
  await run([root]);
  await rename(join(root, "a.md"), join(root, "c.md"));
  const gone = [{ source: basename(root), path: "a.md", renamedTo: "c.md" }];
  for (const dryRun of [true, false]) {
    expect(await run([root], { prune: true, dryRun })).toMatchObject({ renamed: 1, deleted: 0, left: 0, gone });
  }
});

test("nothing is deleted where no file holds an article, whatever else there is", async () => {
  const root = await folder({ "a.md": post("A") }, unique());
  await run([root]);
  await rm(join(root, "a.md"));
  await put(root, "readme.md", "No front matter.");
  expect(await run([root], { prune: true })).toMatchObject({
    ...{ deleted: 0, skipped: 1, left: 0, status: "SUCCEEDED" },
    issues: [{ path: ".", code: "NOT_PRUNED" }, { code: "NO_FRONT_MATTER" }],
  });
  expect(await paths(root)).toEqual(["a.md"]);
});

test("beside a file that is imported by itself nobody is missed", async () => {
  const root = await folder({ "a.md": post("A"), "b.md": post("B") }, unique());
  await run([root]);
  await rm(join(root, "a.md"));
  expect(await run([join(root, "b.md")])).toMatchObject({ unchanged: 1, left: 0 });
});

test("of a folder in a source, only what was in it is pruned", async () => {
  const root = await folder({ "one/a.md": post("A"), "two/b.md": post("B"), "two/c.md": post("C") }, unique());
  await run([root]);
  await rm(join(root, "one/a.md"));
  await rm(join(root, "two/b.md"));
  expect(await run([join(root, "two")], { prune: true })).toMatchObject({ deleted: 1 });
  expect(await paths(root)).toEqual(["one/a.md", "two/c.md"]);
});

test("a file that fails, or holds no article any more, is not gone", async () => {
  const root = await folder({ "a.md": post("A"), "b.md": post("B"), "c.md": post("C") }, unique());
  await run([root]);
  await put(root, "a.md", "---\ntitle: [\n");
  await put(root, "b.md", "nothing");
  expect(await run([root], { prune: true })).toMatchObject({ deleted: 0, failed: 2, unchanged: 1 });
  expect(await paths(root)).toEqual(["a.md", "b.md", "c.md"]);
});

// Root reads every folder.
test.skipIf(process.getuid?.() === 0)("what lies in a folder that cannot be read is not gone", async () => {
  const root = await folder({ "a.md": post("A"), "sub/b.md": post("B") }, unique());
  await run([root]);
  await chmod(join(root, "sub"), 0);
  try {
    expect(await run([root], { prune: true })).toMatchObject({ deleted: 0, failed: 1 });
  } finally {
    await chmod(join(root, "sub"), 0o755);
  }
});

test("a renamed file keeps its article's id and slug, with --prune too", async () => {
  const root = await folder({ "old.md": long("Kept"), "other.md": post("Other") }, unique());
  await run([root]);
  const [before] = await articles(root);
  await rename(join(root, "old.md"), join(root, "a-new-name.md"));
  expect(await run([root], { prune: true })).toMatchObject({ renamed: 1, created: 0, deleted: 0, unchanged: 1 });
  expect((await articles(root))[0]).toEqual({ ...before, path: "a-new-name.md" });
  expect(await run([root], { prune: true })).toMatchObject({ renamed: 0, unchanged: 2 });
});

test("a copy is reported, and takes over when the first file goes", async () => {
  const root = await folder({ "a.md": long("Twice"), "b.md": long("Twice") }, unique());
  const first = await run([root]);
  expect(first).toMatchObject({ created: 1, skipped: 1 });
  expect(first.issues).toMatchObject([{ code: "DUPLICATE_ARTICLE", path: "b.md", severity: "WARNING" }]);
  expect(await run([root])).toMatchObject({ unchanged: 2, issues: [] });
  const [before] = await articles(root);
  await rm(join(root, "a.md"));
  expect(await run([root], { prune: true })).toMatchObject({ deleted: 0, renamed: 1, filesRead: 1 });
  expect(await articles(root)).toEqual([{ ...before, path: "b.md" }]);
  expect(await run([root], { prune: true })).toMatchObject({ unchanged: 1, issues: [] });
});

test("a copy whose file has gone is no failure when its article changes", async () => {
  const root = await folder({ "a.md": long("Twice"), "b.md": long("Twice") }, unique());
  await run([root]);
  await rm(join(root, "b.md"));
  await put(root, "a.md", long("Edited"));
  expect(await run([root])).toMatchObject({ updated: 1, status: "SUCCEEDED", issues: [] });
});

test("a copy that holds no article any more does not take over", async () => {
  const root = await folder({ "a.md": long("Twice"), "b.md": long("Twice"), "c.md": post("C") }, unique());
  await run([root]);
  await put(root, "b.md", "nothing");
  expect(await run([root])).toMatchObject({ unchanged: 2, skipped: 1, status: "SUCCEEDED" });
  await rm(join(root, "a.md"));
  expect(await run([root], { prune: true })).toMatchObject({ deleted: 1, renamed: 0, status: "SUCCEEDED" });
  expect(await paths(root)).toEqual(["c.md"]);
});

test("a file whose name is not in NFC on the disk is found, also outside the folder that is read", async () => {
  const [zoe, e] = ["zoe\u0301", "e\u0301.md"];
  const root = await folder({ "sub/a.md": long("Twice"), "sub/k.md": post("K"), [`${zoe}/z.md`]: post("Z") }, unique());
  await put(root, `${zoe}/${e}`, long("Twice"));
  expect(await run([root])).toMatchObject({ created: 3, skipped: 1 });
  const [before] = await articles(root);
  const twice = { ...before, path: "zo\u00e9/\u00e9.md" };

  await rm(join(root, "sub/a.md"));
  expect(await run([join(root, "sub")], { prune: true })).toMatchObject({ renamed: 1, deleted: 0, issues: [] });
  expect((await articles(root)).at(-1)).toEqual(twice);

  await put(root, "sub/b.md", long("Twice"));
  expect(await run([join(root, "sub")])).toMatchObject({ renamed: 0, skipped: 1 });
  await put(root, "a.md", long("Twice"));
  await put(root, `${zoe}/${e}`, long("Edited"));
  expect(await run([root])).toMatchObject({ updated: 1, status: "SUCCEEDED" });
  expect(await paths(root)).toEqual(["a.md", "sub/k.md", "zo\u00e9/z.md", twice.path]);

  await rm(join(root, zoe, e));
  expect(await run([join(root, zoe)], { prune: true })).toMatchObject({ deleted: 1 });
});

test("a copy under a name that is not in NFC is read again when its article changes", async () => {
  const root = await folder({ "a.md": long("Twice"), "e\u0301.md": long("Twice") }, unique());
  await run([root]);
  await put(root, "a.md", long("Edited"));
  expect(await run([root])).toMatchObject({ updated: 1, created: 1, status: "SUCCEEDED", issues: [] });
  expect(await paths(root)).toEqual(["a.md", "\u00e9.md"]);
});

test("a dry run writes no article, and says what would happen", async () => {
  const root = await folder({ "a.md": post("A"), "b.md": post("B"), "c.md": "---\ntitle: [\n" }, unique());
  expect(await run([root], { dryRun: true })).toMatchObject({ dryRun: true, created: 2, failed: 1, status: "FAILED" });
  expect(await paths(root)).toEqual([]);
  await run([root]);
  await put(root, "a.md", post("A again"));
  await rm(join(root, "b.md"));
  const counts = { updated: 1, deleted: 1, failed: 1 };
  expect(await run([root], { dryRun: true, prune: true, timeZone: "Asia/Tokyo" })).toMatchObject(counts);
  expect(await paths(root)).toEqual(["a.md", "b.md"]);
  // Options of a dry run are not remembered.
  expect(await run([root], { prune: true })).toMatchObject(counts);
  expect(await maintainedCounts(db.client)).toEqual(await recountedCounts(db.client));
});

test("--prune takes a whole folder", async () => {
  const root = await folder({ "a.md": post("A") }, unique());
  await expect(run([join(root, "a.md")], { prune: true })).rejects.toThrow(ImportRefused);
  await expect(run([`${root}/*.md`], { prune: true })).rejects.toThrow("--prune needs a whole folder");
});

test("a run is recorded with all that it came to", async () => {
  const root = await folder({ "a.md": post("A"), "b.md": "---\ntitle: [\n", "c.md": "no article" }, unique());
  const { sources } = await run([root]);
  const [row] = await db.client`select * from import_runs where id = ${sources[0]!.runId}`;
  expect(row).toMatchObject({
    status: "FAILED",
    dry_run: false,
    files_total: 3,
    files_read: 3,
    created: 1,
    skipped: 1,
    failed: 1,
  });
  const issues = await db.client`select path, code from import_issues where run_id = ${row!.id} order by id`;
  expect(issues).toMatchObject([
    { path: "b.md", code: "FRONT_MATTER_UNCLOSED" },
    { path: "c.md", code: "NO_FRONT_MATTER" },
  ]);
});

test("a source without articles gives up its name", async () => {
  const name = unique();
  const [one, two] = [await folder({ "a.md": "nothing" }, name), await folder({ "a.md": post("A") }, name)];
  expect(await run([one])).toMatchObject({ skipped: 1 });
  expect(await run([two])).toMatchObject({ created: 1 });
});
