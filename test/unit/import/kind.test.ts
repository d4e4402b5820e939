import { join } from "node:path";
import { expect, test } from "vitest";
import { kindOf, kindOfFiles, kindOfSite } from "../../../src/import/kind.ts";
import { folder, put } from "../../integration/import/folder.ts";

const kindOfNames = (names: string, towards = "") => kindOfSite(new Set(names.split(" ")), towards);

test.each([
  ["hexo", "_config.yml source themes"],
  ["hexo", "scaffolds source package.json"],
  ["hexo", "_config.butterfly.yml source"],
  ["jekyll", "_config.yml _posts"],
  ["jekyll", "_config.yml _layouts index.md"],
  ["jekyll", "Gemfile _includes"],
  ["hugo", "hugo.toml content"],
  ["hugo", "config.yaml content themes"],
  ["hugo", "archetypes content"],
  ["hugo", "_index.md post"],
  ["astro", "astro.config.mjs src package.json"],
  ["astro", "gatsby-config.js content"],
  ["astro", "next.config.ts pages"],
  [null, "_config.yml a.md"],
  [null, "source a.md"],
  [null, "content a.md"],
  [null, "config.toml a.md"],
  [null, "package.json posts"],
] as const)("%s is recognised by the names %s", (kind, names) => {
  expect(kindOfNames(names)).toBe(kind);
});

test("a site above the folder counts only where the folder is one of its articles", () => {
  expect(kindOfNames("_config.yml source", "source")).toBe("hexo");
  expect(kindOfNames("_config.yml source", "notes")).toBe(null);
  expect(kindOfNames("hugo.toml content", "content")).toBe("hugo");
  expect(kindOfNames("hugo.toml content docs", "docs")).toBe(null);
  expect(kindOfNames("astro.config.mjs src", "src")).toBe("astro");
});

test.each([
  ["hugo", "blog", [["a.md", "+++\ntitle = 'x'\n+++"]]],
  ["hugo", "blog", [["a.md", "---\ntitle: x\n---\n{{< figure src=a.png >}}"]]],
  ["hugo", "site", [["content/post/a.md", ""]]],
  ["hugo", "blog", [["a/_index.md", ""]]],
  ["jekyll", "site/_posts", [["2020-01-05-a.md", ""]]],
  ["jekyll", "site", [["_posts/2020/2020-01-05-a.md", ""]]],
  ["folder", "site/source", [["_posts/2020-01-05-a.md", ""]]],
  ["folder", "blog", [["2020-01-05-a.md", ""]]],
  ["astro", "blog", [["a.mdx", ""]]],
  ["astro", "blog", [["a.md", "---\ntitle: x\npubDate: Jul 08 2022\n---"]]],
  ["folder", "blog", [["a.md", "---\ntitle: x\n---\nText"]]],
  ["folder", "blog", []],
] as const)("without a site, %s is what files of %s look like: %j", (kind, name, files) => {
  expect(
    kindOfFiles(
      `/home/me/${name}`,
      files.map(([path, text]) => ({ name: path, text })),
    ),
  ).toBe(kind);
});

test("one file among many does not decide", () => {
  const files = Array.from({ length: 20 }, (_, at) => ({ name: `${at}.md`, text: "" }));
  expect(kindOfFiles("/blog", [...files, { name: "a.mdx", text: "" }])).toBe("folder");
});

test("the folder may be the site, that of its articles, or one in there; above a repository nothing counts", async () => {
  const root = await folder({
    "site/hugo.toml": "",
    "site/content/post/2020/a.md": "---\ntitle: x\n---\n",
    "site/content/post/own/.git/HEAD": "",
    "site/content/post/own/a.md": "---\ntitle: x\n---\n",
  });
  for (const within of ["site", "site/content", "site/content/post", "site/content/post/2020"]) {
    expect(await kindOf(join(root, within))).toBe("hugo");
  }
  // Its own path still says content/post.
  expect(await kindOf(join(root, "site/content/post/own"))).toBe("hugo");
  await put(root, "site/notes/.git/HEAD", "");
  await put(root, "site/notes/a.md", "---\ntitle: x\n---\n");
  expect(await kindOf(join(root, "site/notes"))).toBe("folder");
  expect(await kindOf(join(root, "nowhere"))).toBe("folder");
});
