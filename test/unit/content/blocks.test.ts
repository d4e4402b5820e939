import fc from "fast-check";
import { expect, test } from "vitest";
import { VOID_ELEMENTS } from "../../../src/content/elements.ts";
import { parseHtml } from "../../../src/content/parse-html.ts";
import { textOf } from "../../../src/content/text.ts";
import { blocksOfArticle, joinedBlocks } from "../../support/blocks.ts";
import { dangersIn, VECTORS } from "../../support/dangers.ts";
import { articleWithBody } from "./support.ts";

const IMG = '<img src="https://a.example/1.jpg">';

/** Types of blocks with what tells them apart, without ids and HTML. */
const shapesOf = (body: string) => blocksOfArticle(articleWithBody(body)).map(({ id: _, html: __, ...shape }) => shape);
const typesOf = (body: string) =>
  blocksOfArticle(articleWithBody(body)).map((block) => `${block.type}: ${"text" in block ? block.text : block.html}`);

test("wrappers are gone through, running text in them becomes paragraphs, white space nothing", () => {
  expect(typesOf("<div> <section>a <b>b</b><p>c</p>\n<div>d</div> </section>\n<p> </p>e</div>")).toEqual([
    "ParagraphBlock: a b",
    "ParagraphBlock: c",
    "ParagraphBlock: d",
    "ParagraphBlock: e",
  ]);
  expect(blocksOfArticle(articleWithBody("<div>a <b>b</b><p align=right>c</p></div>")).map(({ html }) => html)).toEqual(
    ["<p>a <b>b</b></p>", '<p align="right">c</p>'],
  );
});

test("headings have level and anchor", () => {
  expect(shapesOf("## 二  *分*\n\n### a")).toEqual([
    { type: "HeadingBlock", text: "二 分", level: 2, anchor: "h-二-分" },
    { type: "HeadingBlock", text: "a", level: 3, anchor: "h-a" },
  ]);
});

test.each([
  ["alone in a paragraph", `<p>${IMG}</p>`, 1],
  ["in a link", `<p><a href="/b">${IMG}</a></p>`, 1],
  ["in a span that is bold", `<p><span><b>${IMG}</b></span></p>`, 1],
  ["straight in a wrapper", `<div>${IMG}</div>`, 1],
  ["in a link around a box", `<div><a href="/b"><div>${IMG}</div></a></div>`, 1],
  ["on a line of its own", `<p>a<br>${IMG}<br>b</p>`, 1],
  ["at the beginning, before a break", `<p>${IMG}<br>b</p>`, 1],
  ["beside others", `<p>${IMG} ${IMG}\n${IMG}</p>`, 3],
  ["in a heading without text", `<h2>${IMG}</h2>`, 1],
  ["several in bold", `<p><strong>${IMG}<br>${IMG}</strong></p>`, 2],
  ["among words", `<p>a ${IMG} b</p>`, 0],
  ["before words", `<p>${IMG} b</p>`, 0],
  ["in a list", `<ul><li>${IMG}</ul>`, 0],
  ["of data", '<p><img src="data:image/png;base64,AAAA"></p>', 0],
  ["several in one link", `<p><a href="/b">${IMG}${IMG}</a></p>`, 0],
])("an image %s", (_, body, count) => {
  const article = articleWithBody(body);
  const images = blocksOfArticle(article).filter(({ type }) => type === "ImageBlock");
  expect(images.map((block) => "position" in block && block.position)).toEqual([...Array(count).keys()]);
  expect(joinedBlocks(article).match(/<img /g)).toHaveLength(article.html.match(/<img /g)?.length ?? 0);
});

test("text around an image on a line of its own becomes paragraphs without the breaks beside it", () => {
  expect(typesOf(`<p>a<br>b<br>${IMG}<br><br>c <i>d</i></p>`)).toEqual([
    "ParagraphBlock: a\nb",
    expect.stringMatching(/^ImageBlock: <img src="https:\/\/a.example\/1.jpg" [^>]*>$/),
    "ParagraphBlock: c d",
  ]);
});

test("alt, caption and link of an image", () => {
  const image = '<img src="https://a.example/1.jpg" alt="&quot;x&quot; &lt;y>" title=" src=">';
  expect(
    shapesOf(`<figure><a href="/b?c&amp;d">${image}</a><figcaption>The <i>caption</i></figcaption></figure>`),
  ).toEqual([
    { type: "ImageBlock", articleId: 1, position: 0, alt: '"x" <y>', caption: "The caption", href: "/b?c&d" },
  ]);
  expect(shapesOf(`<p>${IMG}</p>`)).toMatchObject([{ alt: null, caption: null, href: null }]);
});

