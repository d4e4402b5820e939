import { chmod, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { walk } from "../../../src/import/walk.ts";
import { folder } from "../../integration/import/folder.ts";

const files = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, "x"]));

test("a walk finds the files that can hold an article, always in the same order", async () => {
  const root = await folder(
    files(
      "b.md",
      "a.MD",
      "c.mdx",
      "deep/z.html",
      "deep/a.markdown",
      "deep/er/a.txt",
      "a.png",
      ".hidden/a.md",
      ".a.md",
      "node_modules/a/readme.md",
    ),
  );
  await symlink(root, join(root, "deep/circle"));
  await symlink(join(root, "nowhere"), join(root, "gone.md"));
  const found = await walk(root, "folder", [""]);
  expect([...found.names()]).toEqual([
    "a.MD",
    "b.md",
    "c.mdx",
    "gone.md",
    "deep/a.markdown",
    "deep/z.html",
    "deep/er/a.txt",
  ]);
  expect(found).toMatchObject({ count: 7, twins: [], issues: [] });
  expect([...found.names()]).toEqual([...found.names()]);
});

test("feeds and exports are named; templates, maps of sites and folders are none", async () => {
  const root = await folder({
    "a.xml": '<?xml version="1.0"?>\n<rss version="2.0">',
    "deep/b.atom": '<feed xmlns="http://www.w3.org/2005/Atom">',
    "sitemap.xml": "<urlset>",
    "feed.xml": "---\nlayout: null\n---\n<rss>",
    "bom.xml": "\uFEFF---\n---\n<rss>",
    "hugo.xml": '{{ printf "<?xml?>" }}\n<rss>',
    "text.md": "<rss>",
    "empty.rss": "",
  });
  await mkdir(join(root, "folder.xml"));
  const found = await walk(root, "folder", [""]);
  expect(found.feeds.sort()).toEqual(["a.xml", "deep/b.atom"]);
  expect(found.count).toBe(1);
});

test("folders within each other and single files are found once", async () => {
  const root = await folder(files("a/b/c.md", "a/d.md", "e.md", "f.md"));
  const found = await walk(root, "folder", ["a/b", "a"], ["e.md", "a/d.md", "e.md"]);
  expect([...found.names()]).toEqual(["e.md", "a/d.md", "a/b/c.md"]);
  expect(found.count).toBe(3);
});

test("a walk knows which paths are there", async () => {
  const root = await folder(files("a.md", "m.md", "z.md", "deep/a.md"));
  const found = await walk(root, "folder", [""]);
  expect(["a.md", "m.md", "z.md", "deep/a.md"].filter((path) => !found.has(path))).toEqual([]);
  expect(["", "b.md", "0.md", "zz.md", "deep", "deep/m.md", "nowhere/a.md"].filter((path) => found.has(path))).toEqual(
    [],
  );
});

test("names are given as they are spelled and known by their path; of two spellings of one, the second is a twin", async () => {
  const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];
  const root = await folder(files(`${decomposed}/a.md`, `${composed}/a.md`, `${composed}/b.md`, `${decomposed}.md`));
  const found = await walk(root, "folder", [""]);
  expect([...found.names()]).toEqual([`${decomposed}.md`, `${composed}/a.md`, `${composed}/b.md`]);
  expect(found).toMatchObject({ count: 3, twins: [`${decomposed}/a.md`] });
  expect(found.has(`${composed}.md`)).toBe(true);
});

test.each([
  ["hexo", ["source/a.md", "source/public/a.md"], ["scaffolds/a.md", "themes/t/a.md", "public/a.html"]],
  ["jekyll", ["_posts/a.md", "a.md"], ["_site/a.html", "_layouts/a.html", "_includes/a.md", "vendor/a.md"]],
  [
    "hugo",
    ["content/post/a.md", "content/data/a.md"],
    ["archetypes/a.md", "public/a.html", "layouts/a.html", "content/_index.md", "content/post/_index.de.md"],
  ],
  ["astro", ["src/content/a.mdx", "src/public/a.md"], ["dist/a.html", "public/a.html"]],
  ["folder", ["public/a.md", "themes/a.md", "_index.md", "_site/a.md"], []],
] as const)("of a %s site, templates and made pages are no articles", async (kind, articles, others) => {
  const root = await folder(files(...articles, ...others, ...(kind === "astro" ? ["package.json"] : [])));
  const found = await walk(root, kind, [""]);
  expect([...found.names()].sort()).toEqual([...articles].sort());
});

test("in a folder of articles alone, no name is a site's", async () => {
  const root = await folder(files("public/a.md", "data/a.md", "themes/a.md", "vendor/a.md"));
  for (const kind of ["hexo", "hugo", "jekyll", "astro"] as const) {
    expect((await walk(root, kind, [""])).count).toBe(4);
  }
});

test.skipIf(process.getuid?.() === 0)(
  "a folder that cannot be read is reported, and what is in it counts as there",
  async () => {
    const root = await folder(files("a.md"));
    await mkdir(join(root, "locked"));
    await chmod(join(root, "locked"), 0);
    const found = await walk(root, "folder", [""]);
    expect(found.issues).toMatchObject([{ code: "FILE_UNREADABLE", path: "locked" }]);
    expect([found.has("locked/a.md"), found.has("lockedout/a.md"), found.has("b.md")]).toEqual([true, false, false]);
    await chmod(join(root, "locked"), 0o700);
  },
);

test("a folder that is not there is reported, and what would be in it counts as there", async () => {
  const root = await folder(files("a.md"));
  const found = await walk(root, "folder", ["", "gone"]);
  expect(found.issues).toMatchObject([{ code: "FILE_UNREADABLE", path: "gone" }]);
  expect([found.count, found.has("gone/deep/a.md"), found.has("gone.md"), found.has("a.md")]).toEqual([
    1,
    true,
    false,
    true,
  ]);
});
