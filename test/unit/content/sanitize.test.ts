import fc from "fast-check";
import { expect, test } from "vitest";
import { dangersIn, VECTORS } from "../../support/dangers.ts";
import { articleOf, articleWithBody, codesOf, parseText } from "./support.ts";

const htmlOf = (body: string) => articleWithBody(`<div>${body}</div>`).html;

test.each(VECTORS)("%s comes out dead", (vector) => {
  expect(dangersIn(htmlOf(vector))).toEqual([]);
  // The same inside of Markdown, which passes raw HTML on.
  expect(dangersIn(articleWithBody(`Text\n\n${vector}\n\nText ${vector}`).html)).toEqual([]);
});

test("the detector of dangers finds them", () => {
  expect(dangersIn("<script>1</script>")).toContain("script");
  expect(dangersIn("<p onclick=1>")).toContain("onclick");
  expect(dangersIn("<a href=' java\nscript:1'>")).toHaveLength(2);
  expect(dangersIn("<a href='&#1;JavaScript&colon;1'>")).toHaveLength(2);
  expect(dangersIn("<iframe src=x></iframe>")).toHaveLength(2);
  // Entities have no capitals but their own: this is a relative address that has an ampersand in it.
  expect(dangersIn('<a href="JAVASCRIPT&amp;COLON;ALERT(1)">')).toEqual([]);
});

test("Markdown's own links and images cannot carry scripts", () => {
  const body = "[a](javascript:alert(1)) ![b](javascript:alert(1)) <javascript:alert(1)> [c](data:text/html,x)";
  expect(dangersIn(articleWithBody(body).html)).toEqual([]);
});

test("what comes out, read and sanitized again, comes out the same", () => {
  const part = fc.oneof(
    fc.constantFrom(...VECTORS),
    fc
      .constantFrom(
        ..."p div a b i span table tr td tbody caption ul li dl dt dd pre code h1 h2 blockquote button object select option svg math mi foreignObject desc form center marquee nobr font details summary figure figcaption ruby rt rp video source iframe template noscript textarea x-y style address em strong legend fieldset noscript menu main nav listing xmp dialog label header time audio q".split(
          " ",
        ),
      )
      .chain((name) => fc.constantFrom(`<${name}>`, `</${name}>`, `<${name} href="/x" src="/y" class="z">`)),
    fc.constantFrom(
      "text",
      "\n",
      " ",
      "\n\n",
      "&lt;b&gt;",
      "&amp;",
      "<br>",
      "<img src=/a.png>",
      "<hr>",
      "<!-- c -->",
      "\u00a0",
    ),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
      const once = articleWithBody(`<div>${parts.join("")}`).html;
      // Of a name that says it is HTML: what is left may begin with something that Markdown has too.
      expect(articleOf(parseText(`---\ntitle: x\n---\n${once}`, {}, "a.html")).html).toBe(once);
      expect(dangersIn(once)).toEqual([]);
    }),
    { numRuns: 1500 },
  );
});

test("what an article needs stays", () => {
  const kept =
    '<h2 id="h-h">H</h2><p lang="ja">漢<ruby>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby> <mark>m</mark> H<sub>2</sub>O x<sup>2</sup></p>' +
    '<table><caption>c</caption><tbody><tr><td colspan="2" align="right">1</td></tr></tbody></table>' +
    '<details open><summary>s</summary>t</details><pre><code class="language-c++">a  b</code></pre>' +
    '<a href="mailto:a@b.example">m</a><a href="tel:+49">t</a><a href="../x?y#z" title="t">r</a>' +
    '<video src="https://a.example/b.mp4" poster="/c.png" controls></video><audio controls><source src="/d.mp3" type="audio/mpeg"></audio>';
  expect(htmlOf(kept)).toBe(`<div>${kept}</div>`);
});

test("frames of known players stay, within a sandbox; all others go and are counted", () => {
  const html = htmlOf(
    '<iframe src="//player.bilibili.com/player.html?aid=1" width="100%" height="400" class="v" allow="camera"></iframe>',
  );
  expect(html).toBe(
    '<div><iframe src="https://player.bilibili.com/player.html?aid=1" height="400" loading="lazy" referrerpolicy="strict-origin-when-cross-origin" sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" allow="fullscreen; encrypted-media; picture-in-picture" allowfullscreen></iframe></div>',
  );
  const parsed = parseText(
    '---\ntitle: x\n---\n<div><iframe src="https://ads.example/"></iframe><form>a</form><p onclick="b()">c</p></div>',
  );
  expect(parsed.issues).toMatchObject([
    { code: "MARKUP_REMOVED", message: "Removed from the body: 1 × frame, 1 × form, 1 × event handler." },
  ]);
});

test("style, class and comments go without a word", () => {
  const parsed = parseText('---\ntitle: x\n---\n<p style="color:red" class="a" id="b"><!-- c -->d</p><style>e</style>');
  expect(codesOf(parsed)).toEqual([]);
  expect(parsed.article?.html).toBe("<p>d</p>");
});
