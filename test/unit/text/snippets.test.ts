import fc from "fast-check";
import { expect, test } from "vitest";
import { Folder } from "../../../src/text/fold.ts";
import { findMatches } from "../../../src/text/matches.ts";
import { parseQuery } from "../../../src/text/query.ts";
import { marked, snippets } from "../../../src/text/snippets.ts";

const folder = new Folder();
const matches = (text: string, typed: string, language: string | null = null) =>
  findMatches(folder, text, parseQuery(folder, typed), language);
const mark = (text: string, typed: string, language: string | null = null) =>
  marked(text, matches(text, typed, language));
const cut = (text: string, typed: string) => snippets(text, matches(text, typed));

test.each([
  ["The RIVER's bend", "river", null, "The <mark>RIVER</mark>&#39;s bend"],
  ["rivers", "river ", null, "rivers"],
  ["rivers", "river ", "en-GB", "<mark>rivers</mark>"],
  ["riverbed", "river", null, "<mark>riverbed</mark>"],
  ["在圖書館裡", "图书馆", null, "在<mark>圖書館</mark>裡"],
  ["ｶﾞﾗｽ", "ガラ", null, "<mark>ｶﾞﾗ</mark>ｽ"],
  ["ไม่มีกี่", "ก", null, "ไม่มี<mark>กี่</mark>"],
  ["น้ำ", "น", null, "<mark>น้ำ</mark>"],
  ["葛\u{E0100}城", "葛", null, "<mark>葛\u{E0100}</mark>城"],
  ["㌔ ﬁt Straße", "キ straße fi", null, "<mark>㌔</mark> <mark>ﬁt</mark> <mark>Straße</mark>"],
  ["İzmir STRAẞE", "strasse izm", null, "<mark>İzmir</mark> <mark>STRAẞE</mark>"],
  ["The old, old mill", '"old old mill"', null, "The <mark>old, old mill</mark>"],
  ["a bold mill, old mill", '"old mill"', null, "a bold mill, <mark>old mill</mark>"],
  ["中文中文", "中文", null, "<mark>中文中文</mark>"],
  ["<b>&\"'</b>", "b", null, "&lt;<mark>b</mark>&gt;&amp;&quot;&#39;&lt;/<mark>b</mark>&gt;"],
])("%s: %s", (text, typed, language, html) => {
  expect(mark(text, typed, language)).toBe(html);
});

test("a snippet is cut at the bounds of sentences", () => {
  const before = "This one is about nothing at all, and takes up room. ".repeat(6);
  const after = "So does this one, which comes after it, and says no more. ".repeat(6);
  expect(cut(`${before}Here is a heron.\n${after}`, "heron")).toEqual([
    "This one is about nothing at all, and takes up room. Here is a <mark>heron</mark>.",
  ]);
  const [snippet = ""] = cut(`${before}Here is a heron. ${after}`, "heron");
  expect(snippet).toMatch(/^This one .* Here is a <mark>heron<\/mark>\. So does .*\.$/);
});

test("without sentences it is cut between words, with … on both sides", () => {
  const words = "lorem ipsum dolor sit amet consectetur ".repeat(20);
  const [snippet = ""] = cut(`${words}heron ${words}`, "heron");
  expect(snippet).toMatch(
    /^…(lorem|ipsum|dolor|sit|amet|consectetur) .*<mark>heron<\/mark>.* (lorem|ipsum|dolor|sit|amet|consectetur)…$/,
  );
  expect(snippet.length).toBeLessThan(220);
});

test("there are three at the most, each of another place", () => {
  const far = "Nothing to see in here, and that for a while. ".repeat(10);
  const found = cut(Array.from({ length: 5 }, (_, n) => `Heron ${n}. ${far}`).join("\n"), "heron");
  expect(found).toHaveLength(3);
  expect(new Set(found).size).toBe(3);
  expect(cut(far, "heron")).toEqual([]);
});

test("a match that goes on and on is shown as far as there is room", () => {
  for (const [text, typed] of [
    ["哈".repeat(10_000), "哈哈"],
    [`data${"0".repeat(10_000)}`, "data"],
  ] as const) {
    const [snippet = "", ...more] = cut(text, typed);
    expect(more).toEqual([]);
    expect(snippet).toMatch(/^<mark>.{80,150}<\/mark>…$/);
  }
});

test("no flag is torn, however many there are in a row", () => {
  const [snippet = ""] = cut(`a${"🇯🇵🇰🇷".repeat(40)}袋熊`, "袋熊");
  expect(snippet).toMatch(/^…(🇯🇵|🇰🇷)+<mark>袋熊<\/mark>$/u);
});

test("whatever the text, what is shown is escaped text of it, with whole graphemes", () => {
  const part = fc.constantFrom(
    "heron",
    "<script>",
    "&amp;",
    "圖書館",
    "👩‍👩‍👧‍👦",
    "e\u0301",
    " ",
    "\n",
    "。",
    ". ",
    "a".repeat(200),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const text = parts.join("");
      for (const typed of ["heron", "图书馆"]) {
        for (const html of cut(text, typed)) {
          const shown = html.replace(/<\/?mark>|…/g, "");
          expect(html).toContain("<mark>");
          expect(shown).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
          const plain = shown.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
          expect(text).toContain(plain);
          expect(plain).not.toMatch(/^[\u0301\u200D]|\u200D$/);
        }
      }
    }),
  );
});
