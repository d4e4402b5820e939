import { expect, test } from "vitest";
import { readLinks, readOutline } from "../../../src/schema/read-blocks.ts";
import { articleWithBody } from "./support.ts";

const outlineOf = (body: string) => {
  const { text, layout } = articleWithBody(body);
  return readOutline({ text, blocks: layout }).map(({ level, text: title, anchor }) => `${level} ${title} #${anchor}`);
};
const linksOf = (body: string, options = {}) => {
  const { html, text, layout } = articleWithBody(body, options);
  return readLinks({ html, text, blocks: layout });
};

test("anchors are readable in every script, and unique", () => {
  expect(
    outlineOf("# Über *uns*\n\n## 二十四节气\n\n## Über uns\n\n### Über uns 2\n\n## Über uns\n\n###### ..."),
  ).toEqual([
    "1 Über uns #h-über-uns",
    "2 二十四节气 #h-二十四节气",
    "2 Über uns #h-über-uns-2",
    "3 Über uns 2 #h-über-uns-2-2",
    "2 Über uns #h-über-uns-3",
    "6 ... #h-section",
  ]);
});

test("a thousand equal headings have a thousand anchors", () => {
  expect(new Set(outlineOf("<h2>a</h2>".repeat(1000))).size).toBe(1000);
});

test("headings are listed wherever they stand, but for quotes, footnotes and those that show no text", () => {
  expect(
    outlineOf("<div><h2>a</h2><ul><li><h3>b</h3></ul><blockquote><h2>c</h2></blockquote><h4><img src=x></h4></div>"),
  ).toEqual(["2 a #h-a", "3 b #h-b"]);
  expect(outlineOf("## a\n\nb[^1]\n\n[^1]: c")).toEqual(["2 a #h-a"]);
});

test("an author's id is the base of the anchor, and links to it are led there", () => {
  const body =
    '<div><p><a href="#Intro">1</a> <a href="#old">2</a> <a href="#second-part">3</a> <a href="#%E4%BA%8C">4</a> <a href="#nowhere">5</a></p>' +
    '<h2 id="Intro">Introduction</h2><p>x</p><a name="old"></a><h2><span id="inner"></span>Second part</h2><h2>二</h2></div>';
  expect(outlineOf(body)).toEqual(["2 Introduction #h-intro", "2 Second part #h-inner", "2 二 #h-二"]);
  expect(linksOf(body).map(({ href }) => href)).toEqual(["#h-intro", "#h-inner", "#h-inner", "#h-二", "#nowhere"]);
  expect(articleWithBody(body).html).toContain('<h2 id="h-intro">Introduction</h2>');
});

test("an author's id goes before the slug of another heading's text, and nothing leads to an empty name", () => {
  const body =
    '<div><p><a href="#intro">1</a> <a href="#h-intro">2</a> <a href="#">3</a> <a href="#!">4</a></p>' +
    '<h2>Intro</h2><h2 id="intro">Other</h2><h2 id="">...</h2></div>';
  expect(outlineOf(body)).toEqual(["2 Intro #h-intro", "2 Other #h-intro-2", "2 ... #h-section"]);
  expect(linksOf(body).map(({ href }) => href)).toEqual(["#h-intro-2", "#h-intro", "#", "#!"]);
});

test("a heading inside of another one is part of that, and one whose text did not survive is in no outline", () => {
  const body =
    '<div><a href="#b">1</a><h2>a<div><h3 id="b">b</h3></div></h2><h2><iframe src="https://evil.example/">z</iframe></h2></div>';
  expect(outlineOf(body)).toEqual(["2 a b #h-b"]);
  expect(linksOf(body).map(({ href }) => href)).toEqual(["#h-b"]);
  // Without the button, a browser ends the one heading where the other begins.
  expect(outlineOf("<div><h2>a<button><h3>b</h3></button></h2></div>")).toEqual(["2 a #h-a-b", "3 b #h-section"]);
});

test("no other id gets through", () => {
  const { html } = articleWithBody(
    '<div id="h-a"><p id="h-b">x</p><h2 id="getElementById">y</h2><h3 id="h-x onload">z</h3><h2 id="footnote-label">f</h2></div>',
  );
  expect(html.match(/id="[^"]*"/g)).toEqual(['id="h-getelementbyid"', 'id="h-x-onload"', 'id="footnote-label"']);
});

test("links have their addresses and texts, and tell whether they leave the site", () => {
  const links = linksOf(
    '<div><a href="https://blog.example.com/a?b&amp;c">A <b>b</b></a><a href="HTTPS://WWW.Blog.example.com/">c</a><a href="//other.example/">d\n e</a>' +
      '<a href="../f">f</a><a href="mailto:g@h.example">g</a><a href="#h"><img src="https://a.example/1.jpg"></a><a name="i">i</a></div>',
    { baseUrl: "https://blog.example.com/" },
  );
  expect(links).toEqual([
    { href: "https://blog.example.com/a?b&c", text: "A b", external: false },
    { href: "https://WWW.Blog.example.com/", text: "c", external: false },
    { href: "//other.example/", text: "d e", external: true },
    { href: "../f", text: "f", external: false },
    { href: "mailto:g@h.example", text: "g", external: false },
    { href: "#h", text: "", external: false },
  ]);
});
