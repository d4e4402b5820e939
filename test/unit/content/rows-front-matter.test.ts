// The front matter of files that feed scripts write, row by row of what was met: each way to write it has its own test.
import { expect, test } from "vitest";
import { articleOf, codesOf, parseFixture, parseText } from "./support.ts";

/** A file as a feed script writes it, with these lines in place of its usual ones. */
function scripted(lines: Partial<Record<"title" | "category" | "author" | "date" | "thumbnail", string>>): string {
  const { title = "'x'", category = "News", author = "Ida", thumbnail = "''" } = lines;
  const date = lines.date ?? "Mon, 22 Mar 2021 09:48:58 GMT";
  return `
---
title: ${title}
categories: 
 - 编程
 - ${category}
author: ${author}
comments: false
date: ${date}
thumbnail: ${thumbnail}
---

<div>   
<p>Text</p>  
</div>
            `;
}

const read = (...given: Parameters<typeof scripted>) => parseText(scripted(...given));

const BOM = "\uFEFF";
const STARTS = [
  ["nothing", ""],
  ["a blank line", "\n"],
  ["a BOM", BOM],
  ["a BOM and a blank line", `${BOM}\n`],
] as const;
const LANGUAGES = [
  ["YAML", "---", "title: x"],
  ["TOML", "+++", 'title = "x"'],
  ["JSON", ";;;", '"title": "x"'],
] as const;

test.each(
  STARTS.flatMap(([start, before]) =>
    LANGUAGES.map(([name, fence, line]) => [start, name, before, fence, line] as const),
  ),
)(
  "%s before %s is read as if it were not there, and so are CRLF and spaces after a fence",
  (_, __, before, fence, line) => {
    for (const ending of ["\n", "\r\n"]) {
      for (const spaces of ["", "  ", " \t"]) {
        const lines = [`${fence}${spaces}`, line, `${fence}${spaces}`, "One", "", "two"];
        const parsed = parseText(before + lines.join("\n").replaceAll("\n", ending));
        expect(articleOf(parsed)).toMatchObject({ title: "x", text: "One\ntwo" });
        expect(parsed.issues).toEqual([]);
      }
    }
  },
);

test.each([
  [`"""""""'第7章'"""""""`, "第7章"],
  [`""""""""""_Sea_ A 'slow' tide'""""""""""`, "_Sea_ A 'slow' tide'"],
  [`"It's "x""`, `It's "x"`],
  [`"She said "it's""`, `She said "it's"`],
  ["'We are the tide'_ Hundreds…", "'We are the tide'_ Hundreds…"],
  ["'Twas the tide", "'Twas the tide"],
  ["'", "'"],
  ["@harbour news", "@harbour news"],
  ["[Update] news", "[Update] news"],
  ["% of all news", "% of all news"],
  ["news: all of it: today", "news: all of it: today"],
  ["| news", "| news"],
  ["`news` today", "`news` today"],
  ["> news", "> news"],
  ["*news* today", "*news* today"],
  ["!news today", "!news today"],
  ["! news", "! news"],
  ["&#123;news&#125;", "{news}"],
  ["&#123;news&#125; today", "{news} today"],
  ["&quot;news&quot;", "&quot;news&quot;"],
  ["#1 news", "#1 news"],
  ["news #1", "news #1"],
])("the title %s is the text that it evidently is, with path and line, and costs nothing else", (written, title) => {
  const parsed = read({ title: written });
  expect(articleOf(parsed)).toMatchObject({
    title,
    categories: [["编程", "News"]],
    authors: ["Ida"],
    publishedAt: Date.UTC(2021, 2, 22, 9, 48, 58),
    commentsEnabled: false,
    text: "Text",
  });
  expect(parsed.issues).toMatchObject([{ code: "YAML_REPAIRED", path: "posts/article.md", line: 3 }]);
});

