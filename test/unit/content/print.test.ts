import fc from "fast-check";
import type { Element, Properties, Root } from "hast";
import { toHtml } from "hast-util-to-html";
import { expect, test } from "vitest";
import { parseHtml } from "../../../src/content/parse-html.ts";
import { printTree } from "../../../src/content/print.ts";
import { sanitizeTree } from "../../../src/content/sanitize.ts";
import { ARTICLE_SCHEMA } from "../../../src/content/sanitize-schema.ts";

const TAG = /<[a-z][a-z0-9]*(?: [a-z-]+(?:="[^"]*")?)*>/g;

/** But for `<` in values, which the library leaves as it is: in what is printed here, it always begins a tag. */
const byLibrary = (tree: Root) =>
  toHtml(tree, { characterReferences: { useNamedReferences: true } }).replace(
    TAG,
    (tag) => `<${tag.slice(1).replaceAll("<", "&lt;")}`,
  );

const SIGNS = "<a & \"b\" 'c' `d` > e=f\u00a0中\u{1f600}";

/** Every attribute that an article may have, on the element it is for. */
const ALLOWED = Object.entries(ARTICLE_SCHEMA.attributes ?? {}).flatMap(([tagName, definitions]) =>
  definitions.map((definition) => ({
    tagName: tagName === "*" ? "p" : tagName,
    property: typeof definition === "string" ? definition : definition[0],
  })),
);

function element(tagName: string, properties: Properties): Root {
  const children: Element["children"] = [{ type: "text", value: SIGNS }];
  const isVoid = /^(?:br|col|hr|img|input|source|wbr)$/.test(tagName);
  return { type: "root", children: [{ type: "element", tagName, properties, children: isVoid ? [] : children }] };
}

test("text and values are printed with the references that they need", () => {
  expect(printTree(element("p", { title: '"&<', lang: undefined, hidden: false }))).toBe(
    '<p title="&quot;&amp;&lt;">&lt;a &amp; "b" \'c\' `d` > e=f\u00a0中\u{1f600}</p>',
  );
  expect(printTree(element("img", { alt: "", width: 3 }))).toBe('<img alt="" width="3">');
  expect(printTree(element("hr", { className: ["a", "b"] }))).toBe('<hr class="a b">');
});

test.each(ALLOWED)("$property of $tagName is printed as a library for any tree does it", ({ tagName, property }) => {
  for (const value of [SIGNS, true]) {
    const tree = element(tagName, { [property]: value });
    expect(printTree(tree)).toBe(byLibrary(tree));
  }
});

test("what is left of any markup is printed as a library for any tree does it", () => {
  const pieces = fc.constantFrom(
    ..."<p title='\"`'>|</p>|<img src=a alt='&amp;'>|<pre>\n\n|<br>|<video loop src=b>|<b><i></b>|<td colspan=2>|<table>".split(
      "|",
    ),
    "<a href='javascript:x' id=user-content-fn-1 data-footnote-ref>",
    "<code class='language-c++ x'>",
    "<iframe src='https://www.youtube.com/embed/x' width=3></iframe>",
    "<ol start=3 reversed type=a><li value=2>",
    "<!-- more -->",
    SIGNS,
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: "binary" })), { maxLength: 20 }), (parts) => {
      const { tree } = sanitizeTree(parseHtml(parts.join("")).tree);
      expect(printTree(tree)).toBe(byLibrary(tree));
    }),
  );
});
