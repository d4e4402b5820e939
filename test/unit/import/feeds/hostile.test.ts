import fc from "fast-check";
import { expect, test } from "vitest";
import { XmlElementReader } from "../../../../src/import/feeds/xml-elements.ts";
import { openPieces, type ReadEntry, readFeed, rss } from "./support.ts";

const GOOD = "<item><guid>good</guid><title>Good</title></item>";
const codesOf = (issues: readonly { code: string }[]) => issues.map(({ code }) => code);

test.each([
  ["", "nothing"],
  ["   \n", "white space"],
  ["Hello", "text"],
  ["\u0000\u0001\u0002", "bytes"],
  ["<!doctype html><html><head><title>x</title></head><body><item><title>x</title></item></body></html>", "a page"],
  ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "another XML"],
  ["<", "a beginning"],
])("%j is no feed but %s", async (text) => {
  expect(await openPieces(text, "https://feeds.example/", null)).toBeNull();
});

test("entities of a document type are not known, neither inside nor outside of the document", async () => {
  const bomb = `<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`;
  const { entries } = await readFeed(bomb + rss("<item><guid>1</guid><title>&b;&c;</title></item>").slice(21));
  expect(entries).toEqual([{ path: "1", front: { title: "&b;&c;", guid: "1" }, body: "" }]);
});

test("a feed that ends too early gives its whole entries, and not half of one", async () => {
  const whole = rss(`${GOOD}<item><guid>2</guid><description>The beginning of a long text</description></item>`);
  for (const end of ["long text", "</description>", "<guid>2"]) {
    const { entries, issues } = await readFeed(whole.slice(0, whole.indexOf(end) + 4));
    expect(entries.map(({ path }) => path)).toEqual(["good"]);
    expect(issues).toMatchObject([{ code: "FEED_CUT", severity: "ERROR", path: "https://feeds.example/feed" }]);
  }
});

test("tags that are not closed, or closed and never opened, cost no other entry", async () => {
  const { entries } = await readFeed(
    rss(
      `<item><guid>1</guid><title>One<description>x</item></b></i><item><guid>2</guid><description>a<b>b</description></item>${GOOD}`,
    ),
  );
  expect(entries.map(({ path }) => path)).toEqual(["1", "2", "good"]);
});

test.each([
  ["elements", rss(`${GOOD}<item>${"<b>".repeat(100_000)}`), "nests deeper than 256"],
  [
    "attributes",
    rss(`${GOOD}<item ${Array.from({ length: 20_000 }, (_, at) => `a${at}="1"`).join(" ")}/>`),
    "1000 attributes",
  ],
  ["a CDATA section", rss(`${GOOD}<item><description><![CDATA[${"abc ".repeat(6_000_000)}`), "never closed"],
  ["a comment", rss(`${GOOD}<!-- ${"abc ".repeat(6_000_000)}`), "never closed"],
])("%s without end cost what comes after", async (_what, text, why) => {
  const { entries, issues } = await readFeed(text);
  expect(entries.map(({ path }) => path)).toEqual(["good"]);
  expect(codesOf(issues)).toEqual(["FEED_CUT"]);
  expect(issues[0]!.message).toContain(why);
});

test("an entry larger than an article can be is reported, and the next one read", async () => {
  const text = `<![CDATA[${"abc ".repeat(250_000)}]]>`.repeat(24);
  const { entries, issues } = await readFeed(
    rss(`<item><guid>large</guid><title>x</title><description>${text}</description></item>${GOOD}`),
  );
  expect(entries.map(({ path }) => path)).toEqual(["good"]);
  expect(issues).toMatchObject([{ code: "ENTRY_TOO_LARGE", severity: "ERROR", path: "large" }]);
});

test("an entry without anything in it is reported, and not imported", async () => {
  const { entries, issues } = await readFeed(rss(`<item/><item><guid>2</guid><title> </title></item>${GOOD}`));
  expect(entries.map(({ path }) => path)).toEqual(["good"]);
  expect(codesOf(issues)).toEqual(["ENTRY_UNREADABLE", "ENTRY_UNREADABLE"]);
});

