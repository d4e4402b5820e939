import fc from "fast-check";
import { fromParse5 } from "hast-util-from-parse5";
import { defaultTreeAdapter, html as names, parseFragment } from "parse5";
import { expect, test } from "vitest";
import { bodyFormat } from "../../../src/content/format.ts";
import { parseHtml } from "../../../src/content/parse-html.ts";
import { leadOf } from "../../../src/content/text.ts";
import { countWords } from "../../../src/content/words.ts";
import { articleWithBody } from "./support.ts";

/** Positions and the mode of a document are no part of a body. */
const withoutPositions = (tree: object): unknown =>
  JSON.parse(JSON.stringify(tree, (key, value) => (key === "position" || key === "data" ? undefined : value)));

const textOf = (body: string) => articleWithBody(body).text;

test.each([
  ["<div>   \n<p>x</p>", "a.md", "HTML"],
  ["\n\n   <P class=a>x", "a.md", "HTML"],
  ["<h1>x</h1>\n# y", "a.md", "HTML"],
  ["<b>bold</b> text", "a.md", "MARKDOWN"],
  ["<!-- toc -->\n# x", "a.md", "MARKDOWN"],
  ["<!-- a -->\n\n<!-- b --> <div>x", "a.md", "HTML"],
  ["<!DOCTYPE html>\n<html><body>x", "a.md", "HTML"],
  ["<!-- <div>", "a.md", "MARKDOWN"],
  ['<img src="a.png">\n\n    <div>x</div>', "a.md", "HTML"],
  ['<a href="b">c</a>\n<span>\n\t<p>x', "a.md", "HTML"],
  ['<img src="a.png">\n\ntext\n\n    <div>code</div>', "a.md", "MARKDOWN"],
  ['<img src="a.png">\n\n  <b>x</b>\n\n    <b>code</b>', "a.md", "MARKDOWN"],
  ["<p>x</p>\n\n# y", "a.md", "MARKDOWN"],
  ["<style>p {}</style>\n\ntext ![](https://img.example.com/a.jpg)", "a.md", "MARKDOWN"],
  ["<table><tr><td>[![a](//img.example.com/a.jpg)](/b)</td></tr></table>", "a.md", "MARKDOWN"],
  ["<div>x</div>\n<pre>\n\n# comment\n[a](https://b.example)</pre>", "a.md", "HTML"],
  ["<p>x</p><!--\n\n# y", "a.md", "HTML"],
  ["<https://a.example>", "a.md", "MARKDOWN"],
  ["<divine>", "a.md", "MARKDOWN"],
  ["text", "a.html", "HTML"],
  ["a <b>c</b>", "a.txt", "HTML"],
  ["a < b", "a.txt", "MARKDOWN"],
  ["", "a.md", "MARKDOWN"],
])("%j in %s is read as %s", (body, path, format) => {
  expect(bodyFormat(body, path)).toBe(format);
});

test("what a feed script wrote is HTML, whatever stands in it", () => {
  expect(bodyFormat("<div>\n\n# y ![](https://img.example.com/a.jpg)</div>", "a.md", true)).toBe("HTML");
});

test("in code, tags that are none stay text, and those of highlighters stay tags", () => {
  expect(textOf("<pre>List<String> a; <T extends B>x</T> <!DOCTYPE html> <!-- c --></pre>")).toBe(
    "List<String> a; <T extends B>x</T> <!DOCTYPE html> <!-- c -->",
  );
  expect(textOf('<pre><code><html><head><script src="a">b()</script></html></code></pre>')).toBe(
    '<html><head><script src="a">b()</script></html>',
  );
  expect(textOf("<pre><code><span class=k>const</span> a<br>b</code></pre>")).toBe("const a\nb");
});

test("outside of code, files and addresses between angle brackets stay text, unknown tags do not", () => {
  expect(textOf("<p>#include <linux/sched.h>, <stdio.h>, #include <vector> and <x.y@a.example></p>")).toBe(
    "#include <linux/sched.h>, <stdio.h>, #include <vector> and <x.y@a.example>",
  );
  expect(textOf("<p>see <http://a.example/b?c=d&e> <o:p>word</o:p> <my-tag>own</my-tag> 1 < 2</p>")).toBe(
    "see <http://a.example/b?c=d&e> word own 1 < 2",
  );
});

