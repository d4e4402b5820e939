import { expect, test } from "vitest";
import { fixture, readFeed, rss } from "./support.ts";

const first = async (items: string, declarations = "") => {
  const { entries } = await readFeed(rss(items, declarations));
  return entries[0]!;
};

test("a feed says what it is and what it is about", async () => {
  const { feed, issues } = await readFeed(fixture("rss.xml"));
  expect(feed).toMatchObject({
    kind: "feed",
    title: "Marginalia & Errata",
    siteUrl: "https://marginalia.example/",
    language: "en-gb",
  });
  expect(issues).toEqual([]);
});

test("an item comes with the publisher's full text, and its description as the excerpt", async () => {
  const { entries } = await readFeed(fixture("rss.xml"));
  expect(entries[0]).toEqual({
    path: "tag:marginalia.example,2021:117",
    front: {
      title: "The manicule, or how to point",
      date: "Sat, 18 Dec 2021 17:38:22 GMT",
      updated: "2021-12-20T08:00:00Z",
      authors: ["Ada Ruler", "Ben Gutter"],
      categories: [["Marks"], ["C/C++ & print"]],
      permalink: "https://marginalia.example/2021/12/manicule/",
      guid: "tag:marginalia.example,2021:117",
      lang: "en-gb",
      headimg: "https://marginalia.example/i/hand.jpg",
      thumbnail: "https://marginalia.example/i/hand-300.jpg",
      excerpt: "A hand in the margin says look here — and we do.",
    },
    body:
      "<p>A hand in the margin says <em>look here</em> &mdash; and we do.</p>\n" +
      '<p><img src="/i/hand.jpg" alt="A hand"></p>',
  });
});

test("an item with a description alone has it as its body; enclosures are its image and its recordings", async () => {
  const { entries } = await readFeed(fixture("rss.xml"));
  expect(entries[1]).toEqual({
    path: "https://marginalia.example/2021/11/only/",
    front: {
      title: "Only a description",
      date: "Mon, 01 Nov 2021 09:00:00 +0100",
      authors: ["Ada Ruler"],
      permalink: "https://marginalia.example/2021/11/only/",
      guid: "https://marginalia.example/2021/11/only/",
      lang: "en-gb",
      headimg: "https://marginalia.example/i/only.png",
      enclosures: [{ url: "https://marginalia.example/a/only.mp3", type: "audio/mpeg" }],
    },
    body: "<p>All there is.</p>",
  });
});

test("a Chinese feed", async () => {
  const { entries } = await readFeed(fixture("zh.xml"));
  expect(entries).toMatchObject([
    {
      path: "https://dengxia.example/post/雨夜",
      front: {
        title: "雨夜读《考工记》",
        categories: [["读书"], ["器物/匠作"]],
        lang: "zh-cn",
        excerpt: "雨下了一夜。",
      },
      body: "<p>雨下了一夜。</p><p>檐下的水滴落在石阶上，一声接着一声。</p>",
    },
  ]);
});

test("RSS 1.0, whatever its prefixes, is read like RSS 2.0", async () => {
  const { feed, entries } = await readFeed(fixture("rdf.xml"));
  expect(feed).toMatchObject({ title: "空の日誌", siteUrl: "https://sora.example/", language: "ja" });
  expect(entries).toMatchObject([
    {
      path: "https://sora.example/2009/03/kumo.html",
      front: { title: "雲の名前", date: "2009-03-02T22:10:05+09:00", authors: ["みどり"], categories: [["天気"]] },
      body: "<p>巻雲、積雲、層雲。</p>",
    },
  ]);
});

test("a file's relative addresses start from its site", async () => {
  const { entries } = await readFeed(rss("<item><title>t</title><link>/1</link></item>"), {
    address: "feeds/site.xml",
  });
  expect(entries[0]!.front.permalink).toBe("https://site.example/1");
});

test("RSS 2.0 with a prefix, and with a body in XHTML, is RSS 2.0", async () => {
  const { entries } = await readFeed(
    '<r:rss xmlns:r="http://backend.userland.com/rss2"><r:channel><r:item><r:title>T</r:title><body xmlns="http://www.w3.org/1999/xhtml"><p>B</p></body></r:item></r:channel></r:rss>',
  );
  expect(entries).toMatchObject([{ front: { title: "T" }, body: "<p>B</p>" }]);
});

test("RSS 0.91 has neither ids nor dates, and its entries are known by their links", async () => {
  const { entries } = await readFeed(
    '<rss version="0.91"><channel><title>Old</title><item><title>One</title><link>http://old.example/1</link></item></channel></rss>',
  );
  expect(entries).toEqual([
    { path: "http://old.example/1", front: { title: "One", permalink: "http://old.example/1" }, body: "" },
  ]);
});

test.each([
  ["AT&amp;T", "AT&T"],
  ["AT&amp;amp;T", "AT&T"],
  ["AT&T & Bell", "AT&T & Bell"],
  ["<![CDATA[Caf&eacute; &#8220;R&#8221;]]>", "Café “R”"],
  ["Caf&eacute;&nbsp;noir", "Café noir"],
  ["&lt;b&gt;Bold&lt;/b&gt; words", "Bold words"],
  ["The &lt;img&gt; tag", "The <img> tag"],
  ["1 &lt; 2", "1 < 2"],
  ["Raw <i>markup</i> inside", "Raw markup inside"],
  ["  two\n  lines ", "two lines"],
  ["bell\u0007 and\u0000 nothing", "bell and nothing"],
  ["don\u0092t say \u0093so\u0094\u009d, don&#146;t", "don’t say “so”, don’t"],
])("the title %j is %j", async (written, title) => {
  expect((await first(`<item><guid>1</guid><title>${written}</title></item>`)).front.title).toBe(title);
});