test("ids, titles and summaries of any length and shape come out bounded and storable", async () => {
  const text = fc.string({ unit: "binary", maxLength: 60 }).map((part) => part.repeat(20));
  await fc.assert(
    fc.asyncProperty(text, text, text, async (id, title, summary) => {
      const items = [{ id, title, summary, content_html: `<p>${title}</p>` }];
      const { entries } = await readFeed(JSON.stringify({ version: "https://jsonfeed.org/version/1.1", items }));
      for (const { path, front, body } of entries) {
        expect(path.length).toBeLessThanOrEqual(300);
        expect(path).toBe(path.normalize("NFC").trim());
        for (const value of [path, body, ...Object.values(front)])
          expect(String(value)).not.toMatch(/(?![\t\n\r])\p{Cc}|\p{Surrogate}/u);
      }
    }),
    { numRuns: 60 },
  );
});

test("whatever is made of a feed's parts, reading it ends and fails for no entry", async () => {
  const part = fc.constantFrom(
    "<item>",
    "</item>",
    "<guid>",
    "</guid>",
    "a",
    "<title>",
    "</title>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&",
    "&lt;",
    "<description>",
    "</description>",
    "<b x='",
    "'>",
    "</channel>",
    "<channel>",
    "<?x",
    "?>",
    "<!DOCTYPE",
    ">",
    "<entry xmlns='http://www.w3.org/2005/Atom'>",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 60 }), async (parts) => {
      const { entries } = await readFeed(`<rss><channel>${parts.join("")}`);
      expect(new Set(entries.map(({ path }) => path)).size).toBe(entries.length);
    }),
    { numRuns: 300 },
  );
});

const many = (count: number, each: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => each(at)).join("");
const LONG = "x".repeat(1_000_000);
const ITEMS = many(2_000, (at) => `<item><guid>${at}</guid><link>${at}</link><title>${at}</title></item>`);
const ENTRIES = many(2_000, (at) => `<entry><id>${at}</id><title>${at}</title></entry>`);
const AUTHORS = many(50_000, (at) => `<author><name>n${at}</name></author>`);
const NAMES = `<author>${many(200_000, () => "<name>n</name>")}</author>`;
const atom = (content: string) => `<feed xmlns="http://www.w3.org/2005/Atom">${content}</feed>`;
const json = (more: object) =>
  JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    items: Array.from({ length: 2_000 }, (_, at) => ({ id: at, url: `${at}`, title: "x" })),
    ...more,
  });

test.each([
  ["a language", rss("").replace("<channel>", `<channel><language>${LONG}</language>${ITEMS}`)],
  ["an attribute's language", rss("").replace("<channel>", `<channel xml:lang="${LONG}">${ITEMS}`)],
  ["a base", rss("").replace("<channel>", `<channel xml:base="https://a.example/${LONG}/">${ITEMS}`)],
  ["authors by the thousand", atom(AUTHORS + ENTRIES)],
  ["an author of a thousand names", atom(NAMES + ENTRIES)],
  [
    "authors of JSON by the thousand",
    json({ authors: Array.from({ length: 50_000 }, (_, at) => ({ name: `${at}` })) }),
  ],
  ["an author of JSON", json({ authors: [{ name: LONG }] })],
  ["a language of JSON", json({ language: LONG })],
  ["a site of JSON", json({ home_page_url: `https://a.example/${LONG}/` })],
])("%s of a feed is not repeated at length in each entry", async (_what, text) => {
  const { feed, entries } = await readFeed(text);
  expect(entries).toHaveLength(2_000);
  expect(feed.siteUrl?.length ?? 0).toBeLessThan(3_000);
  expect(Math.max(...entries.map(lengthOf))).toBeLessThan(50_000);
});

const lengthOf = ({ front, body }: ReadEntry) => JSON.stringify(front).length + body.length;

