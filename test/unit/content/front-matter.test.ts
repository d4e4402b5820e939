import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { takeApart } from "../../../src/content/fences.ts";
import { type FrontMatter, readFrontMatter } from "../../../src/content/front-matter.ts";
import { repairYaml } from "../../../src/content/repair-yaml.ts";
import { readYaml } from "../../../src/content/yaml.ts";
import { codesOf, collect, parseText } from "./support.ts";

function read(text: string): FrontMatter | null {
  const { report } = collect();
  const fenced = takeApart(text, report);
  return fenced && readFrontMatter(fenced, report);
}

const readBlock = (block: string) => read(`---\n${block}\n---\n`);

test("nothing of a value is lost: dates stay text, and so do numbers with an unusual spelling", () => {
  const block =
    "a: 2021-10-28 14:08:07\nb: 007\nc: 1.0\nd: 12:30:45\ne: 12345678901234567890\nf: 1e3\ng: 42\nh: -1.5\ni: 0x1F";
  expect(readBlock(block)).toEqual({
    a: "2021-10-28 14:08:07",
    b: "007",
    c: "1.0",
    d: "12:30:45",
    e: "12345678901234567890",
    f: "1e3",
    g: 42,
    h: -1.5,
    i: "0x1F",
  });
});

test("the values of YAML 1.2 are read as what they are", () => {
  expect(readBlock("a: true\nb: no\nc: ~\nd: [1, {e: f}]\ng: |\n  two\n  lines\n? h\n: i\n__proto__: j")).toEqual({
    a: true,
    b: "no",
    c: null,
    d: [1, { e: "f" }],
    g: "two\nlines\n",
    h: "i",
    ["__proto__"]: "j",
  });
});

test("any text that a faithful writer of YAML writes reads back equal", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 60 }).filter((title) => !/&#12[35];/.test(title));
  const signs = fc.string({ unit: fc.constantFrom(..."'\"[]{}:#@%|>`-&*!?, ab\n\t") });
  const writers = [
    (value: unknown) => stringify(value, { blockQuote: false, lineWidth: 0 }),
    (value: unknown) => stringify(value, { blockQuote: false, defaultStringType: "QUOTE_SINGLE" }),
    (value: unknown) => `${JSON.stringify(value)}\n`,
  ];
  fc.assert(
    fc.property(fc.oneof(text, signs), fc.constantFrom(...writers), (title, write) => {
      const written = write({ title, list: [title] });
      expect(read(`---\n${written}---\nBody`)).toEqual({ title, list: [title] });
    }),
    { numRuns: 600 },
  );
});

test("a title that a script pasted between quotes comes back, whatever quotes are in it", () => {
  const title = fc
    .string({ unit: fc.constantFrom(..."'\"ab c,.!?和:"), minLength: 1 })
    .filter((text) => text.trim() === text && /[a-c和]$/.test(text) && /^[a-c和]/.test(text));
  fc.assert(
    fc.property(title, fc.constantFrom('"', "'"), (text, quote) => {
      const line = `title: ${quote}${text}${quote}`;
      // Where the line is YAML by accident ('a''b'), YAML's own reading counts.
      fc.pre(!readYaml(line).ok);
      expect(readBlock(line)).toEqual({ title: text });
    }),
  );
});

test("only the lines that are no YAML are rewritten", () => {
  const block = "a: 'fine'\nb: 'not' fine\nc: |\n  'any' thing: [\n  @\nd: \"two\n  lines\"\ne:\n  - `f`\n  - g: h";
  expect(repairYaml(block)).toEqual({
    block: block.replace("b: 'not' fine", "b: '''not'' fine'").replace("- `f`", "- '`f`'"),
    lines: [2, 9],
  });
});

test("front matter that cannot be repaired is an error that names its line and says what to do", () => {
  const { article, issues } = parseText("\n---\ntitle: x\nfoo\nbar: 1\n---\nBody");
  expect(article).toBe(null);
  expect(issues).toMatchObject([{ code: "FRONT_MATTER_BROKEN", severity: "ERROR", line: 4 }]);
  expect(issues[0]?.hint).toMatch(/single quotes/);
});

test("code in front matter is refused, and never run", () => {
  for (const language of ["js", "javascript", " js", "coffee", "JS"]) {
    const parsed = parseText(`---${language}\nglobalThis.ran = true\n---\n`);
    expect(parsed).toMatchObject({ article: null, issues: [{ code: "FRONT_MATTER_EXECUTABLE", line: 1 }] });
  }
  expect("ran" in globalThis).toBe(false);
});

