import { expect, test } from "vitest";
import { article, image, inline, NOW, source, useDatabase, write } from "./writing.ts";

const db = useDatabase();

const filings = (path: string) => db.client`
  select array_to_string(c.path, ' > ') as path, f.direct, f.position, f.status, f.published_sort = a.published_sort as same
  from article_categories f join categories c on c.id = f.category_id join articles a on a.id = f.article_id
  where a.path = ${path} order by c.sort_path`;

test("an article is filed under its categories and all of their ancestors", async () => {
  const to = await source(db.client, "filing");
  await write(db.client, to, [
    article("deep.md", {
      categories: [
        ["新媒体", "ZAKER", "source"],
        ["新媒体", "Weekly"],
      ],
    }),
  ]);
  expect(await filings("deep.md")).toEqual([
    { path: "新媒体", direct: false, position: 0, status: "PUBLISHED", same: true },
    { path: "新媒体 > Weekly", direct: true, position: 1, status: "PUBLISHED", same: true },
    { path: "新媒体 > ZAKER", direct: false, position: 0, status: "PUBLISHED", same: true },
    { path: "新媒体 > ZAKER > source", direct: true, position: 0, status: "PUBLISHED", same: true },
  ]);
  const [leaf] = await db.client`
    select c.slug, c.depth, c.name, p.slug as parent from categories c join categories p on p.id = c.parent_id
    where c.path = ${["新媒体", "ZAKER", "source"]}`;
  expect(leaf).toEqual({ slug: "新媒体-zaker-source", depth: 2, name: "source", parent: "新媒体-zaker" });
});

test("a category that is an ancestor of another one of the article's is filed directly all the same", async () => {
  const to = await source(db.client, "both");
  await write(db.client, to, [article("both.md", { categories: [["Both", "Below"], ["Both"]] })]);
  expect(await filings("both.md")).toEqual([
    { path: "Both", direct: true, position: 1, status: "PUBLISHED", same: true },
    { path: "Both > Below", direct: true, position: 0, status: "PUBLISHED", same: true },
  ]);
});

test("an update keeps id and slug, and replaces everything else", async () => {
  const to = await source(db.client, "update");
  const read = () => db.client`
    select a.id, a.slug, a.title, a.status, (extract(epoch from a.changed_at) * 1000)::float8 as changed, b.html, (select array_agg(t.name order by at.position)
      from article_tags at join tags t on t.id = at.tag_id where at.article_id = a.id) as tags,
      (select array_agg(au.name) from article_authors aa join authors au on au.id = aa.author_id
      where aa.article_id = a.id) as authors
    from articles a join article_bodies b on b.article_id = a.id where a.path = 'update.md'`;
  const created = await write(db.client, to, [
    article("update.md", { title: "First", html: "<p>1", tags: ["b", "a", "b"], authors: ["Ann"] }),
  ]);
  const [first] = await read();
  const later = new Date(NOW.getTime() + 1000);
  const updated = await write(
    db.client,
    to,
    [article("update.md", { title: "Second", html: "<p>2", tags: ["c"], status: "DRAFT" })],
    later,
  );
  const [second] = await read();
  expect([created, updated]).toEqual([
    [{ path: "update.md", id: first?.id, outcome: "created" }],
    [{ path: "update.md", id: first?.id, outcome: "updated", released: [] }],
  ]);
  expect(first).toMatchObject({ slug: "first", title: "First", tags: ["b", "a"], authors: ["Ann"], html: "<p>1" });
  expect(second).toEqual({
    id: first?.id,
    slug: "first",
    title: "Second",
    status: "DRAFT",
    changed: later.getTime(),
    html: "<p>2",
    tags: ["c"],
    authors: null,
  });
});

test("what is stored already is not written again, whoever asks", async () => {
  const to = await source(db.client, "again");
  const batch = [article("again.md", { tags: ["again"] })];
  await write(db.client, to, batch);
  const versions = () => db.client`
    select 'a' as t, xmin::text, ctid::text from articles where path = 'again.md'
    union all select 't', f.xmin::text, f.ctid::text from article_tags f join articles a on a.id = f.article_id
    where a.path = 'again.md' union all select 'c', max(seq)::text, '' from changes`;
  const before = await versions();
  expect(await write(db.client, to, batch)).toMatchObject([{ path: "again.md", outcome: "unchanged" }]);
  expect(await versions()).toEqual(before);
});

test("two sources may have files of one path", async () => {
  const [one, two] = [await source(db.client, "one"), await source(db.client, "two")];
  await write(db.client, one, [article("same.md", { title: "Same" })]);
  await write(db.client, two, [article("same.md", { title: "Same" })]);
  const rows = await db.client`select slug from articles where path = 'same.md' order by id`;
  expect(rows[0]?.slug).toBe("same");
  expect(rows[1]?.slug).toMatch(/^same-[0-9a-f]{8}$/);
});

test("slugs do not depend on the order within a batch", async () => {
  const to = await source(db.client, "order");
  const paths = ["z.md", "a.md", "m.md"];
  await write(
    db.client,
    to,
    paths.map((path) => article(`order/${path}`, { title: "Order" })),
  );
  const rows = await db.client`select path, slug from articles where path like 'order/%' order by path`;
  expect(rows.map(({ slug }) => slug)).toEqual([
    "order",
    expect.stringMatching(/^order-[0-9a-f]{8}$/),
    expect.stringMatching(/^order-[0-9a-f]{8}$/),
  ]);
});

