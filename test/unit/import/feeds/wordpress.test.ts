import { expect, test } from "vitest";
import { fixture, readFeed } from "./support.ts";

const read = () => readFeed(fixture("wordpress.xml"), { address: "export.xml" });
const entryAt = async (path: string) => {
  const { entries } = await read();
  return entries.find((entry) => entry.path === `https://orchard.example/?${path}`)!;
};

test("an export says what it is and what it is about", async () => {
  const { feed } = await read();
  expect(feed).toMatchObject({
    kind: "wordpress",
    title: "Orchard Days",
    siteUrl: "https://orchard.example/",
    language: "en-US",
  });
});

test("a post comes with all that stands elsewhere in the export", async () => {
  expect((await entryAt("p=11")).front).toEqual({
    title: "Russets & rain",
    date: "2021-10-28T06:08:07Z",
    updated: "2021-10-29T06:00:00Z",
    authors: ["Pip Core"],
    categories: [["Fruit & nuts", "Apples", "Russet"], ["Unlisted"]],
    tags: ["rain"],
    permalink: "https://orchard.example/2021/10/russets/",
    guid: "https://orchard.example/?p=11",
    slug: "苹果-russets",
    lang: "en-US",
    headimg: "https://orchard.example/russet-wide.jpg",
    excerpt: "Wet apples.",
    comments: false,
  });
});

test("a classic post gets the paragraphs and figures that WordPress would show", async () => {
  expect((await entryAt("p=11")).body).toBe(`<p>The first crop came in.<br>
It was wet.</p>
<figure><a href="https://orchard.example/big.jpg"><img src="https://orchard.example/russet.jpg" width="300" height="200" alt="Russet" /></a><figcaption>A russet, <em>washed</em></figcaption>
</figure>
<!--more-->
<blockquote><p>Rain before seven,</p>
<p>fine before eleven.</p>
</blockquote>
<ul><li>one</li>
<li>two</li>
</ul>
<p>[gallery ids="20,21"]</p>
<pre>left

alone</pre>`);
});

test("the block editor's comments are left out, and its classic blocks get their paragraphs", async () => {
  const { front, body } = await entryAt("page_id=2");
  expect(body.replace(/\n+/g, "\n")).toBe(`<p>We grow.
Slowly.</p>
<figure class="wp-block-image"><img src="https://orchard.example/trees.jpg" alt=""/></figure>
<p>Old words.</p>
<p>More of them.</p>`);
  // Without a date in UTC, the local one; an author whom the export does not know goes by the login.
  expect(front).toMatchObject({ date: "2015-01-01 00:00:00", authors: ["ghost"], slug: "about" });
});

test("what the public does not see is a draft, and is reported once for each reason", async () => {
  const { entries, issues } = await read();
  const drafts = entries.filter(({ front }) => front.published === false).map(({ front }) => front.title);
  expect(drafts).toEqual(["Sketch", "Second sketch", "For me", "For friends"]);
  const reported = issues.filter(({ code }) => code === "POSTS_UNPUBLISHED").map(({ message }) => message);
  expect(reported).toEqual([
    "Imported as drafts, since they are drafts: 2 items (first: Sketch)",
    "Imported as drafts, since they are private: 1 item (first: For me)",
    "Imported as drafts, since they are password-protected: 1 item (first: For friends)",
  ]);
});

test("a draft has no date, and a post of a day to come keeps its own", async () => {
  expect((await entryAt("p=12")).front).not.toHaveProperty("date");
  expect((await entryAt("p=15")).front).toMatchObject({ date: "2121-11-03T10:00:00Z" });
  expect((await entryAt("p=15")).front).not.toHaveProperty("published");
});

test("trash and items of other types are left out and reported; attachments and menus go without saying", async () => {
  const { entries, issues } = await read();
  expect(entries).toHaveLength(7);
  expect(issues.filter(({ code }) => code === "POSTS_LEFT_OUT")).toMatchObject([
    { path: "export.xml", message: "Not imported, since they are in the trash: 1 item (first: Thrown away)" },
    { path: "export.xml", message: "Not imported, since they are of the type product: 1 item (first: Cider, 1 l)" },
  ]);
});

test("shortcodes that are kept are reported with their names", async () => {
  const { issues } = await read();
  expect(issues.filter(({ code }) => code === "SHORTCODE_KEPT")).toMatchObject([
    { path: "https://orchard.example/?p=11", message: "Shortcodes stand in the text as they were written: [gallery]" },
  ]);
});

test("categories that are their own ancestors end", async () => {
  const category = (key: string, parent: string) =>
    `<wp:category><wp:category_nicename>${key}</wp:category_nicename><wp:category_parent>${parent}</wp:category_parent><wp:cat_name>${key}</wp:cat_name></wp:category>`;
  const { entries } = await readFeed(
    `<rss><channel><wp:wxr_version>1.2</wp:wxr_version>${category("a", "b")}${category("b", "a")}<item><title>t</title><guid>1</guid><wp:post_type>post</wp:post_type><category domain="category" nicename="a">a</category></item></channel></rss>`,
  );
  expect((entries[0]!.front.categories as string[][])[0]).toHaveLength(16);
});
