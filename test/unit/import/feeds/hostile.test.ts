import fc from "fast-check";
import { expect, test } from "vitest";
import { XmlElementReader } from "../../../../src/import/feeds/xml-elements.ts";
import { openPieces, readFeed, rss } from "./support.ts";

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
