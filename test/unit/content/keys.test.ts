import { expect, test } from "vitest";
import type { ContentOptions } from "../../../src/content/types.ts";
import { articleOf, codesOf, parseText } from "./support.ts";

const read = (front: string, options: Partial<ContentOptions> = {}, path = "posts/article.md") =>
  parseText(`---\ntitle: x\n${front}\n---\nBody`, { timeZoneAssumed: false, ...options }, path);
const article = (...given: Parameters<typeof read>) => articleOf(read(...given));

test.each([
  ["pubDate: Jul 08 2022"],
  ["publishDate: 2022-07-08"],
  ["publishedAt: '2022-07-08'"],
  ["published: 2022-07-08"],
  ["date: 2022-07-08\npubDate: 1999-01-01\npublished: true"],
  ["date:\npubDate: 2022-07-08"],
])("%j tells when an article was published", (front) => {
  const parsed = read(front);
  expect(articleOf(parsed)).toMatchObject({ publishedAt: Date.UTC(2022, 6, 8), status: "PUBLISHED" });
  expect(parsed.issues).toEqual([]);
});

test.each([["updated"], ["lastmod"], ["updatedDate"], ["modified"], ["last_modified_at"]])(
  "%s tells when an article was changed",
  (key) => {
    expect(article(`${key}: 2022-07-08`)).toMatchObject({ updatedAt: Date.UTC(2022, 6, 8), publishedAt: null });
  },
);

test("published is a switch where it is one, and no date then", () => {
  const parsed = read("published: false");
  expect(articleOf(parsed)).toMatchObject({ status: "DRAFT", publishedAt: null });
  expect(parsed.issues).toEqual([]);
});

test.each([
  ["tags: [a]\npubDate: Invalid Date", {}, { code: "DATE_UNREADABLE", line: 4 }],
  ["date: 2020-01-01\nupdated: soon", {}, { code: "DATE_UNREADABLE", line: 4 }],
  ['dated: no\n"date" : 1970-01-19', {}, { code: "DATE_SUSPICIOUS", line: 4 }],
  ["DATE: 2020-01-01 10:00:00", { kind: "hugo", timeZoneAssumed: true }, { code: "DATE_ZONE_ASSUMED", line: 3 }],
  ["date: Invalid Date", { kind: "feed" }, { code: "DATE_UNREADABLE", line: null }],
] as const)("what is wrong in %j is told with its line", (front, options, issue) => {
  expect(read(front, options).issues).toMatchObject([issue]);
});

test("what a password protects is a draft, and reported", () => {
  const parsed = read("password: '1234'");
  expect(articleOf(parsed).status).toBe("DRAFT");
  expect(codesOf(parsed)).toEqual(["PASSWORD_PROTECTED"]);
  for (const front of ["password:", "password: ''", "password: false"]) expect(article(front).status).toBe("PUBLISHED");
});

test.each([
  ["heroImage: /a.png"],
  ["image: /a.png"],
  ["image: { src: /a.png, alt: An image }"],
  ["image: { path: /a.png }"],
  ["image: { url: /a.png }"],
  ["cover: /a.png"],
  ["cover: { image: /a.png, caption: An image }"],
  ["coverImage: /a.png"],
  ["featured_image: /a.png"],
  ["featuredImage: /a.png"],
  ["images: [/a.png, /b.png]"],
  ["images: [{ src: /a.png }]"],
  ["header: { overlay_image: /a.png }"],
  ["header: { image: /a.png }"],
  ["photos: [/a.png, /b.png]"],
])("%j is the head image", (front) => {
  expect(article(front)).toMatchObject({
    headImage: { address: { localPath: "a.png" } },
    thumbnail: { format: "PNG" },
  });
});

test("what themes keep under the keys of images and is none is left alone", () => {
  for (const front of [
    "cover: false",
    "cover: transparent",
    "image: true",
    "header: Some text.",
    "images: []",
    "cover: {}",
  ]) {
    const parsed = read(front);
    expect(articleOf(parsed).headImage).toBe(null);
    expect(parsed.issues).toEqual([]);
  }
});

