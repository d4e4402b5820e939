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
