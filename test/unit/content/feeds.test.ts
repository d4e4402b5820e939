// One test for each quirk of the files that feed scripts write, on fixtures in the same shapes.
import { expect, test } from "vitest";
import { articleOf, codesOf, parseFixture, parseText } from "./support.ts";

const titleOf = (name: string) => articleOf(parseFixture(name)).title;

test("blank lines, a byte order mark, CRLF and spaces after a fence are read as if they were not there", () => {
  const article = articleOf(parseFixture("bom-crlf.md"));
  expect(article).toMatchObject({ title: "x", publishedAt: Date.UTC(2021, 2, 23), publishedPrecision: "DAY" });
  expect(article.raw).toBe("<p>Body</p>\r\n");
});

test.each([
  ["stacked-quotes.md", "第12话", 3],
  ["stacked-quotes-outside.md", "_City_ A walk 'through the old town'", 3],
  ["inner-quotes.md", 'It\'s "fine"', 3],
  ["leading-apostrophe.md", "'We walk on'_ Thousands cross the bridge", 3],
])("%s is repaired, and reported with its line", (name, title, line) => {
  const parsed = parseFixture(name);
  expect(articleOf(parsed).title).toBe(title);
  expect(parsed.issues).toMatchObject([{ code: "YAML_REPAIRED", severity: "WARNING", line, path: name }]);
});

test("unquoted signs of YAML's own are text, in titles and in lists", () => {
  const parsed = parseFixture("unquoted-signs.md");
  expect(articleOf(parsed).title).toBe("@editor asks: why?");
  expect(articleOf(parsed).categories).toEqual([["News", "% of all", "`code`", "[brackets] and more"]]);
  expect(codesOf(parsed)).toEqual(Array(4).fill("YAML_REPAIRED"));
});

test("of a key that stands twice the last wins, and it is reported with its line", () => {
  const parsed = parseFixture("duplicate-keys.md");
  expect(articleOf(parsed).title).toBe("second");
  expect(parsed.issues).toMatchObject([{ code: "YAML_DUPLICATE_KEY", line: 4 }]);
});

test("an article without a title is called by its file's name, else by its first heading", () => {
  expect(titleOf("empty-title.md")).toBe("empty-title");
  const heading = "---\ntitle:\n---\n##\n\n# From the *heading*\n";
  expect(articleOf(parseText(heading, {}, "posts/ .md")).title).toBe("From the heading");
  expect(articleOf(parseText("---\ntitle:\n---\n", {}, " .md")).title).toBe("Untitled");
});

test("a title is text, also where it looks like a number or a date", () => {
  expect(titleOf("numeric-title.md")).toBe("2021");
  expect(titleOf("date-title.md")).toBe("2021-03-21");
  expect(articleOf(parseText("---\ntitle: 1.0\n---\n")).title).toBe("1.0");
  expect(articleOf(parseText("---\ntitle: 007\n---\n")).title).toBe("007");
  expect(articleOf(parseText("---\ntitle: [Draft]\n---\n")).title).toBe("[Draft]");
});

test("a title that is a map or a list of maps is reported, and the file's name stands for it", () => {
  for (const title of ["{a: b, c: d}", "{{ title }}", "\n  a: b\n  c: d", "[{a: b, c: d}]"]) {
    const parsed = parseText(`---\ntitle: ${title}\n---\n`, {}, "posts/name.md");
    expect(articleOf(parsed).title).toBe("name");
    expect(codesOf(parsed)).toEqual(["TITLE_UNREADABLE"]);
  }
  expect(articleOf(parseText("---\ntitle: {a: b}\n---\n")).title).toBe("a: b");
});

test.each([
  ["pipe.md", [["编程", "周报"]]],
  ["em-dash.md", [["编程", "周报"]]],
  ["nested-dash.md", [["编程", "文摘", "资讯"]]],
  ["markdown-link.md", [["Comics", "Webtoons - Harbour"]]],
  ["c-slash-cpp.md", [["C/C++"]]],
])("the categories of %s lose the marks of lists and links", (name, categories) => {
  expect(articleOf(parseFixture(name)).categories).toEqual(categories);
});

test("a date that cannot be read is none at all", () => {
  const parsed = parseFixture("invalid-date.md");
  expect(articleOf(parsed)).toMatchObject({ publishedAt: null, publishedPrecision: null });
  expect(codesOf(parsed)).toEqual(["DATE_UNREADABLE"]);
});

test("a date of 1970 is kept and reported", () => {
  const parsed = parseFixture("old-date.md");
  expect(articleOf(parsed).publishedAt).toBe(Date.UTC(1970, 0, 19, 12, 17, 23));
  expect(codesOf(parsed)).toEqual(["DATE_SUSPICIOUS"]);
});

test("a date without a zone is read in the source's, and reported where that is only assumed", () => {
  const assumed = parseFixture("no-zone.md");
  expect(articleOf(assumed).publishedAt).toBe(Date.UTC(2021, 2, 23, 8, 27, 22));
  expect(codesOf(assumed)).toEqual(["DATE_ZONE_ASSUMED"]);
  const given = parseFixture("no-zone.md", { timeZone: "Asia/Shanghai", timeZoneAssumed: false });
  expect(articleOf(given).publishedAt).toBe(Date.UTC(2021, 2, 23, 0, 27, 22));
  expect(codesOf(given)).toEqual([]);
});

test("a placeholder is no image: the first real one of the body is the thumbnail", () => {
  const article = articleOf(parseFixture("placeholder.md"));
  expect(article.headImage).toBe(null);
  expect(article.thumbnail?.address.url).toBe("https://img.news.example/real.png");
  expect(article.images).toHaveLength(1);
  expect(article.html).not.toContain("404.gif");
});

test("the address `undefined` is none: the lazy one counts, with https, and the size of the parent", () => {
  const article = articleOf(parseFixture("undefined-image.md"));
  const image = {
    address: { url: "https://up.site.example/upload_images/99-a562", localPath: null },
    width: 1848,
    height: 756,
    format: "PNG",
  };
  expect(article.images).toEqual([{ ...image, alt: null, caption: null }]);
  expect(article.thumbnail).toEqual(image);
});

test("code that was unescaped once too often keeps every character", () => {
  const article = articleOf(parseFixture("code.md"));
  expect(article.title).toBe("x {y}");
  expect(article.text).toBe(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a build file says
    '<?xml version="1.0"?>\n<project>\n    <version>${spring.version}</version>\n</project>\n' +
      "\n#include <linux/sched.h>、<stdio.h>，见 <https://code.example/a?b=c>，<me@mail.example> <= 0.0.6",
  );
});

test("style, script and empty wrappers leave nothing behind, and what did harm is counted", () => {
  const parsed = parseFixture("style.md");
  expect(articleOf(parsed).text).toBe("x");
  expect(articleOf(parsed).html).not.toMatch(/style|script|alert/);
  expect(parsed.issues).toMatchObject([{ code: "MARKUP_REMOVED", message: "Removed from the body: 1 × script." }]);
});

test("indented HTML after blank lines is HTML, never code", () => {
  const article = articleOf(parseFixture("indented.md"));
  expect(article.format).toBe("HTML");
  expect(article.html).not.toContain("<pre>");
  expect(article.text).toBe("Today A01 Front page");
});

test("a body that is only a title, a link or an image is an article", () => {
  for (const body of [
    "第10集",
    '<a href="https://a.example/">a</a>',
    '<div><img src="https://a.example/b.gif"></div>',
    "",
  ]) {
    expect(parseText(`---\ntitle: x\n---\n${body}`).article).not.toBe(null);
  }
});