test.each([
  [
    "image-package",
    '<div class="image-package"><div class="image-view">IMG</div><div class="image-caption">C</div></div>',
  ],
  ["wp-caption", '<div class="wp-caption alignnone"><a href="/b">IMG</a><p class="wp-caption-text">C</p></div>'],
  ["Hugo's figure", "<figure>IMG<figcaption><h4>C</h4></figcaption></figure>"],
])("the caption of %s", (_, body) => {
  const article = articleWithBody(body.replace("IMG", IMG));
  expect(blocksOfArticle(article)).toMatchObject([{ type: "ImageBlock", caption: "C" }]);
  expect(article.images).toMatchObject([{ caption: "C" }]);
});

test("a figure of something else than one image loses nothing", () => {
  expect(typesOf("<figure><pre>x</pre><figcaption>C</figcaption></figure>")).toEqual([
    "CodeBlock: <pre>x</pre>",
    "ParagraphBlock: C",
  ]);
  expect(typesOf(`<figure>${IMG}${IMG}<figcaption>C</figcaption></figure>`)).toHaveLength(3);
});

test("lists, quotes, dividers", () => {
  expect(shapesOf("1. a **b**\n2. c\n   - d\n\n> q\n>\n> r\n\n---")).toEqual([
    { type: "ListBlock", ordered: true, items: ["a <strong>b</strong>", "c\n<ul>\n<li>d</li>\n</ul>\n"] },
    { type: "QuoteBlock", text: "q\nr" },
    { type: "DividerBlock" },
  ]);
});

test("code keeps its lines and signs", () => {
  expect(shapesOf('```c++\n#include <x>\nif (a && b < "c") {}\n```\n\n    d\n')).toEqual([
    { type: "CodeBlock", code: '#include <x>\nif (a && b < "c") {}', language: "c++" },
    { type: "CodeBlock", code: "d", language: null },
  ]);
  expect(shapesOf('<pre><span title="a>b">x</span><br>y\n\n</pre>')).toEqual([
    { type: "CodeBlock", code: "x\ny\n", language: null },
  ]);
  expect(typesOf(`<pre>a ${IMG}</pre>`)).toEqual([expect.stringMatching(/^HtmlBlock: <pre>a <img/)]);
});

test("tables that are rows of cells, and others", () => {
  expect(shapesOf("| a | b |\n| --- | --- |\n| `c` | d |\n| e | |")).toEqual([
    {
      type: "TableBlock",
      header: ["a", "b"],
      rows: [
        ["<code>c</code>", "d"],
        ["e", ""],
      ],
    },
  ]);
  expect(shapesOf("<table><tr><th>a<th>b<tr><td>c<td>d</table>")).toMatchObject([
    { header: ["a", "b"], rows: [["c", "d"]] },
  ]);
  expect(shapesOf("<table><tr><th>a<td>b</table>")).toMatchObject([{ header: null, rows: [["a", "b"]] }]);
  for (const table of [
    "<table><tr><td colspan=2>a</table>",
    "<table><tr><td rowspan=2>a</table>",
    "<table><caption>c</caption><tr><td>a</table>",
    "<table><tr><td><table><tr><td>a</table></table>",
    "<table><thead><tr><th>a<tr><th>b</thead><tr><td>c</table>",
  ]) {
    expect(shapesOf(table)).toEqual([{ type: "HtmlBlock" }]);
  }
});

test("players, sound and videos", () => {
  const player = '<iframe src="https://player.vimeo.com/video/1?a=1&amp;b=2"></iframe>';
  expect(shapesOf(`<p>a ${player} b</p>`)).toEqual([
    { type: "ParagraphBlock", text: "a" },
    { type: "EmbedBlock", url: "https://player.vimeo.com/video/1?a=1&b=2", provider: "Vimeo" },
    { type: "ParagraphBlock", text: "b" },
  ]);
  expect(shapesOf('<video><source src="/a.mp4"></video><audio src="b.mp3"></audio><video></video>')).toEqual([
    { type: "MediaBlock", kind: "VIDEO", src: "/a.mp4" },
    { type: "MediaBlock", kind: "AUDIO", src: "b.mp3" },
    { type: "HtmlBlock" },
  ]);
});

