import fc from "fast-check";
import { stringify } from "smol-toml";
import { expect, test } from "vitest";
import { articleOf, codesOf, parseText } from "./support.ts";

const frontOf = (text: string) => articleOf(parseText(text)).frontMatter;

test("TOML between +++ is read, and nothing of a value is lost", () => {
  const block = [
    'title = "Frost # and fog"',
    "date = 2022-11-03T07:30:00+01:00",
    "local = 2022-11-03 07:30:00",
    "day = 2022-11-03",
    "id = 12345678901234567890",
    "size = 1.5",
    "endless = inf",
    "draft = true",
    'tags = ["a", "b",]',
    'text = """\none\n---\ntwo"""',
    "[params]",
    'author.name = "Ida"',
    "[[params.links]]",
    'to = "x"',
  ].join("\n");
  const article = articleOf(parseText(`\uFEFF\n+++ \n${block}\n+++\t\nBody\n+++\n`));
  expect(article.raw).toBe("Body\n+++\n");
  expect(article.frontMatter).toEqual({
    title: "Frost # and fog",
    date: "2022-11-03T07:30:00.000+01:00",
    local: "2022-11-03T07:30:00.000",
    day: "2022-11-03",
    id: "12345678901234567890",
    size: 1.5,
    endless: "Infinity",
    draft: true,
    tags: ["a", "b"],
    text: "one\n---\ntwo",
    params: { author: { name: "Ida" }, links: [{ to: "x" }] },
  });
  expect(article.publishedAt).toBe(Date.UTC(2022, 10, 3, 6, 30));
});

test("a day in TOML is a day, and CRLF is read as LF", () => {
  const article = articleOf(parseText("+++\r\ntitle = 'x'\r\ndate = 2022-11-03\r\n+++\r\nBody"));
  expect(article).toMatchObject({ title: "x", publishedAt: Date.UTC(2022, 10, 3), publishedPrecision: "DAY" });
  expect(article.raw).toBe("Body");
});

test("any text that a writer of TOML or JSON writes reads back equal", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 60 }).filter((title) => !/&#12[35];|\0/.test(title));
  fc.assert(
    fc.property(text, (title) => {
      const value = { title, list: [title], map: { title } };
      expect(frontOf(`+++\n${stringify(value)}\n+++\nBody`)).toEqual(value);
      expect(frontOf(`${JSON.stringify(value, null, 2)}\nBody`)).toEqual(value);
      expect(frontOf(`;;;\n${JSON.stringify(value)}\n;;;\nBody`)).toEqual(value);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["between semicolons", ';;;\n"title": "x",\n"tags": ["a"]\n;;;\nBody\n'],
  ["before semicolons, without braces", '"title": "x",\n"tags": ["a"]\n;;;\nBody\n'],
  ["before semicolons, with braces", '\n{"title": "x", "tags": ["a"]}\n;;;\nBody\n'],
  ["as an object of its own", '{\n  "title": "x", "tags": ["a"]\n}\nBody\n'],
  ["between dashes that name it", '---json\n{ "title": "x", "tags": ["a"] }\n---\nBody\n'],
])("JSON is read %s", (_, text) => {
  const parsed = parseText(text);
  expect(articleOf(parsed)).toMatchObject({ title: "x", tags: ["a"], raw: "Body\n" });
  expect(parsed.issues).toEqual([]);
});

test("numbers of JSON whose spelling matters stay text, braces and quotes in its texts count for nothing", () => {
  expect(
    frontOf('{"a": 1.0, "b": 12345678901234567890, "c": 1e3, "d": -7, "e": "1.0 } \\" {", "__proto__": 1}\nBody'),
  ).toEqual({ a: "1.0", b: "12345678901234567890", c: "1e3", d: -7, e: '1.0 } " {', ["__proto__"]: 1 });
});

test.each([
  ["TOML", '\n+++\ntitle = "x"\ntags = [a]\n+++\n', 4],
  ["TOML with a key twice", '+++\ntitle = "x"\ntitle = "y"\n+++\n', 3],
  ["JSON", '{\n  "title": "x"\n  "tags": []\n}\n', 3],
  ["JSON between semicolons", ';;;\n"title": "x",\n"tags": [a]\n;;;\n', 3],
])("broken %s is an error that names its line", (_, text, line) => {
  const { article, issues } = parseText(text);
  expect(article).toBe(null);
  expect(issues).toMatchObject([{ code: "FRONT_MATTER_BROKEN", severity: "ERROR", line }]);
  expect(issues[0]?.hint).toMatch(/TOML and JSON/);
});

test("front matter that is never closed is an error in every language", () => {
  for (const text of ['+++\ntitle = "x"\n', ';;;\n"title": "x"\n', '{"title": "x"\n\nText\n']) {
    expect(codesOf(parseText(text))).toEqual(["FRONT_MATTER_UNCLOSED"]);
  }
});

test("a list is no front matter, and text in braces or quotes that is no JSON is none either", () => {
  expect(codesOf(parseText("---json\n[1]\n---\n"))).toEqual(["FRONT_MATTER_NOT_A_MAP"]);
  for (const text of ["{ text }\n", '"Quoted": he said\n;;;\n', '"title": "x"\n']) {
    expect(codesOf(parseText(text))).toEqual(["NO_FRONT_MATTER"]);
  }
});