test("a language may be named behind the fence, and one that nobody reads is refused with a hint", () => {
  expect(parseText("---yaml\ntitle: x\n---\n").article?.title).toBe("x");
  expect(parseText("---toml\ntitle = 'x'\n---\n").article?.title).toBe("x");
  expect(parseText('---json\n{ "title": "x" }\n---\n').article?.title).toBe("x");
  for (const language of ["ini", "constructor"]) {
    const { article, issues } = parseText(`---${language}\ntitle: x\n---\n`);
    expect(article).toBe(null);
    expect(issues).toMatchObject([
      { code: "FRONT_MATTER_UNSUPPORTED", line: 1, hint: expect.stringContaining("TOML") },
    ]);
  }
  expect(codesOf(parseText("{{ site.title }}\n"))).toEqual(["NO_FRONT_MATTER"]);
});

test("a scalar or a list is no front matter; nothing but comments is", () => {
  expect(codesOf(parseText("---\njust text\n---\n"))).toEqual(["FRONT_MATTER_NOT_A_MAP"]);
  expect(codesOf(parseText("---\n- a\n- b\n---\n"))).toEqual(["FRONT_MATTER_NOT_A_MAP"]);
  expect(readBlock("# nothing\n")).toEqual({});
  expect(read("---\n---\nBody")).toEqual({});
});

test("a second file with the same broken front matter is broken too", () => {
  const text = "---\ntitle: x\nfoo\nbar: 1\n---\nBody";
  expect([text, text].map((file) => codesOf(parseText(file)))).toEqual([
    ["FRONT_MATTER_BROKEN"],
    ["FRONT_MATTER_BROKEN"],
  ]);
});

test("only a line of dashes closes the front matter, and the rest is left as it stands", () => {
  const fenced = takeApart("---\r\na: b\r\nc: |\r\n  ---\r\n---  \r\n\r\nBody\r\n---\r\n", collect().report);
  expect(fenced).toMatchObject({ language: "", block: "a: b\nc: |\n  ---", firstLine: 2, body: "\r\nBody\r\n---\r\n" });
});

test("front matter may leave out its opening fence, where it is evidently some", () => {
  const parsed = parseText("\uFEFF\r\ntitle: x\r\ntags: [a]\r\n---\r\nBody\r\n---\r\n");
  expect(parsed).toMatchObject({ article: { title: "x", tags: ["a"], raw: "Body\r\n---\r\n" }, issues: [] });
  expect(parseText("\ntitle: x\ntitle: y\n---\n").issues).toMatchObject([{ code: "YAML_DUPLICATE_KEY", line: 3 }]);
  const others = [
    "Note: this is a heading\n---\nText",
    "title: x\n\nText that is no YAML\n---\n",
    "title: x\nText",
    "- title: x\n---\n",
    `title: x\n${"# comment\n".repeat(100)}---\n`,
  ];
  for (const text of others) expect(codesOf(parseText(text))).toEqual(["NO_FRONT_MATTER"]);
});

test("an image written into the front matter does not cost the file", () => {
  const parsed = parseText(`---\ntitle: x\nthumbnail: data:image/png;base64,${"iVBOR/0+".repeat(100_000)}\n---\nBody`);
  expect(parsed).toMatchObject({ article: { title: "x", thumbnail: null }, issues: [] });
});

test("what an issue quotes is cut, between characters, and can be stored", () => {
  const [issue] = parseText(`---\ntitle: x\nheadimg: "ftp:${"😀".repeat(500)}"\n---\n`).issues;
  expect(issue?.message).toMatch(/^An image of the front matter leads nowhere: ftp:😀+…$/u);
  expect(issue?.message.length).toBeLessThanOrEqual(300);
  expect(parseText('---\n"\\uD800"\n---\n').issues[0]?.message).toMatch(/\uFFFD/);
});

test("braces that were written as entities are decoded, characters that cannot be stored replaced", () => {
  const parsed = parseText('---\ntitle: "&#123;a&#125; \\0 \\uD800"\n---\n');
  expect(parsed.article?.title).toBe("{a} \uFFFD \uFFFD");
  expect(codesOf(parsed)).toEqual(["CHARACTERS_REPLACED"]);
});

test("aliases are written out, within bounds", () => {
  expect(readBlock("a: &x [1]\nb: *x")).toEqual({ a: [1], b: [1] });
  expect(readBlock("a: &x [1]\nb: *x\nc: *not* an alias")).toEqual({ a: [1], b: [1], c: "*not* an alias" });
  const levels = Array.from(
    { length: 12 },
    (_, at) =>
      `k${at}: &k${at} [${Array(9)
        .fill(at ? `*k${at - 1}` : "x")
        .join(", ")}]`,
  );
  expect(codesOf(parseText(`---\n${levels.join("\n")}\n---\n`))).toEqual(["FRONT_MATTER_BROKEN"]);
});