test("a body that is longer than what is parsed at a time loses nothing where it is split", () => {
  const piece = '<p title="a &amp; b">和😀 &lt;code&gt; <b>bold</b></p>\n';
  const article = articleWithBody(piece.repeat(3000));
  expect(article.text).toBe(Array(3000).fill("和😀 <code> bold").join("\n"));
});

test("nesting is cut at 256 levels, and what lies deeper is kept", () => {
  const depthOf = (node: object): number =>
    "children" in node ? 1 + Math.max(0, ...(node.children as object[]).map(depthOf)) : 1;
  const { tree, flattened } = parseHtml(`${"<div>".repeat(5000)}deep<i>er</i>${"</div>".repeat(5000)}after`);
  expect(flattened).toBe(true);
  expect(depthOf(tree)).toBeLessThan(260);
  expect(textOf(`${"<div>".repeat(300)}deep${"</div>".repeat(300)}<p>after</p>`)).toBe("deep\nafter");
});

test("text keeps blocks on lines of their own, cells apart, and code as it stands", () => {
  expect(textOf("<div>a <b>b</b>\n c<p>d</p>e<br>f<ul><li>g<li>h</ul></div>")).toBe("a b c\nd\ne\nf\ng\nh");
  expect(textOf("<table><tr><th>a<th>b<tr><td><p>c</p><td>d</table><p>e")).toBe("a\tb\nc\td\ne");
  expect(textOf("<pre>\n  a\n\n    b\n</pre><p>c")).toBe("a\n\n    b\n\nc");
  expect(textOf("<p>a\u00a0b　c</p><p> </p><form>d</form><center>e</center>f")).toBe("a\u00a0b　c\nd\ne\nf");
  expect(textOf("<p>x<script>y</script><style>z</style><select><option>w</select>")).toBe("x");
});

test("a lead is one line, cut between graphemes", () => {
  expect(leadOf("a\nb\t c")).toBe("a b c");
  expect(leadOf("和".repeat(900))).toHaveLength(700);
  expect(leadOf(`${"a".repeat(699)}👨‍👩‍👧`)).toBe(`${"a".repeat(699)}…`);
});

test("a lead joins lines by a space, but for those that Chinese and Japanese are set in", () => {
  expect(leadOf("海。\n1651\n年\n \n桥\n的\nbridge\n（a）\nb")).toBe("海。1651 年桥的 bridge （a）b");
  expect(leadOf("カ\nな ー\n한국\n어")).toBe("カな ー 한국 어");
});

test("braces written as entities are decoded in Markdown, also in code", () => {
  const article = articleWithBody("a &#123;b&#125;\n\n`f &#123; &#125;`\n\n    &#123;g&#125;\n");
  expect(article.text).toBe("a {b}\nf { }\n{g}");
  expect(article.raw).toContain("&#123;b&#125;");
});

test.each([
  ["", 0],
  ["Hello, world — it's 2021!", 4],
  ["国际形势", 4],
  ["2021年の夏", 4],
  ["コーヒー and tea", 6],
  ["中国 2021 年 GDP增长", 7],
  ["한국어 단어", 2],
  ["... — !!! 。，", 0],
  ["state-of-the-art x_y", 2],
  ["𠮷野家", 3],
  ["C++ (a) «b»", 3],
])("%j has %i words", (text, count) => {
  const { characters, words } = countWords(text);
  expect(characters + words).toBe(count);
});

test("the tree is the one that parse5 itself builds, where no tag is taken for text", () => {
  const pieces =
    'a|和|😀| |\n|\t|\0|&amp;|&#x41;|&nope;|&|<|>|"|\'|=|/|<p>|</p>|<b class="x y">|</b>|<a href=\'u?a=1&amp;b\'>|</a>|<img src="a.png" alt="1 < 2 &amp; 3\n4">|<table>|<tr><td>|</table>|<ul><li>|<!-- c -->|<!--|-->|<br/>|<textarea>\n|</textarea>|<p title="|">|<script>|</script>|<svg>|</svg>|\uD800';
  const context = defaultTreeAdapter.createElement("body", names.NS.HTML, []);
  const html = fc.array(fc.constantFrom(...pieces.split("|")), { maxLength: 40 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(html, (text) => {
      expect(withoutPositions(parseHtml(text).tree)).toEqual(
        withoutPositions(fromParse5(parseFragment(context, text, { scriptingEnabled: false }))),
      );
    }),
    { numRuns: 1000 },
  );
});
