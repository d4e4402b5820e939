import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseArticle } from "../../../src/content/article.ts";
import { ISSUES } from "../../../src/content/issues.ts";
import { articleOf, codesOf, DEFAULTS, parseFixture, parseText } from "./support.ts";

const remote = (url: string) => ({ url, localPath: null });

test("a feed's article comes out whole: fields, images with their sizes, the proxy undone", () => {
  const { article, issues } = parseFixture("feed.txt");
  const head = {
    address: remote("http://img1.news.example/202112/5f0c1d2e3a4b5c6d7e8f9000_1024.jpg"),
    width: 1080,
    height: 1936,
    format: "JPEG",
  };
  expect(article).toMatchObject({
    path: "feed.txt",
    title: "河上的桥·一座城市的四季丨影像",
    slug: "河上的桥-一座城市的四季丨影像",
    status: "PUBLISHED",
    publishedAt: Date.UTC(2021, 11, 18, 17, 38, 22),
    publishedPrecision: "INSTANT",
    updatedAt: null,
    commentsEnabled: false,
    authors: ["河畔"],
    categories: [["新媒体", "河畔", "source"]],
    tags: [],
    headImage: head,
    thumbnail: head,
    format: "HTML",
  });
  expect(article?.images.map(({ address, width, height }) => [address.url, width, height])).toEqual([
    ["http://img1.news.example/202112/5f0c1d2e3a4b5c6d7e8f9000_1024.jpg", 1080, 1936],
    ["http://img1.news.example/202112/5f0c1d2e3a4b5c6d7e8f9001_1024.jpg", 1094, 414],
    ["http://img2.news.example/202112/5f0c1d2e3a4b5c6d7e8f9002_1024.jpg", 1080, 2046],
  ]);
  expect(issues).toEqual([
    {
      path: "feed.txt",
      line: null,
      severity: "WARNING",
      code: "MARKUP_REMOVED",
      message: "Removed from the body: 3 × event handler.",
      hint: ISSUES.MARKUP_REMOVED.hint,
    },
  ]);
});

test("a feed's article loses no character of its text, and its raw body is what stands in the file", () => {
  const article = articleOf(parseFixture("feed.txt"));
  const file = readFileSync(new URL("../../fixtures/articles/feed.txt", import.meta.url), "utf8");
  const body = file.slice(file.indexOf("\n---\n", 5) + 5);
  expect(article.raw).toBe(body);
  expect(article.text.replace(/\s/g, "")).toBe(body.replace(/<[^>]*>/g, "").replace(/\s/g, ""));
  expect(article.lead.startsWith("清晨的雾从河面升起，桥上的行人渐渐多了起来。这座桥有 120 年的历史")).toBe(true);
  expect(article.html).not.toMatch(/onclick|class=|data-|cors\.zfour/);
});

test("a Hexo article in Markdown comes out whole", () => {
  const parsed = parseFixture("hexo.md", { timeZone: "Asia/Shanghai", timeZoneAssumed: false });
  const article = articleOf(parsed);
  // Nothing is above the root: that image leads nowhere, and stays as it is written.
  expect(parsed.issues).toMatchObject([
    { code: "IMAGE_UNRESOLVED", message: expect.stringContaining("../shared/lamp") },
  ]);
  expect(article.html).toContain('<img src="../shared/lamp.webp" ');
  expect(article).toMatchObject({
    title: "Notes on lamps",
    publishedAt: Date.UTC(2018, 7, 18, 9, 51),
    updatedAt: Date.UTC(2018, 8, 1, 0, 0),
    tags: ["light", "1.0", "007"],
    categories: [["Home", "Lamps"], ["Writing"]],
    language: "en",
    summary: "How to choose a lamp.",
    format: "MARKDOWN",
    commentsEnabled: true,
  });
  expect(article.images).toMatchObject([
    { address: { url: null, localPath: "images/lamp.png" }, alt: "A lamp", format: "PNG" },
  ]);
  expect(article.html).toContain('<code class="language-js">const lamp = "&lt;b>on&lt;/b>";');
  expect(article.html).toContain('<td align="right">5</td>');
  expect(article.html).toContain('<input type="checkbox" disabled checked>');
  expect(article.text).toContain("Watt\tLumen\n5\t400");
  expect(article.text).not.toMatch(/Footnotes|↩/);
});

test("a draft is known by its folder, by draft and by published", () => {
  expect(articleOf(parseFixture("_drafts/draft.md")).status).toBe("DRAFT");
  expect(articleOf(parseText("---\ntitle: x\ndraft: true\n---\n")).status).toBe("DRAFT");
  expect(articleOf(parseText("---\ntitle: x\npublished: false\n---\n")).status).toBe("DRAFT");
  expect(articleOf(parseText("---\ntitle: x\npublished: no\n---\n")).status).toBe("DRAFT");
  expect(articleOf(parseText("---\ntitle: x\npublished: true\n---\n", {}, "a/_drafts.md")).status).toBe("PUBLISHED");
});