test("categories, authors and tags whose names come to one slug get different ones", async () => {
  const to = await source(db.client, "names");
  await write(db.client, to, [
    article("names.md", { categories: [["D++"], ["D#"], ["!!!"]], tags: ["D++", "D#"], authors: ["J. Doe", "J Doe"] }),
  ]);
  const slugs = await db.client`
    select slug from categories where name in ('D++', 'D#', '!!!') union all select slug from tags where name in ('D++', 'D#')
    union all select slug from authors where name in ('J. Doe', 'J Doe')`;
  expect(slugs.map(({ slug }) => slug).sort()).toEqual([
    "category",
    "d",
    "d",
    expect.stringMatching(/^d-[0-9a-f]{8}$/),
    expect.stringMatching(/^d-[0-9a-f]{8}$/),
    "j-doe",
    expect.stringMatching(/^j-doe-[0-9a-f]{8}$/),
  ]);
});

test("of an image that several articles show, the largest size is kept, and one that was checked stays", async () => {
  const to = await source(db.client, "images");
  const url = "https://img.example.com/shared.jpg";
  const size = async () => (await db.client`select width, height from images where original_url = ${url}`)[0];
  await write(db.client, to, [article("i1.md", { images: [inline(url, 100, 50), inline(url, 200, 100)] })]);
  expect(await size()).toEqual({ width: 200, height: 100 });
  await write(db.client, to, [article("i2.md", { headImage: image(url, 640, 320) })]);
  await write(db.client, to, [article("i3.md", { headImage: image(url, 10, 5) })]);
  expect(await size()).toEqual({ width: 640, height: 320 });
  await db.client`update images set status = 'OK', width = 600, height = 300 where original_url = ${url}`;
  await write(db.client, to, [article("i4.md", { headImage: image(url, 4000, 3000) })]);
  expect(await size()).toEqual({ width: 600, height: 300 });
});

test("uses of images keep their roles and their reading order", async () => {
  const to = await source(db.client, "uses");
  const [a, b] = ["https://img.example.com/a.jpg", "https://img.example.com/b.jpg"];
  await write(db.client, to, [
    article("uses.md", { headImage: image(a), thumbnail: image(b), images: [inline(b), inline(a), inline(b)] }),
  ]);
  const uses = await db.client`
    select u.role, u.position, i.original_url as url from article_images u join images i on i.id = u.image_id
    join articles a on a.id = u.article_id where a.path = 'uses.md' order by u.role, u.position`;
  expect(uses).toEqual([
    { role: "HEAD", position: 0, url: a },
    { role: "THUMBNAIL", position: 0, url: b },
    { role: "INLINE", position: 0, url: b },
    { role: "INLINE", position: 1, url: a },
    { role: "INLINE", position: 2, url: b },
  ]);
});

test("an article that PostgreSQL refuses costs itself alone", async () => {
  const to = await source(db.client, "refused");
  const outcomes = await write(db.client, to, [
    article("good-1.md", { tags: ["good"] }),
    article("nul.md", { title: "a\0b" }),
    article("surrogate.md", { title: "a\ud800b", tags: ["bad"] }),
    article("date.md", { publishedAt: 9e15 }),
    article("body.md", { raw: "a\0b", tags: ["bad"] }),
    article("good-2.md", { tags: ["good"] }),
  ]);
  expect(outcomes.map(({ path, outcome }) => [path, outcome])).toEqual([
    ["good-1.md", "created"],
    ["nul.md", "failed"],
    ["surrogate.md", "failed"],
    ["date.md", "failed"],
    ["body.md", "failed"],
    ["good-2.md", "created"],
  ]);
  for (const outcome of outcomes) if (outcome.outcome === "failed") expect(outcome.reason).not.toMatch(/insert|\$1/);
  expect(await db.client`select name from tags where name in ('good', 'bad')`).toEqual([{ name: "good" }]);
});

test("every article of a batch gets its own body, however many there are", async () => {
  const to = await source(db.client, "bodies");
  const paths = Array.from({ length: 48 }, (_, index) => `bodies/${index}.md`);
  const bodies = (word: string) => paths.map((path) => article(path, { html: `<p>"${word}" of \\ ${path}` }));
  const stored = async () => {
    const rows = await db.client`
      select a.path, b.html from articles a join article_bodies b on b.article_id = a.id where a.source_id = ${to.id}`;
    return new Map(rows.map(({ path, html }) => [path, html]));
  };
  for (const word of ["first", "second"]) {
    await write(db.client, to, bodies(word));
    expect(await stored()).toEqual(new Map(bodies(word).map(({ path, html }) => [path, html])));
  }
});

test("a title of 5,000 characters and a path of 3,000 are stored whole", async () => {
  const to = await source(db.client, "long");
  const title = "😀长".repeat(2500);
  const path = `${"folder/".repeat(430)}x.md`;
  await write(db.client, to, [article(path, { title, url: `https://example.com/${"u".repeat(5000)}` })]);
  const [row] = await db.client`select title, length(title_sort) as sorted from articles where path = ${path}`;
  expect(row).toEqual({ title, sorted: 200 });
});

test("what the database itself lacks stops the run instead of failing each article", async () => {
  const to = await source(db.client, "lacking");
  await db.client`alter table article_tags rename to article_tags_away`;
  await expect(write(db.client, to, [article("x.md", { tags: ["x"] }), article("y.md")])).rejects.toThrow(
    "article_tags",
  );
  await db.client`alter table article_tags_away rename to article_tags`;
});