test.each([
  ["| 周报", "周报"],
  ["@周报", "@周报"],
  ["[周报] x", "[周报] x"],
  ["% 周报", "% 周报"],
  ["`周报`", "`周报`"],
  ["'周报' x", "'周报' x"],
  ["'周报", "'周报"],
  ["#周报", "#周报"],
  ["!周报", "!周报"],
  ["&#123;周报&#125; x", "{周报} x"],
  ["[Weekly](https://weekly.example)", "Weekly"],
])("the category %s is text, in the chain of those above it", (written, name) => {
  const parsed = read({ category: written });
  expect(articleOf(parsed).categories).toEqual([["编程", name]]);
  expect(parsed.issues).toMatchObject([{ code: "YAML_REPAIRED", line: 6 }]);
});

test.each([
  ["— 周报", [["编程", "周报"]]],
  [" - 周报", [["编程", "周报"]]],
  ["-  — 周报", [["编程", "周报"]]],
  ["Harbour - [Weekly](https://weekly.example)", [["编程", "Harbour - Weekly"]]],
  ["C/C++", [["编程", "C/C++"]]],
])("the category %s loses its marks without a word", (written, categories) => {
  const parsed = read({ category: written });
  expect(articleOf(parsed).categories).toEqual(categories);
  expect(parsed.issues).toEqual([]);
});

test("an apostrophe that is never closed takes no line with it that follows", () => {
  const parsed = parseFixture("lone-apostrophe.md");
  expect(articleOf(parsed)).toMatchObject({
    title: "'Twas a quiet morning at the ferry",
    categories: [["News", "Harbour - Local"]],
    authors: ["Harbour - Local"],
    commentsEnabled: false,
  });
  expect(parsed.issues).toMatchObject([{ code: "YAML_REPAIRED", line: 3 }]);
});

test("quotes that YAML closes are closed: doubled ones, empty texts, texts of several lines", () => {
  const block = "title: 'It''s'\na: ''\nb: ''''\nc: 'two\n  lines'\nd: 'ends in '''\ne: ['x', '']\n'f': 'g'";
  const parsed = parseText(`---\n${block}\n---\n`);
  expect(articleOf(parsed).frontMatter).toEqual({
    title: "It's",
    a: "",
    b: "'",
    c: "two lines",
    d: "ends in '",
    e: ["x", ""],
    f: "g",
  });
  expect(parsed.issues).toEqual([]);
});

test("an entity without quotes is no anchor of YAML's", () => {
  const parsed = parseFixture("entities.md");
  expect(articleOf(parsed)).toMatchObject({
    title: "{{ Braces }} in the harbour",
    categories: [["编程", "{Code} weekly"]],
    authors: ["&amp; Sons"],
  });
  expect(parsed.issues.map(({ code, line }) => [code, line])).toEqual([
    ["YAML_REPAIRED", 3],
    ["YAML_REPAIRED", 6],
    ["YAML_REPAIRED", 7],
  ]);
});

test("a word behind an exclamation mark is no type, but for YAML's own", () => {
  const parsed = parseFixture("exclamation-marks.md");
  expect(articleOf(parsed)).toMatchObject({
    title: "!important and other words",
    categories: [["News", "!bang"]],
    authors: ["! Ida"],
  });
  expect(codesOf(parsed)).toEqual(Array(3).fill("YAML_REPAIRED"));
  const typed = parseText("---\ntitle: !!str 2021\ntags: !list\n - a\n---\n");
  expect(articleOf(typed)).toMatchObject({ title: "2021", tags: ["a"] });
  expect(typed.issues).toEqual([]);
});

test("a feed script writes no comments: nothing of a title or name is one", () => {
  const parsed = parseFixture("comment-signs.md");
  expect(articleOf(parsed)).toMatchObject({
    title: "Harbour weekly #12",
    categories: [["News", "#water"]],
    authors: ["Crew #2"],
  });
  expect(parsed.issues.map(({ code, line }) => [code, line])).toEqual([
    ["YAML_REPAIRED", 3],
    ["YAML_REPAIRED", 6],
    ["YAML_REPAIRED", 7],
  ]);
});

test("people write comments", () => {
  const lines = "title: 'x' # y\nauthor: Ida # the first\ndraft: true # for now\ntags:\n - a # b";
  const parsed = parseText(`---\n${lines}\n---\n`);
  expect(articleOf(parsed)).toMatchObject({ title: "x", authors: ["Ida"], status: "DRAFT", tags: ["a"] });
  expect(parsed.issues).toEqual([]);
  // Also below a blank line, where no name is meant.
  expect(articleOf(parseText("\n---\ntitle: 'x' # y\ndraft: true # for now\n---\n"))).toMatchObject({
    title: "x",
    status: "DRAFT",
  });
});

