// Inputs made to take minutes or to overflow. Each must come to an article or an issue well before the time is up.
import { expect, test } from "vitest";
import { markdownCost } from "../../../src/content/markdown-cost.ts";
import { codesOf, parseText } from "./support.ts";

const body = (text: string) => `---\ntitle: x\n---\n${text}`;
const aliases = Array.from({ length: 12 }, (_, at) => `k${at}: &k${at} [${Array(9).fill(at ? `*k${at - 1}` : "x")}]`);

test.each([
  ["20,000 nested tags", body(`${"<b><div>".repeat(10_000)}x`), ["BODY_TOO_DEEP"]],
  ["a million siblings", body(`<p>${"<p>x".repeat(1_000_000)}`), ["BODY_TOO_COMPLEX"]],
  ["siblings at the limit", body(`<p>${"<p>x".repeat(100_000)}`), []],
  [
    "formatting that multiplies",
    body(`<p>${Array.from({ length: 200 }, (_, at) => `<font size=${at}>`).join("")}${"<p>x".repeat(50_000)}`),
    ["BODY_TOO_COMPLEX"],
  ],
  [
    "a tag of 100,000 attributes",
    body(`<p ${Array.from({ length: 100_000 }, (_, at) => `a${at}=">"`).join(" ")}>x`),
    ["BODY_TOO_COMPLEX"],
  ],
  [
    "a figure of 20,000 images",
    body(`<figure>${"<img src=/a.png>".repeat(20_000)}<figcaption>${"x".repeat(10_000)}`),
    [],
  ],
  [
    "3 MB of words in figures nested in captions",
    body(`${"<figure><figcaption>".repeat(120)}${"<b>word word word</b> ".repeat(140_000)}`),
    [],
  ],
  ["a hundred nested headings above 2 MB", body(`<div>${"<h1><div>".repeat(100)}${"word ".repeat(400_000)}`), []],
  ["a heading behind 140,000 anchors", body(`<p>${"<a name=x></a>".repeat(140_000)}<h2>x`), []],
  [
    "share boxes nested around links and prose",
    body(`<p>${"<div class=sharedaddy>".repeat(250)}${"<a href=x>y</a>".repeat(40_000)}${"x".repeat(200)}`),
    [],
  ],
  ["misnested formatting", body(`<p>${"<a><b><p></a>".repeat(20_000)}`), []],
  ["5 MB of *", body(`w ${"*".repeat(5_000_000)}`), ["MARKDOWN_TOO_COMPLEX"]],
  ["5 MB of [", body(`w ${"[".repeat(5_000_000)}`), ["MARKDOWN_TOO_COMPLEX"]],
  ["5 MB of >", body(">".repeat(5_000_000)), ["MARKDOWN_TOO_COMPLEX"]],
  ["5 MB of <", body("<".repeat(5_000_000)), ["MARKDOWN_TOO_COMPLEX"]],
  ["emphasis by the thousand", body("**中**".repeat(20_000)), ["MARKDOWN_TOO_COMPLEX"]],
  ["instructions that never end", body(`w ${"<?".repeat(25_000)}`), ["MARKDOWN_TOO_COMPLEX"]],
  ["underlines by the thousand", body("a\n===\n".repeat(10_000)), ["MARKDOWN_TOO_COMPLEX"]],
  [
    "lists nested a thousand times",
    body(Array.from({ length: 1000 }, (_, at) => `${" ".repeat(2 * at)}- a`).join("\n")),
    ["MARKDOWN_TOO_COMPLEX"],
  ],
  ["a bomb of aliases", `---\n${aliases.join("\n")}\n---\n`, ["FRONT_MATTER_BROKEN"]],
  ["a megabyte of entries of YAML", `---\na: [${"1,".repeat(500_000)}]\n---\n`, ["FRONT_MATTER_TOO_LARGE"]],
  [
    "aliases in a long broken line",
    `---\na: @${" *a b".repeat(30_000)}${"b".repeat(800_000)}\n---\n`,
    ["YAML_REPAIRED"],
  ],
  [
    "front matter without an opening fence, of a million keys",
    `title: x\n${"a: 1\n".repeat(1_000_000)}---\n`,
    ["NO_FRONT_MATTER"],
  ],
  ["a million comments", body(`${"<!---->".repeat(1_000_000)}<p>x`), []],
  ["a million lines of tags", body("<b>\n".repeat(1_000_000)), ["MARKDOWN_TOO_COMPLEX"]],
  ["a million lines of YAML", `---\n${"a: 1\n".repeat(1_000_000)}---\n`, ["FRONT_MATTER_TOO_LARGE"]],
  ["nested brackets of YAML", `---\na:\n  b: 1\n c: ${"[".repeat(30_000)}\n---\n`, ["FRONT_MATTER_BROKEN"]],
  ["a million lines of TOML", `+++\n${"a = 1\n".repeat(1_000_000)}+++\n`, ["FRONT_MATTER_TOO_LARGE"]],
  ["nested brackets of TOML", `+++\na = ${"[".repeat(30_000)}\n+++\n`, ["FRONT_MATTER_BROKEN"]],
  ["a dotted key of TOML without end", `+++\n${"a.".repeat(300_000)}a = 1\n+++\n`, ["FRONT_MATTER_BROKEN"]],
  ["nested objects of JSON", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}\n`, ["FRONT_MATTER_BROKEN"]],
  ["16 MB of JSON", `{"a": "${'\\"'.repeat(8_000_000)}`, ["FRONT_MATTER_UNCLOSED"]],
  ["100,000 categories", `---\ncategories: [${"a,".repeat(100_000)}]\n---\n`, ["FRONT_MATTER_TOO_LARGE"]],
  [
    "30,000 categories",
    `---\ncategories: [${Array.from({ length: 30_000 }, (_, at) => at)}]\n---\n`,
    ["CATEGORY_TOO_DEEP"],
  ],
  [
    "5,000 misspelt keys",
    `---\n${Array.from({ length: 4990 }, (_, at) => `categorie${String.fromCodePoint(0x4e00 + at)}: 1`).join("\n")}\n---\n`,
    Array(20).fill("KEY_MISSPELT"),
  ],
  ["16 MB of white space", body(" ".repeat(16_000_000)), ["BODY_TOO_COMPLEX"]],
  ["16 MB of <", body(`<div>${"<".repeat(16_000_000)}`), ["BODY_TOO_COMPLEX"]],
  ["16 MB of words", body(`<p>${"a: ".repeat(5_000_000)}`), ["BODY_TOO_COMPLEX"]],
  ["15 MB of text", body(`<p>${"和平。".repeat(1_600_000)}`), []],
  [
    "an image of 15 MB in an attribute",
    body(`<p><img src="data:image/png;base64,${"iVBOR/0+".repeat(1_900_000)}">`),
    [],
  ],
  ["16 MB of Markdown", body("a: ".repeat(5_300_000)), ["BODY_TOO_COMPLEX"]],
  ["a million blank lines", "   \n".repeat(1_000_000), ["NO_FRONT_MATTER"]],
  ["a million almost closing lines", `---\n${"---x\n".repeat(1_000_000)}`, ["FRONT_MATTER_UNCLOSED"]],
])("%s", { timeout: 10_000 }, (_, text, codes) => {
  const parsed = parseText(text);
  expect(codesOf(parsed)).toEqual(codes);
});

test("Markdown that is too complex is kept as plain text, whole", () => {
  const text = "**中** <b>&amp;".repeat(20_000);
  const { article } = parseText(body(text));
  expect(article?.text).toBe(text);
  expect(article?.html).toMatch(/^<pre>\*\*中\*\* &lt;b>&amp;amp;/);
});

test("an article of ordinary length is far from the limit", () => {
  const chapter =
    "## A heading\n\nSome *words* with a [link](https://a.example) and `code`.\n\n- one\n- two\n  - three\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n";
  expect(markdownCost(chapter.repeat(100))).toBeLessThan(300_000);
});

test.each([
  ["hugo", "openings of shortcodes", "{{< "],
  ["hugo", "shortcodes", "{{< x >}}"],
  ["hugo", "a shortcode without end", `{{< ${"a ".repeat(40_000)}>}}`],
  ["jekyll", "openings of Liquid", "{% {{ "],
  ["jekyll", "values of Liquid", "{{ x }} "],
  ["astro", "tags without end", "<A {"],
  ["astro", "components", "<A b={c}>\n"],
  ["astro", "imports without end", "import {\n\n"],
  ["astro", "comments without end", "{/* "],
] as const)("in %s: %s", { timeout: 20_000 }, (kind, _, unit) => {
  const text = unit.repeat(Math.ceil(100_000 / unit.length));
  for (const path of ["a.html", "a.mdx"]) {
    expect(parseText(body(`w\n\n${text}`), { kind }, path).article?.text).toMatch(/^w/);
  }
});
