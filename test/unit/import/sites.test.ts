// A small site of each kind, found out, walked and read as its generator does.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseArticle } from "../../../src/content/article.ts";
import type { Article, ContentOptions, Issue, SourceKind } from "../../../src/content/types.ts";
import { kindOf } from "../../../src/import/kind.ts";
import { walk } from "../../../src/import/walk.ts";
import { DEFAULTS } from "../content/support.ts";

const SITES = fileURLToPath(new URL("../../fixtures/sites/", import.meta.url));

interface Site {
  kind: SourceKind;
  names: string[];
  articles: Record<string, Article | null>;
  issues: Issue[];
}

async function readSite(name: string, options: Partial<ContentOptions>): Promise<Site> {
  const root = join(SITES, name);
  const kind = await kindOf(root);
  const names = [...(await walk(root, kind, [""])).names()];
  const parsed = names.map((path) =>
    parseArticle(
      { path, bytes: readFileSync(join(root, path)) },
      { ...DEFAULTS, kind, timeZoneAssumed: false, ...options },
    ),
  );
  return {
    kind,
    names,
    articles: Object.fromEntries(names.map((path, at) => [path, parsed[at]?.article ?? null])),
    issues: parsed.flatMap(({ issues }) => issues),
  };
}

const local = (localPath: string) => ({ url: null, localPath });

test("a Hexo site: chains of categories, aliases, drafts, JSON, no scaffolds, themes or made pages", async () => {
  const { kind, names, articles, issues } = await readSite("hexo", { timeZone: "Asia/Shanghai" });
  expect(kind).toBe("hexo");
  expect(names).toEqual(["source/_drafts/not-yet.md", "source/_posts/json.md", "source/_posts/three-lamps.md"]);
  expect(articles["source/_posts/three-lamps.md"]).toMatchObject({
    title: "Three lamps",
    slug: "three-lamps",
    status: "PUBLISHED",
    publishedAt: Date.UTC(2021, 4, 4, 12, 15),
    publishedPrecision: "INSTANT",
    updatedAt: Date.UTC(2021, 5, 1, 0, 0),
    categories: [["Home", "Light"], ["Reviews"]],
    tags: ["lamps"],
    summary: "Three lamps, side by side.",
    headImage: { address: local("images/lamp.webp"), format: "WEBP" },
    format: "MARKDOWN",
  });
  expect(articles["source/_posts/json.md"]).toMatchObject({
    title: "Written in JSON",
    categories: [["Home", "Light"]],
    text: "Front matter without braces, closed by three semicolons.",
  });
  expect(articles["source/_drafts/not-yet.md"]?.status).toBe("DRAFT");
  expect(issues).toEqual([]);
});

test("a Jekyll site: dates and titles of file names, flat categories, Liquid kept and reported", async () => {
  const { kind, names, articles, issues } = await readSite("jekyll", {
    categoryMode: "flat",
    baseUrl: "https://rivers.example/blog",
  });
  const post = "_posts/2019-03-09-up-the-river.md";
  const note = "notes/_posts/2019-04-01-a-short-note.md";
  expect(kind).toBe("jekyll");
  expect(names).toEqual(["_drafts/later.md", post, note]);
  const article = articles[post];
  expect(article).toMatchObject({
    title: "Up the river",
    slug: "up-the-river",
    publishedAt: Date.UTC(2019, 2, 9),
    publishedPrecision: "DAY",
    url: "https://rivers.example/blog/2019/up-the-river.html",
    categories: [["travel"], ["water"]],
    tags: ["boats", "maps"],
    summary: "Upstream it is slow.",
    headImage: { address: { url: "https://rivers.example/assets/river.jpg" } },
    images: [{ address: { url: "https://rivers.example/assets/map.png" }, alt: "The map" }],
  });
  expect(article?.text).toBe(
    'Upstream it is slow.\n{% include note.html text="Mind the weir" %}\nBraces such as {{ these }} stay.',
  );
  expect(articles[note]).toMatchObject({
    title: "A Short Note",
    slug: "a-short-note",
    publishedAt: Date.UTC(2019, 3, 1),
    categories: [["notes"]],
  });
  expect(articles["_drafts/later.md"]).toMatchObject({ status: "DRAFT", publishedAt: null });
  expect(issues).toMatchObject([
    { path: post, code: "LIQUID_KEPT", message: expect.stringContaining("{% include %}") },
  ]);
});

