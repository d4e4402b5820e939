import { expect, test } from "vitest";
import { fixture, readFeed } from "./support.ts";

const atom = (entry: string) => `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>${entry}</entry></feed>`;
const first = async (entry: string) => (await readFeed(atom(entry))).entries[0]!;

test("a feed in Atom: HTML, xml:base, the feed's author, images among the links", async () => {
  const { feed, entries, issues } = await readFeed(fixture("atom.xml"));
  expect(feed).toMatchObject({ kind: "feed", title: "Kiln & Clay", siteUrl: "https://kiln.example/", language: "en" });
  expect(issues).toEqual([]);
  expect(entries[0]).toEqual({
    path: "tag:kiln.example,2022:glaze",
    front: {
      title: "Glaze and glass",
      date: "2022-01-04T10:00:00+01:00",
      updated: "2022-01-05T10:00:00Z",
      authors: ["Mo Slip"],
      categories: [["Glaze"], ["fire/ash"]],
      permalink: "https://kiln.example/2022/glaze/",
      guid: "tag:kiln.example,2022:glaze",
      lang: "en",
      headimg: "https://kiln.example/img/glaze.jpg",
      excerpt: "What runs & what stays",
    },
    body: '<p>What runs &amp; what stays: <img src="https://kiln.example/img/run.png"> <a href="#note">a note</a></p>',
  });
});

test("XHTML comes to the same HTML without its wrapper", async () => {
  const { entries } = await readFeed(fixture("atom.xml"));
  expect(entries[1]).toMatchObject({
    front: { title: "Der <Ofen> & ich", date: "2021-06-01T00:00:00Z", authors: ["Ute Brand"], lang: "de" },
    body: '<p>Er ist <b>heiß</b>: 1 &lt; 2 &amp; 3\u00a0!<br><img src="https://kiln.example/ofen.png" alt="&quot;O&quot;"></p>',
  });
});

test("plain text comes to paragraphs", async () => {
  const { entries } = await readFeed(fixture("atom.xml"));
  expect(entries[2]!.body).toBe("<p>First line<br>\nsecond &lt;line&gt;</p>\n<p>Next paragraph</p>");
});

test("Atom with prefixes, and Atom that does not say that it is, are Atom", async () => {
  const prefixed = await readFeed(
    '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>1</a:id><a:title>T</a:title></a:entry></a:feed>',
  );
  const silent = await readFeed("<feed><entry><id>1</id><title>T</title></entry></feed>");
  expect(prefixed.entries).toEqual([{ path: "1", front: { title: "T", guid: "1" }, body: "" }]);
  expect(silent.entries).toEqual(prefixed.entries);
});

test("Atom 0.3 is read as far as it goes", async () => {
  const { entries } = await readFeed(
    '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>1</id><title>T</title><issued>2004-01-01T00:00:00Z</issued><modified>2004-01-02T00:00:00Z</modified><content type="text/html" mode="escaped">&lt;p&gt;x&lt;/p&gt;</content></entry></feed>',
  );
  expect(entries[0]).toMatchObject({
    front: { date: "2004-01-01T00:00:00Z", updated: "2004-01-02T00:00:00Z" },
    body: "<p>x</p>",
  });
});

test.each([
  ["<content>&lt;p&gt;meant as HTML&lt;/p&gt;</content>", "<p>meant as HTML</p>"],
  ['<content type="text">1 &amp;lt; 2 &lt; 3</content>', "<p>1 &amp;lt; 2 &lt; 3</p>"],
  ['<content type="image/png">iVBORw0KGgo=</content><summary>A picture</summary>', "<p>A picture</p>"],
  [
    '<content src="https://x.example/v.mp4" type="video/mp4"/><summary type="html">&lt;i&gt;A film&lt;/i&gt;</summary>',
    "<i>A film</i>",
  ],
])("%s has the body %s", async (content, body) => {
  expect((await first(content)).body).toBe(body);
});

test.each([
  ["<title>&amp;lt;b&amp;gt; &amp;nbsp; is literal</title>", "&lt;b&gt; is literal"],
  ["<title>Caf&eacute; &lt;b&gt;x&lt;/b&gt;</title>", "Café <b>x</b>"],
  ['<title type="html">Caf&amp;eacute; &lt;b&gt;x&lt;/b&gt; &amp;lt;y&amp;gt;</title>', "Café x <y>"],
  ['<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A &lt;b&gt; <i>c</i></div></title>', "A <b> c"],
])("%s is %s", async (title, text) => {
  expect((await first(title)).front.title).toBe(text);
});

test("an id that is an address stands for the link, and a copied entry keeps its source's author", async () => {
  const { entries } = await readFeed(
    '<feed xmlns="http://www.w3.org/2005/Atom"><author><name>Planet</name></author><entry><id>https://x.example/1</id><title>T</title><source><title>S</title><author><name>Writer</name></author></source></entry></feed>',
  );
  expect(entries[0]!.front).toMatchObject({ permalink: "https://x.example/1", authors: ["Writer"], title: "T" });
});