test("a teaser is the thumbnail", () => {
  expect(article("header: { image: /a.png, teaser: /b.png }").thumbnail?.address.localPath).toBe("b.png");
  expect(article("thumbnail: /b.png\ncover: /a.png").thumbnail?.address.localPath).toBe("b.png");
});

test("Hugo's keys are the same in any case, and stand below params and taxonomies as well", () => {
  const front =
    "Date: 2022-07-08\nDRAFT: true\nparams:\n  Author: Ida\n  tags: [x]\ntaxonomies:\n  tags: [a]\n  Categories: [b]";
  const parsed = read(front, { kind: "hugo", categoryMode: "flat" });
  expect(articleOf(parsed)).toMatchObject({
    publishedAt: Date.UTC(2022, 6, 8),
    status: "DRAFT",
    authors: ["Ida"],
    tags: ["a"],
    categories: [["b"]],
  });
  expect(parsed.issues).toEqual([]);
  expect(article("tags: [top]\ntaxonomies: { tags: [below] }", { kind: "hugo" }).tags).toEqual(["top"]);
  expect(article("Date: 2022-07-08").publishedAt).toBe(null);
});

test.each([
  ["categries: [a]", "categories"],
  ["catgories: [a]", "categories"],
  ["cateogries: [a]", "categories"],
  ["categoriess: [a]", "categories"],
  ["tltle: y", "title"],
  ["Author: Ida", "author"],
  ["Date: 2022-07-08", "date"],
  ["thumbnial: /a.png", "thumbnail"],
])("%j is reported with its line and the key that is read", (line, meant) => {
  const { issues } = parseText(`---\n${meant === "title" ? "" : "title: x\n"}${line}\n---\nBody`);
  expect(issues).toMatchObject([
    {
      code: "KEY_MISSPELT",
      severity: "WARNING",
      line: meant === "title" ? 2 : 3,
      message: expect.stringContaining(`“${meant}”`),
    },
  ]);
});

test("keys of their own are not reported: short ones, other words, and those beside the right one", () => {
  for (const front of [
    "data: 1",
    "tas: 1",
    "layout: post",
    "weight: 3",
    "series: s",
    "titles: y",
    "toc: true",
    "from: a",
    "keywords: k",
  ]) {
    expect(codesOf(read(front))).toEqual([]);
  }
});

test.each([
  ["categories: travel water", [["travel"], ["water"]]],
  ["categories: [river boats, water]", [["river boats"], ["water"]]],
  ["categories: [[a, b], c]", [["a"], ["b"], ["c"]]],
  ["category: river boats", [["river boats"]]],
  ["category: one\ncategories: [two, one]", [["two"], ["one"]]],
  ["categories:", []],
])("Jekyll reads %j as categories that stand for themselves", (front, categories) => {
  expect(article(front, { kind: "jekyll", categoryMode: "flat" }, "_posts/2020-01-01-a.md").categories).toEqual(
    categories,
  );
});

test("Jekyll takes categories from the folders above _posts, not from those below", () => {
  const options = { kind: "jekyll", categoryMode: "flat" } as const;
  expect(article("categories: [a]", options, "news/local/_posts/2020/2020-01-01-a.md").categories).toEqual([
    ["news"],
    ["local"],
    ["a"],
  ]);
  expect(article("", options, "about/team.md").categories).toEqual([]);
});

test("only Jekyll splits a text of tags", () => {
  expect(article("tags: boats maps", { kind: "jekyll" }).tags).toEqual(["boats", "maps"]);
  expect(article("tag: boats maps", { kind: "jekyll" }).tags).toEqual(["boats maps"]);
  for (const kind of ["hexo", "hugo", "astro", "folder"] as const) {
    expect(article("tags: boats maps", { kind }).tags).toEqual(["boats maps"]);
  }
});