test.each([
  ["Sat, 18 Dec 21 17:38:22 GMT", "Sat, 18 Dec 2021 17:38:22 GMT"],
  ["1 Jan 70 00:00 UT", "1 Jan 1970 00:00 UT"],
  ["2021-12-18T17:38:22+08:00", "2021-12-18T17:38:22+08:00"],
])("the date %s is passed on as %s", async (written, date) => {
  expect((await first(`<item><title>t</title><pubDate>${written}</pubDate></item>`)).front.date).toBe(date);
});

test.each([
  ["<link>/a b/?x=1&amp;y=2</link>", "https://feeds.example/a%20b/?x=1&y=2"],
  [
    "<link>https://x.example/</link><feedburner:origLink>https://y.example/</feedburner:origLink>",
    "https://y.example/",
  ],
  ['<atom:link href="https://x.example/"/>', "https://x.example/"],
  ['<atom:link rel="replies" href="https://x.example/"/>', undefined],
  ["<guid>https://x.example/</guid>", "https://x.example/"],
  ['<guid isPermaLink="false">https://x.example/</guid>', undefined],
  ["<link>javascript:alert(1)</link>", undefined],
])("%s leads to %s", async (links, permalink) => {
  const declarations =
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"';
  expect((await first(`<item><title>t</title>${links}</item>`, declarations)).front.permalink).toBe(permalink);
});

test.each([
  ["<author>jo@x.example (Jo Doe)</author>", ["Jo Doe"]],
  ["<author>Jo Doe &lt;jo@x.example&gt;</author>", ["Jo Doe"]],
  ["<author>jo@x.example</author>", ["jo@x.example"]],
  ["<dc:creator>Jo</dc:creator><author>x@x.example (Other)</author>", ["Jo"]],
  ["<itunes:author>Jo &amp; Co</itunes:author>", ["Jo & Co"]],
])("%s is by %j", async (written, authors) => {
  expect((await first(`<item><title>t</title>${written}</item>`)).front.authors).toEqual(authors);
});

test.each([
  ['<media:content url="http://x.example/a.jpg"/>', "http://x.example/a.jpg"],
  ['<media:content url="http://x.example/a.mp4" type="video/mp4"/>', undefined],
  [
    '<media:group><media:content medium="image" url="/b.jpg" width="9"/><media:content medium="image" url="/c.jpg" width="90"/></media:group>',
    "https://feeds.example/c.jpg",
  ],
  ['<itunes:image href="http://x.example/cover.jpg"/>', "http://x.example/cover.jpg"],
  ['<enclosure url="data:image/png;base64,AA" type="image/png"/>', undefined],
])("%s is headed by %s", async (written, headimg) => {
  expect((await first(`<item><title>t</title>${written}</item>`)).front.headimg).toBe(headimg);
});

test("a video's thumbnail and text are found in its group", async () => {
  const { front, body } = await first(
    '<item><title>t</title><media:group><media:thumbnail url="/t.jpg"/><media:description>One &lt; two\n\nThree</media:description></media:group></item>',
  );
  expect(front.thumbnail).toBe("https://feeds.example/t.jpg");
  expect(body).toBe("<p>One &lt; two</p>\n<p>Three</p>");
});

test("markup that nobody escaped is taken over as it is", async () => {
  const { body } = await first(
    '<item><guid>1</guid><description>Before <p class="a&quot;b">in &lt;side&gt; &amp; out&nbsp;<br>more<img src="/x.png"></p></description></item>',
  );
  expect(body).toBe('Before <p class="a&quot;b">in &lt;side&gt; &amp; out\u00a0<br>more<img src="/x.png"></p>');
});

test("an entry without a title is called by how its text begins", async () => {
  const long = "wenige Worte ".repeat(20);
  const { entries } = await readFeed(
    rss(
      `<item><guid>1</guid><description><![CDATA[<p>Short &amp; sweet</p>]]></description></item><item><guid>2</guid><description>${long}</description></item>`,
    ),
  );
  expect(entries[0]!.front.title).toBe("Short & sweet");
  expect(entries[1]!.front.title).toMatch(/^wenige Worte .{50,66}…$/);
});

test("xml:base is what relative addresses of its texts start from, and xml:lang names their language", async () => {
  const { front, body } = await first(
    `<item xml:base="https://x.example/dir/" xml:lang="fr"><title>t</title><link>page</link>
     <description><![CDATA[<a href='a?b="1"'>a</a> <img alt="no src='b'" src="b.png"> <a href="#c">c</a> <a href="mailto:x@y">m</a>]]></description></item>`,
  );
  expect(front).toMatchObject({ permalink: "https://x.example/dir/page", lang: "fr" });
  expect(body.trim()).toBe(
    `<a href='https://x.example/dir/a?b=%221%22'>a</a> <img alt="no src='b'" src="https://x.example/dir/b.png"> <a href="#c">c</a> <a href="mailto:x@y">m</a>`,
  );
});

test("the same feed comes to the same bytes", async () => {
  expect((await readFeed(fixture("rss.xml"))).entries).toEqual((await readFeed(fixture("rss.xml"))).entries);
});
