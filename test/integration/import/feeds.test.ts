import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FetchRefused } from "../../../src/fetch/fetch-refused.ts";
import type { ImportReport } from "../../../src/import/report.ts";
import { type ImportOptions, runImport } from "../../../src/import/run.ts";
import { useImporting } from "../../support/importing.ts";
import { folder, post, put } from "./folder.ts";
import { NOW, useDatabase } from "./writing.ts";

const db = useDatabase();
const importing = useImporting();

const run = (paths: string[], options: Partial<ImportOptions> = {}): Promise<ImportReport> =>
  runImport({ ...importing, client: db.client, now: () => NOW }, { paths, cwd: "/", imageProxies: [], ...options });

const item = (guid: string, title: string, more = "") => `<item><title>${title}</title><guid>${guid}</guid>
  <link>https://feed.example.com/${guid}</link><pubDate>Sat, 18 Dec 2021 17:38:22 GMT</pubDate>
  <description>In short, ${title}.</description>
  <content:encoded><![CDATA[<p>${title} in full. <img src="/images/${guid}.jpg"></p>${more}]]></content:encoded>
  <category>News</category></item>`;

const rss = (...items: string[]) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>A feed</title>
<link>https://feed.example.com/</link>${items.join("")}</channel></rss>`;

/** A server that publishes a feed, which a test may change. */
async function publish(feed: string) {
  const published = { feed, etag: '"one"', asked: [] as IncomingHttpHeaders[], address: "" };
  const server = createServer(({ headers }, response) => {
    published.asked.push(headers);
    if (headers["if-none-match"] === published.etag) response.writeHead(304).end();
    else response.writeHead(200, { "content-type": "application/rss+xml", etag: published.etag }).end(published.feed);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  published.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${randomUUID()}.xml`;
  return published;
}

const stored = (source: string) => db.client`
  select a.id, a.path, a.title, a.url, a.summary, b.html from articles a join article_bodies b on b.article_id = a.id
  join sources s on s.id = a.source_id where s.name = ${source} order by a.path`;

test("a feed is imported with its full texts, and asked only for news after that", async () => {
  const feed = await publish(rss(item("a", "First"), item("b", "Second")));
  const first = await run([feed.address], { source: "a-feed" });
  expect(first).toMatchObject({ created: 2, filesRead: 2, filesTotal: 2, status: "SUCCEEDED" });
  expect(first.sources[0]).toMatchObject({ kind: "feed", root: feed.address });
  const [article] = await stored("a-feed");
  expect(article).toMatchObject({
    path: "a",
    title: "First",
    url: "https://feed.example.com/a",
    summary: "In short, First.",
    html: expect.stringContaining('src="https://feed.example.com/images/a.jpg"'),
  });

  expect(await run([feed.address])).toMatchObject({ filesTotal: 0, filesRead: 0, status: "SUCCEEDED" });
  expect(feed.asked[1]).toMatchObject({ "if-none-match": '"one"' });

  // The oldest entry leaves the feed, one is changed, one is new.
  feed.feed = rss(item("b", "Second, changed"), item("c", "Third"));
  feed.etag = '"two"';
  expect(await run([feed.address])).toMatchObject({ created: 1, updated: 1, unchanged: 0 });
  const now = await stored("a-feed");
  expect(now.map(({ title }) => title)).toEqual(["First", "Second, changed", "Third"]);
  expect(now[0]?.id).toBe(article?.id);
});

test("with other options a feed is read anew, though it has not changed", async () => {
  const feed = await publish(rss(item("a", "First")));
  await run([feed.address]);
  expect(await run([feed.address], { timeZone: "Asia/Tokyo" })).toMatchObject({ filesRead: 1, updated: 1 });
});

test("an entry under a new GUID is the same article where address and title are; else it is another", async () => {
  const feed = await publish(rss(item("a", "First")));
  await run([feed.address], { source: "moving" });
  const [before] = await stored("moving");
  const again = item("a", "First", "<p>More.</p>").replace("<guid>a</guid>", "<guid>urn:new:a</guid>");
  feed.feed = rss(again);
  feed.etag = '"two"';
  expect(await run([feed.address], { source: "moving" })).toMatchObject({ renamed: 1, created: 0 });
  expect(await stored("moving")).toMatchObject([{ id: before?.id, path: "urn:new:a", title: "First" }]);

  // A later entry about the same page does not take the place of one that has left the feed.
  feed.feed = rss(again.replaceAll("First", "Once more").replace("urn:new:a", "urn:new:b"));
  feed.etag = '"three"';
  expect(await run([feed.address], { source: "moving" })).toMatchObject({ renamed: 0, created: 1 });
  expect((await stored("moving")).map(({ title }) => title)).toEqual(["First", "Once more"]);
});

test("a feed in a file is one too; a folder that it lies in is not read for it", async () => {
  const root = await folder({ "a.md": post("A"), "feed.xml": rss(item("a", "First")) }, `with-feed-${randomUUID()}`);
  expect(await run([root])).toMatchObject({
    created: 1,
    skipped: 1,
    issues: [{ path: "feed.xml", code: "NOT_AN_ARTICLE" }],
  });
  expect(await run([join(root, "feed.xml")])).toMatchObject({ created: 1, sources: [{ name: "feed.example.com" }] });
  await put(root, "page.xml", "<html><body>no feed</body></html>");
  await expect(run([join(root, "page.xml")])).rejects.toThrow("neither a feed");
});

test("a WordPress export comes with its category tree and its drafts", async () => {
  const wxr = `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
    <title>Blog</title><link>https://wp.example.com</link><wp:wxr_version>1.2</wp:wxr_version>
    <wp:category><wp:category_nicename>top</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name>Top</wp:cat_name></wp:category>
    <wp:category><wp:category_nicename>sub</wp:category_nicename><wp:category_parent>top</wp:category_parent><wp:cat_name>Sub</wp:cat_name></wp:category>
    ${["publish", "draft"]
      .map(
        (
          status,
        ) => `<item><title>A ${status}</title><guid isPermaLink="false">https://wp.example.com/?p=${status}</guid>
        <content:encoded><![CDATA[One.\n\nTwo.]]></content:encoded><wp:post_type>post</wp:post_type><wp:status>${status}</wp:status>
        <wp:post_date_gmt>2021-12-18 17:38:22</wp:post_date_gmt><category domain="category" nicename="sub">Sub</category></item>`,
      )
      .join("")}
    <item><title>menu</title><wp:post_type>nav_menu_item</wp:post_type><wp:status>publish</wp:status></item></channel></rss>`;
  const root = await folder({ "export.xml": wxr }, `wp-${randomUUID()}`);
  expect(await run([join(root, "export.xml")])).toMatchObject({
    created: 2,
    sources: [{ name: "wp.example.com", kind: "wordpress" }],
  });
  const rows = await db.client`
    select a.title, a.status, c.path, b.html from articles a join article_categories f on f.article_id = a.id and f.direct
    join categories c on c.id = f.category_id join article_bodies b on b.article_id = a.id
    join sources s on s.id = a.source_id where s.name = 'wp.example.com' order by a.title`;
  expect(rows).toMatchObject([
    { title: "A draft", status: "DRAFT", path: ["Top", "Sub"] },
    {
      title: "A publish",
      status: "PUBLISHED",
      path: ["Top", "Sub"],
      html: expect.stringMatching(/<p>One\.<\/p>\s*<p>Two\.<\/p>/),
    },
  ]);
  // The next export is another file.
  await put(root, "export-2.xml", wxr.replace("A publish", "A publish, changed"));
  expect(await run([join(root, "export-2.xml")])).toMatchObject({ updated: 1, unchanged: 1 });
});

test("a feed is not pruned, and an address that is not public is not asked", async () => {
  const feed = await publish(rss(item("a", "First")));
  await expect(run([feed.address], { prune: true })).rejects.toThrow("--prune is for folders");
  await expect(run(["http://10.0.0.1/feed.xml"])).rejects.toThrow(FetchRefused);
});