test("what fits no type is kept whole", () => {
  expect(typesOf("<details><summary>a</summary>b</details><dl><dt>c<dd>d</dl><b>e<p>f</p></b>")).toEqual([
    "HtmlBlock: <details><summary>a</summary>b</details>",
    "HtmlBlock: <dl><dt>c</dt><dd>d</dd></dl>",
    "HtmlBlock: <b>e<p>f</p></b>",
  ]);
  expect(blocksOfArticle(articleWithBody("a[^1]\n\n[^1]: b")).map(({ type }) => type)).toEqual([
    "ParagraphBlock",
    "HtmlBlock",
  ]);
});

test("ids stay while the content does, whatever stands around, and are unique", () => {
  const idsOf = (body: string) => blocksOfArticle(articleWithBody(body)).map(({ id }) => id);
  const [a, b, again] = idsOf("a\n\nb\n\na");
  expect(idsOf("x\n\nb\n\na")).toEqual([expect.not.stringMatching(`^(?:${a}|${b})$`), b, a]);
  expect(again).toBe(`${a}-2`);
});

test("a body from before there were blocks is one block", () => {
  const { html, text } = articleWithBody("a\n\nb");
  expect(blocksOfArticle({ html, text, layout: null as never })).toMatchObject([{ type: "HtmlBlock", html }]);
});

test.each(VECTORS)("%s comes out dead in blocks", (vector) => {
  for (const body of [
    `<div>${vector}</div>`,
    `Text\n\n${vector}\n\n- ${vector}\n\n| ${vector} |\n| --- |\n| ${vector} |`,
  ]) {
    for (const block of blocksOfArticle(articleWithBody(body))) {
      const pieces = [
        block.html,
        ...("items" in block ? block.items : []),
        ...("header" in block ? (block.header ?? []) : []),
        ...("rows" in block ? block.rows.flat() : []),
      ];
      for (const piece of pieces) expect(dangersIn(piece)).toEqual([]);
      for (const address of [
        "url" in block ? block.url : "",
        "src" in block ? block.src : "",
        "href" in block ? (block.href ?? "") : "",
      ]) {
        expect(address).not.toMatch(/^\s*(?:javascript|vbscript|data):/i);
      }
    }
  }
});

const squeezed = (html: string) => textOf(parseHtml(html).tree).replace(/\s+/g, "");
const imagesIn = (html: string) => Array.from(html.matchAll(/<img src="([^"]*)"/g), ([, src]) => src);

/** Tags that are closed by no other, or close none, in their order. */
function leftOpen(html: string): string[] {
  const open: string[] = [];
  for (const [tag, name = ""] of html.matchAll(/<\/?([a-z0-9]+)(?:[^>"]|"[^"]*")*>/g)) {
    if (VOID_ELEMENTS.has(name)) continue;
    if (tag === `</${name}>` && open.at(-1) === name) open.pop();
    else open.push(tag.startsWith("</") ? tag : name);
  }
  return open;
}

test("the blocks of any body show its text and images, all of them, in its order", () => {
  const names =
    "p div section span a b strong ul ol li table tr td th thead tbody caption pre code h1 h2 h3 blockquote figure figcaption dl dt dd details summary center form nav font sup em main header ruby rt";
  const tag = fc
    .constantFrom(...names.split(" "))
    .chain((name) => fc.constantFrom(`<${name}>`, `</${name}>`, `<${name} href="/x" colspan="2" class="language-x">`));
  const image = fc.nat({ max: 9 }).map((number) => `<img src="https://a.example/${number}.jpg">`);
  const other = fc.constantFrom(
    ..."<br>| |\n|word |和，|&lt;b&gt;|<hr>|<img src=x/y.png>|<img src=data:image/png;base64,AA>|<video src=/v></video>|\u00a0".split(
      "|",
    ),
    '<iframe src="https://player.vimeo.com/video/1"></iframe>',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(tag, tag, image, other), { maxLength: 40 }), (parts) => {
      const article = articleWithBody(`<div>${parts.join("")}`);
      const joined = joinedBlocks(article);
      expect(squeezed(joined)).toBe(squeezed(article.html));
      expect(imagesIn(joined)).toEqual(imagesIn(article.html));
      const ids = Array.from(article.html.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const block of blocksOfArticle(article)) {
        expect(leftOpen(block.html)).toEqual([]);
        if (block.type === "HeadingBlock") expect(ids).toContain(block.anchor);
        if (block.type !== "ImageBlock") continue;
        expect(article.images[block.position]?.address.url ?? "/").toBe(imagesIn(block.html)[0]?.replace(/^\/.*/, "/"));
      }
    }),
    { numRuns: 1000 },
  );
});