test.each([["2021"], ["2021-03-21"], ["12:30:45"], ["007"], ["1.0"], ["1e3"], ["0x1F"], ["true"], [".inf"]])(
  "the title %s is that text",
  (title) => {
    expect(articleOf(read({ title })).title).toBe(title);
  },
);

test.each([[""], [" "], ["''"], ['""'], ["~"], ["null"]])(
  "where the title is %j, the file's name goes before the first heading",
  (title) => {
    const text = scripted({ title }).replace("<p>Text</p>", "<h1>The <b>first</b> heading</h1><p>Text</p>");
    expect(articleOf(parseText(text, {}, "posts/the name.md")).title).toBe("the name");
    expect(articleOf(parseText(text, {}, "posts/ .md")).title).toBe("The first heading");
  },
);

test.each([
  ["Sat, 18 Dec 2021 17:38:22 GMT", "2021-12-18T17:38:22.000Z", []],
  ["2021-10-28 14:08:07", "2021-10-28T06:08:07.000Z", []],
  ["2021-10-28 14：08：07", "2021-10-28T06:08:07.000Z", []],
  ["2021-10-28 14:08:07 +0800", "2021-10-28T06:08:07.000Z", []],
  ["2021-10-28 14:08:07 -4", "2021-10-28T18:08:07.000Z", []],
  ["2014-08-19T08:23", "2014-08-19T00:23:00.000Z", []],
  ["2021/03/23", "2021-03-22T16:00:00.000Z", []],
  ["2024-8-8", "2024-08-07T16:00:00.000Z", []],
  ['"2021年10月01日"', "2021-09-30T16:00:00.000Z", []],
  ["Mon, 19 Jan 1970 12:17:23 GMT", "1970-01-19T12:17:23.000Z", ["DATE_SUSPICIOUS"]],
  ["1989-12-31", "1989-12-30T16:00:00.000Z", ["DATE_SUSPICIOUS"]],
  ["Invalid Date", null, ["DATE_UNREADABLE"]],
  ["2025-08-21 0：00：0jjj0", null, ["DATE_UNREADABLE"]],
  ["{{ date }}", null, ["DATE_UNREADABLE"]],
  ["`r Sys.Date()`", null, ["YAML_REPAIRED", "DATE_UNREADABLE"]],
  ["'`r Sys.Date()`'", null, ["DATE_UNREADABLE"]],
])("the date %s in a file of a source in Shanghai is %s", (written, instant, codes) => {
  const parsed = parseText(scripted({ date: written }), { timeZone: "Asia/Shanghai", timeZoneAssumed: false });
  const { publishedAt, publishedPrecision, updatedAt } = articleOf(parsed);
  expect(publishedAt === null ? null : new Date(publishedAt).toISOString()).toBe(instant);
  const day = instant?.includes("T16:00:00") ?? false;
  expect([publishedPrecision, updatedAt]).toEqual([instant === null ? null : day ? "DAY" : "INSTANT", null]);
  expect(codesOf(parsed)).toEqual(codes);
});

test("what gray-matter makes of values, no value is here", () => {
  const { article } = parseText(
    "\n---\ntitle: x\ndate: 2021-10-28 14:08:07\nupdated: 2021-10-28 14:08:07 +0800\nslug: 007\nlength: 12:30:45\n---\n",
    { timeZone: "Asia/Shanghai", timeZoneAssumed: false },
  );
  expect(article).toMatchObject({
    slug: "007",
    publishedAt: Date.UTC(2021, 9, 28, 6, 8, 7),
    updatedAt: Date.UTC(2021, 9, 28, 6, 8, 7),
    frontMatter: { date: "2021-10-28 14:08:07", slug: "007", length: "12:30:45" },
  });
});

test("two files of the same bytes share nothing", () => {
  const [one, other] = [read({}), read({})].map((parsed) => articleOf(parsed).frontMatter);
  expect(one).toEqual(other);
  expect(one).not.toBe(other);
  expect(one?.categories).not.toBe(other?.categories);
});