const WP = 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"';
const post = (at: number, more: string) =>
  `<item><guid>${at}</guid><title>${at}</title><wp:post_type>post</wp:post_type>${more}</item>`;
const CHAIN = many(
  16,
  (at) =>
    `<wp:category><wp:category_nicename>c${at}</wp:category_nicename><wp:category_parent>c${at + 1}</wp:category_parent>
      <wp:cat_name>${at} ${"x".repeat(30_000)}</wp:cat_name></wp:category>`,
);
const IMAGE = `<item><wp:post_type>attachment</wp:post_type><wp:post_id>1</wp:post_id>
  <wp:attachment_url>https://a.example/${LONG}</wp:attachment_url></item>`;

test("what an export names once and posts refer to is not repeated in each without end", async () => {
  const author = `<wp:author><wp:author_login>ida</wp:author_login>
    <wp:author_display_name>${LONG}</wp:author_display_name></wp:author>`;
  const references = `<dc:creator>ida</dc:creator><category domain="category" nicename="c0"/><wp:postmeta>
    <wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>`;
  const posts = many(1_000, (at) => post(at, references));
  const { entries } = await readFeed(rss(author + CHAIN + IMAGE + posts, WP));
  expect(entries).toHaveLength(1_000);
  expect(entries[0]?.front.categories).toMatchObject([{ length: 16 }]);
  expect(Math.max(...entries.map(lengthOf))).toBeLessThan(10_000);
});

test("a post that refers to a long category again and again is too large by itself", async () => {
  const references = many(10_000, () => '<category domain="category" nicename="c0"/>');
  const { entries, issues } = await readFeed(rss(CHAIN + post(1, references) + GOOD, WP));
  expect(entries.map(({ path }) => path)).toEqual(["good"]);
  expect(issues).toMatchObject([{ code: "ENTRY_TOO_LARGE", severity: "ERROR", path: "1" }]);
});

test("what a post is made of by the hundred thousand is no more than it can be", async () => {
  const enclosures = '<enclosure url="b" type="audio/mpeg"/>'.repeat(50_000);
  const base = `https://a.example/${"x".repeat(1_900)}/`;
  const paragraphs = `<content:encoded><![CDATA[${"a\n\n".repeat(300_000)}]]></content:encoded>`;
  const { entries, issues } = await readFeed(
    rss(`<item xml:base="${base}"><guid>1</guid><title>1</title>${enclosures}</item>${post(2, paragraphs)}`, WP),
  );
  expect(issues).toMatchObject([{ code: "ENTRY_TOO_LARGE", path: "1" }]);
  expect(entries.map(({ path, body }) => [path, body.length])).toEqual([["2", "<p>a</p>\n".length * 300_000 - 1]]);
});

test("a base that is put before every address of a text lets the text grow no further than an article", async () => {
  const base = `https://a.example/${"x".repeat(1_900)}/`;
  const body = '&lt;img src="b">'.repeat(200_000);
  const { entries } = await readFeed(
    rss(`<item xml:base="${base}"><guid>1</guid><description>${body}</description></item>`),
  );
  expect(entries[0]?.body).toMatch(new RegExp(`^<img src="${base}b">`));
  expect(entries[0]?.body.length).toBeLessThan(25_000_000);
});

test.each(["@".repeat(300_000), `a&lt;${"@".repeat(300_000)}`])(
  "authors like mail addresses without end are read",
  async (author) => {
    const { entries } = await readFeed(rss(`<item><guid>1</guid><title>x</title><author>${author}</author></item>`));
    expect(entries).toHaveLength(1);
  },
);

test("a reader holds one element, however long the feed", () => {
  const reader = new XmlElementReader(null);
  reader.write("<rss><channel>");
  const item = `<item><guid>1</guid><description>${"x".repeat(10_000)}</description></item>`;
  let most = 0;
  for (let at = 0; at < 2000; at++) most = Math.max(most, reader.write(item).length);
  expect(most).toBe(1);
  reader.write("</channel></rss>");
  reader.end();
  expect(reader.problem).toBeNull();
});