test.each([
  ["_posts/2020-01-05-on-the-way.md", Date.UTC(2020, 0, 5), "on-the-way"],
  ["_posts/deep/2020-1-5-on-the-way.markdown", Date.UTC(2020, 0, 5), "on-the-way"],
  ["_posts/2020-01-05-旅.md", Date.UTC(2020, 0, 5), "旅"],
  ["_posts/2020-13-05-on-the-way.md", null, "on-the-way"],
  ["about.md", null, "about"],
])("Jekyll's file name %s tells day and slug", (path, publishedAt, slug) => {
  expect(article("", { kind: "jekyll" }, path)).toMatchObject({ publishedAt, slug });
});

test("front matter goes before Jekyll's file name, but for a date that cannot be read", () => {
  const path = "_posts/2020-01-05-on-the-way.md";
  expect(article("date: 2020-01-06 12:00:00\nslug: other", { kind: "jekyll" }, path)).toMatchObject({
    publishedAt: Date.UTC(2020, 0, 6, 12),
    publishedPrecision: "INSTANT",
    slug: "other",
  });
  const parsed = read("date: 2020-01-06 12:-:00", { kind: "jekyll" }, path);
  expect(articleOf(parsed)).toMatchObject({ publishedAt: Date.UTC(2020, 0, 5), publishedPrecision: "DAY" });
  expect(codesOf(parsed)).toEqual(["DATE_UNREADABLE"]);
});

test("an index is called by its folder, also one of a language", () => {
  const titleOf = (path: string) => articleOf(parseText("---\ndate: 2020-01-01\n---\n", { kind: "hugo" }, path)).title;
  expect(titleOf("content/post/first-frost/index.md")).toBe("first-frost");
  expect(titleOf("content/post/first-frost/index.de.md")).toBe("first-frost");
  expect(titleOf("index.md")).toBe("index");
});

test("in flat mode a list inside the list is a chain", () => {
  expect(article("categories: [[a, b], c]", { kind: "wordpress", categoryMode: "flat" }).categories).toEqual([
    ["a", "b"],
    ["c"],
  ]);
});

const at = { baseUrl: "https://a.example/blog" };
test.each([
  ["jekyll", "permalink: /2020/x.html", at, "https://a.example/blog/2020/x.html"],
  ["jekyll", "permalink: /:year/:title/", at, null],
  ["jekyll", "permalink: pretty", at, null],
  ["jekyll", "permalink: /2020/x.html", {}, null],
  ["hugo", "url: garden/frost/", at, "https://a.example/blog/garden/frost/"],
  ["hugo", "url: /:slug/", at, null],
  ["hexo", "permalink: /2020/x.html", at, null],
  ["folder", "url: /2020/x.html", at, null],
  ["astro", "canonical_url: https://b.example/x", at, "https://b.example/x"],
  ["hugo", "canonicalURL: https://b.example/x\nurl: /x/", at, "https://a.example/blog/x/"],
  ["folder", "link: https://b.example/x", {}, "https://b.example/x"],
] as const)("in %s, the address that %j tells is the page's", (kind, front, options, url) => {
  expect(article(front, { kind, ...options }).url).toBe(url);
});

test("an address that a page links to is not what its own images are relative to", () => {
  const image = (kind: ContentOptions["kind"], front: string) =>
    articleOf(parseText(`---\ntitle: x\n${front}\n---\n![](a.png)`, { kind })).images[0]?.address;
  const local = { url: null, localPath: "posts/a.png" };
  expect(image("jekyll", "link: https://b.example/x/")).toEqual(local);
  expect(image("astro", "canonical: https://b.example/x/")).toEqual(local);
  expect(image("folder", "canonical: https://b.example/x/")).toEqual(local);
  expect(image("feed", "link: https://b.example/x/")).toEqual({ url: "https://b.example/x/a.png", localPath: null });
});
