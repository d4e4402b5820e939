import fc from "fast-check";
import { expect, test } from "vitest";
import { addParagraphs } from "../../../../src/import/feeds/paragraphs.ts";
import { keptShortcodes, replaceCaptions } from "../../../../src/import/feeds/shortcodes.ts";

test.each([
  ["one", "<p>one</p>"],
  ["one\n\ntwo\r\n\r\nthree", "<p>one</p>\n<p>two</p>\n<p>three</p>"],
  ["one\ntwo  \nthree", "<p>one<br>\ntwo<br>\nthree</p>"],
  ["one<br />\ntwo", "<p>one<br />\ntwo</p>"],
  ["a <b>bold</b> word\n\n<em>b</em>", "<p>a <b>bold</b> word</p>\n<p><em>b</em></p>"],
  ["<h2>Title</h2>\nText", "<h2>Title</h2>\n<p>Text</p>"],
  ["Text<h2>Title\nover two</h2>", "<p>Text</p>\n<h2>Title<br>\nover two</h2>"],
  ["<p>as written</p>\n\n<p>and again</p>", "<p>as written</p>\n<p>and again</p>"],
  ["<p>first\n\nsecond</p>", "<p>first</p>\n<p>second</p>"],
  ["<p>one<p>two\n\nthree", "<p>one<p>two</p>\n<p>three"],
  ["<div>alone</div>", "<div>alone</div>"],
  ["<div>one\n\ntwo</div>", "<div><p>one</p>\n<p>two</p>\n</div>"],
  ["<blockquote>one</blockquote>", "<blockquote><p>one</p>\n</blockquote>"],
  [
    "<ul>\n\n<li>one</li>\n<li>two\n\nthree</li>\n</ul>",
    "<ul><li>one</li>\n<li><p>two</p>\n<p>three</p>\n</li>\n</ul>",
  ],
  ["<table>\n<tr>\n<td>a</td>\n</tr>\n</table>", "<table><tr><td>a</td>\n</tr>\n</table>"],
  ["a\n<pre>x\n\n  y</pre>\nb", "<p>a</p>\n<pre>x\n\n  y</pre>\n<p>b</p>"],
  ["<PRE>x\n\ny</PRE>", "<PRE>x\n\ny</PRE>"],
  ["<script>\n\nvar a;\n\n</script>", "<script>\n\nvar a;\n\n</script>"],
  ["<pre>never\n\nclosed", "<pre>never\n\nclosed"],
  ["one\n<!--more-->\ntwo", "<p>one</p>\n<!--more-->\n<p>two</p>"],
  ["one <!-- a\n\nremark --> two", "<p>one <!-- a  remark --> two</p>"],
  ["one <!-- never\n\nclosed", "<p>one <!-- never  closed</p>"],
  ['<a\nhref="x">y</a>', '<p><a href="x">y</a></p>'],
  ["1 < 2\n\n<3", "<p>1 < 2</p>\n<p><3</p>"],
  ["", ""],
  [" \n\n ", ""],
])("%j comes to %j", (written, html) => {
  expect(addParagraphs(written)).toBe(html);
});

test("nothing but white space, breaks and paragraphs is added or lost", () => {
  const piece = fc.constantFrom(
    ..."a|b c|\n|\n\n|<b>|</b>|<p>|</p>|<div>|</div>|<li>|<ul>|</ul>|<pre>|</pre>|<!--|-->|<br>|<|>|[gallery]".split(
      "|",
    ),
  );
  const bare = (html: string) => html.replace(/<\/?p>|<br>|\s/g, "");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const html = pieces.join("");
      expect(bare(addParagraphs(html))).toBe(bare(html));
    }),
  );
});

test.each([
  [
    '[caption id="a" width="300"]<img src="a.jpg" /> Words[/caption]',
    '<figure><img src="a.jpg" /><figcaption>Words</figcaption></figure>',
  ],
  [
    '[wp_caption caption="Old & <b>bold</b>"]<a href="b"><img src="a.jpg"></a>[/wp_caption]',
    '<figure><a href="b"><img src="a.jpg"></a><figcaption>Old & <b>bold</b></figcaption></figure>',
  ],
  ['[caption]<img src="a.jpg">[/caption]', '<figure><img src="a.jpg"></figure>'],
  ["[caption]no image[/caption]", "no image"],
  ["a [caption] never closed", "a [caption] never closed"],
  [
    "[caption]<img >1[/caption] and [caption]<img >2[/caption]",
    "<figure><img ><figcaption>1</figcaption></figure> and <figure><img ><figcaption>2</figcaption></figure>",
  ],
])("%s is %s", (written, html) => {
  expect(replaceCaptions(written)).toBe(html);
});

test.each([
  ["[gallery]", ["gallery"]],
  ['[gallery ids="1,2"] and [gallery]', ["gallery"]],
  ['[contact-form-7 id="1" title="x"]', ["contact-form-7"]],
  ["[spoiler]secret[/spoiler]", ["spoiler"]],
  ["[embed]https://x.example/[/embed]", ["embed"]],
  ["she [sic] said [1] and [the editor] a[i] [x](y)", []],
])("of %s, %j are shortcodes", (html, names) => {
  expect(keptShortcodes(html)).toEqual(names);
});