test("a Hugo site: TOML and JSON, keys in any case, figures, shortcodes kept and reported, bundles by their folder", async () => {
  const { kind, names, articles, issues } = await readSite("hugo", {
    categoryMode: "flat",
    baseUrl: "https://gardens.example/en/",
  });
  const frost = "content/post/first-frost.md";
  const bundle = "content/post/bundle/index.md";
  expect(kind).toBe("hugo");
  expect(names).toEqual([frost, bundle]);
  expect(articles[frost]).toMatchObject({
    title: "First frost",
    slug: "frost",
    publishedAt: Date.UTC(2022, 10, 3, 6, 30),
    updatedAt: Date.UTC(2022, 10, 5),
    url: "https://gardens.example/en/garden/frost/",
    categories: [["Garden"], ["Weather"]],
    tags: ["frost", "autumn"],
    authors: ["Ida Holm"],
    summary: "The night\nof the first frost.",
    headImage: { address: { url: "https://gardens.example/images/frost.jpg" } },
    images: [
      {
        address: { url: "https://gardens.example/images/leaf.png" },
        alt: "A leaf",
        caption: "The last leaf",
        width: 640,
        height: 480,
      },
    ],
  });
  expect(articles[frost]?.text).toBe(
    'The last leaf\n{{< note "Cover the roses" >}}\nWrite {{< note >}} to get a note.',
  );
  expect(articles[frost]?.html).toContain("<code>{{&lt; note >}}</code>");
  expect(articles[frost]?.frontMatter).toHaveProperty("Tags", ["frost", "autumn"]);
  expect(articles[bundle]).toMatchObject({
    title: "bundle",
    slug: "bundle",
    status: "DRAFT",
    publishedAt: Date.UTC(2022, 11, 1),
    publishedPrecision: "DAY",
    tags: ["snow"],
  });
  expect(issues).toMatchObject([{ path: frost, code: "SHORTCODE_KEPT", message: expect.stringMatching(/: note$/) }]);
});

test("an Astro site: its keys for dates and images, MDX without its program", async () => {
  const { kind, names, articles, issues } = await readSite("astro", { categoryMode: "flat" });
  const kites = "src/content/blog/kites.md";
  const boats = "src/content/blog/paper-boats.mdx";
  expect(kind).toBe("astro");
  expect(names).toEqual([kites, boats]);
  expect(articles[kites]).toMatchObject({
    slug: "kites",
    status: "DRAFT",
    publishedAt: Date.UTC(2022, 7, 1),
    authors: ["Ida Holm"],
    headImage: { address: local("src/content/blog/kite.png") },
  });
  const article = articles[boats];
  expect(article).toMatchObject({
    title: "Paper boats",
    slug: "paper-boats",
    publishedAt: Date.UTC(2022, 6, 8),
    updatedAt: Date.UTC(2022, 6, 9),
    summary: "How to fold one.",
    headImage: { address: local("boat.jpg") },
    format: "MARKDOWN",
  });
  expect(article?.text).toBe(
    'A sheet of paper is enough.\nFold it twice.\n<Steps.List items={["a", "b"]} />\nimport Callout from "x";\n<Callout>code</Callout>',
  );
  expect(article?.html).toContain("<strong>paper</strong>");
  expect(article?.html).toContain("<em>twice</em>");
  expect(article?.raw).toContain("export const sheet");
  expect(issues.map(({ code }) => code)).toEqual(["COMPONENT_KEPT"]);
});