test("the aliases of Hexo stand for the plural keys", () => {
  const article = articleOf(parseText("---\ntitle: x\ntag: one\ncategory: C/C++\nphoto: /a.png\n---\n"));
  expect(article.tags).toEqual(["one"]);
  expect(article.categories).toEqual([["C/C++"]]);
  expect(article.headImage?.address).toEqual({ url: null, localPath: "a.png" });
});

test("an author may be a name, a list or an object", () => {
  const authors = (yaml: string) => articleOf(parseText(`---\ntitle: x\n${yaml}\n---\n`)).authors;
  expect(authors("author: Ann  Lee")).toEqual(["Ann Lee"]);
  expect(authors("author: [Ann, Bo, Ann]")).toEqual(["Ann", "Bo"]);
  expect(authors("author: { name: Ann }")).toEqual(["Ann"]);
  expect(authors("author:\n  - name: Ann\n  - Bo")).toEqual(["Ann", "Bo"]);
  expect(authors("author:")).toEqual([]);
});

test("a summary is the written one, else the text above the more mark", () => {
  const summary = (yaml: string, body: string) => articleOf(parseText(`---\ntitle: x\n${yaml}---\n${body}`)).summary;
  expect(summary("description: Written\n", "Above\n\n<!-- more -->\n\nBelow")).toBe("Written");
  expect(summary("", "*Above* it\n\n<!--more-->\n\nBelow")).toBe("Above it");
  expect(summary("", "<div><p>Above</p><!-- more --><p>Below</p></div>")).toBe("Above");
  expect(summary("", "<!-- more -->\n\nBelow")).toBe(null);
  expect(summary("", "No mark")).toBe(null);
});

test("a summary that is longer than lists can carry is cut and reported", () => {
  const parsed = parseText(`---\ntitle: x\n---\n${"word ".repeat(1000)}\n\n<!-- more -->\n`);
  expect(articleOf(parsed).summary).toHaveLength(1999);
  expect(codesOf(parsed)).toEqual(["SUMMARY_CUT"]);
});

test("an address of the article's own is taken where it is absolute, and relative images resolve against it", () => {
  const article = articleOf(parseText("---\ntitle: x\nlink: https://news.example/2019/a/\n---\n![](b.png)"));
  expect(article.url).toBe("https://news.example/2019/a/");
  expect(article.images[0]?.address).toEqual(remote("https://news.example/2019/a/b.png"));
  expect(articleOf(parseText("---\ntitle: x\npermalink: /2019/a/\n---\n")).url).toBe(null);
});

test("a file without front matter is skipped with a warning, and an empty one too", () => {
  for (const text of ["# A README\n", "", "  \n", "Text\n---\n"]) {
    const { article, issues } = parseText(text);
    expect(article).toBe(null);
    expect(issues).toMatchObject([{ code: "NO_FRONT_MATTER", severity: "WARNING" }]);
  }
});

test("front matter that is never closed is an error that names its line", () => {
  const { article, issues } = parseText("\n\n---\ntitle: x\n\nText\n");
  expect(article).toBe(null);
  expect(issues).toMatchObject([{ code: "FRONT_MATTER_UNCLOSED", severity: "ERROR", line: 3 }]);
});

test("a file beyond the limit is refused before it is decoded", () => {
  const { article, issues } = parseArticle({ path: "big.md", bytes: new Uint8Array(16 * 1024 * 1024 + 1) }, DEFAULTS);
  expect(article).toBe(null);
  expect(issues).toMatchObject([{ code: "FILE_TOO_LARGE", severity: "ERROR" }]);
});

test("of one kind of issue, a file reports the first twenty", () => {
  const { issues } = parseText(`---\ntitle: x\n---\n${"![](file:///a.png)\n".repeat(50)}`);
  expect(issues.filter(({ code }) => code === "IMAGE_UNRESOLVED")).toHaveLength(20);
});

test("arbitrary bytes never throw, and without an article there is an issue that says why", () => {
  const fences = fc.constantFrom("---\n", "title: ", "\n---\n", "<div>", "'", '"', "[", "&a", "*a", "\0", "\r\n", "{");
  const text = fc
    .array(fc.oneof(fences, fc.string({ unit: "binary" })), { maxLength: 30 })
    .map((parts) => parts.join(""));
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    text.map((part) => new TextEncoder().encode(part)),
    text.map((part) => new TextEncoder().encode(`---\n${part}\n---\n${part}`)),
  );
  fc.assert(
    fc.property(bytes, (content) => {
      const { article, issues } = parseArticle({ path: "a.md", bytes: content }, DEFAULTS);
      expect(article !== null || issues.length > 0).toBe(true);
      expect(JSON.stringify(article)).not.toMatch(/\\u0000|\\ud[89a-f]/);
    }),
    { numRuns: 400 },
  );
});
