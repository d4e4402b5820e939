import { expect, test } from "vitest";
import { slugify } from "../../../src/content/slug.ts";
import type { NewArticle } from "../../../src/db/write/article.ts";
import { writeBatch } from "../../../src/db/write/batch.ts";
import type { Source } from "../../../src/db/write/sources.ts";
import { findUnchanged } from "../../../src/db/write/unchanged.ts";
import { article, NOW, source, useDatabase, write } from "./writing.ts";

const db = useDatabase();

const LATER = new Date(NOW.getTime() + 1000);
const KEY = Buffer.alloc(32, 1);

/** Writes with only these files there, beside those that are written. */
const writeWith = (to: Source, there: readonly string[], articles: readonly NewArticle[], dryRun = false) =>
  writeBatch(
    { client: db.client, slugify, hasFile: async (path) => there.includes(path), dryRun },
    to,
    articles,
    LATER,
  );

const articlesOf = ({ id }: Source) => db.client`
  select a.id, a.path, a.slug, a.title, b.html,
    (extract(epoch from a.changed_at) * 1000)::float8 as changed
  from articles a join article_bodies b on b.article_id = a.id where a.source_id = ${id} order by a.path`;
const otherPathsOf = ({ id }: Source) => db.client`
  select path, article_id as id, fingerprint is not null as copy from article_paths
  where source_id = ${id} order by path`;
const lastChange = async () =>
  (await db.client`select seq, entities, lists, names from changes order by seq desc limit 1`)[0];

test("a renamed article keeps id and slug, says what its new file says, and its old path leads to it", async () => {
  const to = await source(db.client, "renaming");
  await write(db.client, to, [article("old.md", { title: "Renamed", contentKey: KEY })]);
  const [before] = await articlesOf(to);
  const moved = article("new.md", { title: "Renamed too", html: "<p>new", contentKey: KEY });
  expect(await writeWith(to, [], [moved])).toEqual([
    { path: "new.md", id: before?.id, outcome: "renamed", from: "old.md", released: [] },
  ]);
  expect(await articlesOf(to)).toEqual([
    {
      id: before?.id,
      slug: "renamed",
      path: "new.md",
      title: "Renamed too",
      html: "<p>new",
      changed: LATER.getTime(),
    },
  ]);
  expect(await otherPathsOf(to)).toEqual([{ path: "old.md", id: before?.id, copy: false }]);
  expect(await lastChange()).toMatchObject({
    entities: [`Article:${before?.id}`],
    names: ["article.path:renaming/new.md"],
  });
});

test("an article that is renamed back has its first path again, and the second leads to it", async () => {
  const to = await source(db.client, "back");
  const at = (path: string) => article(path, { contentKey: KEY });
  for (const path of ["1.md", "2.md", "1.md"]) await writeWith(to, [], [at(path)]);
  const [row] = await articlesOf(to);
  expect(row?.path).toBe("1.md");
  expect(await otherPathsOf(to)).toEqual([{ path: "2.md", id: row?.id, copy: false }]);
});

test("a draft that leaves the folder of drafts under another name is published", async () => {
  const to = await source(db.client, "publishing");
  const same = { essence: KEY, contentKey: KEY };
  await write(db.client, to, [article("_drafts/d.md", { ...same, title: "Shy", status: "DRAFT" })]);
  await writeWith(to, [], [article("_posts/d.md", { ...same, title: "Shy" })]);
  const [row] = await db.client`select path, status from articles where source_id = ${to.id}`;
  expect(row).toEqual({ path: "_posts/d.md", status: "PUBLISHED" });
  const told = await lastChange();
  expect(told?.names).toEqual(
    expect.arrayContaining([
      "article.slug:shy",
      "article.path:publishing/_posts/d.md",
      "article.path:publishing/_drafts/d.md",
    ]),
  );
});

test("an article is found again by the id that its source gives it, or by its address", async () => {
  const to = await source(db.client, "found");
  const [guid, url] = ["tag:example.com,2020:1", "https://example.com/found"];
  await write(db.client, to, [article("guid.md", { guid }), article("url.md", { url })]);
  const outcomes = await writeWith(to, [], [article("x.md", { guid }), article("y.md", { url })]);
  expect(outcomes).toMatchObject([
    { path: "x.md", outcome: "renamed", from: "guid.md" },
    { path: "y.md", outcome: "renamed", from: "url.md" },
  ]);
});

test("a second file of an article is a path of it and nothing else, also on the next run", async () => {
  const to = await source(db.client, "copies");
  await write(db.client, to, [article("a.md", { contentKey: KEY })]);
  const before = await articlesOf(to);
  const copy = article("b.md", { contentKey: KEY, title: "Another title", tags: ["nobody has it"] });
  expect(await writeWith(to, ["a.md"], [copy])).toEqual([
    { path: "b.md", id: before[0]?.id, outcome: "duplicate", of: "a.md" },
  ]);
  expect(await articlesOf(to)).toEqual(before);
  expect(await otherPathsOf(to)).toEqual([{ path: "b.md", id: before[0]?.id, copy: true }]);
  expect(await db.client`select from tags where name = 'nobody has it'`).toHaveLength(0);
  expect(await lastChange()).toMatchObject({ entities: [], lists: [], names: ["article.path:copies/b.md"] });
  const unchanged = (there: boolean) => findUnchanged(db.client, to.id, [copy], NOW, async () => there);
  expect(await unchanged(true)).toEqual(new Set(["b.md"]));
  // It is the article's only file now.
  expect(await unchanged(false)).toEqual(new Set());
});

test("of two new files of one article in one batch, the first by path is the article", async () => {
  const to = await source(db.client, "twins");
  const outcomes = await write(db.client, to, [
    article("2.md", { contentKey: KEY }),
    article("1.md", { contentKey: KEY }),
  ]);
  const [row, ...others] = await articlesOf(to);
  expect(others).toEqual([]);
  expect(outcomes).toEqual([
    { path: "2.md", id: row?.id, outcome: "duplicate", of: "1.md" },
    { path: "1.md", id: row?.id, outcome: "created" },
  ]);
});

test("files that link to one page, or have one title, are articles of their own", async () => {
  const to = await source(db.client, "links");
  const url = "https://example.com/linked";
  await write(db.client, to, [article("a.md", { url, title: "A" }), article("b.md", { url, title: "B" })]);
  await writeWith(to, ["a.md", "b.md"], [article("c.md", { title: "A" })]);
  expect((await articlesOf(to)).map(({ path }) => path)).toEqual(["a.md", "b.md", "c.md"]);
});

test("when an article changes, its copies are to be read again, and become articles where they say something else", async () => {
  const to = await source(db.client, "released");
  const copy = article("b.md", { contentKey: KEY });
  await write(db.client, to, [article("a.md", { contentKey: KEY }), copy]);
  const [before] = await articlesOf(to);
  const edited = article("a.md", { contentKey: Buffer.alloc(32, 2) });
  expect(await writeWith(to, ["b.md"], [edited])).toMatchObject([{ outcome: "updated", released: ["b.md"] }]);
  expect(await otherPathsOf(to)).toEqual([{ path: "b.md", id: before?.id, copy: false }]);
  expect(await findUnchanged(db.client, to.id, [copy], NOW, async () => true)).toEqual(new Set());

  expect(await writeWith(to, ["a.md"], [copy])).toMatchObject([{ outcome: "created" }]);
  expect(await otherPathsOf(to)).toEqual([]);
  // Whoever has seen b.md lead to a.md's article is told.
  expect((await lastChange())?.entities).toContain(`Article:${before?.id}`);
});

test("a crawl that changes nothing but noise is remembered and told to nobody", async () => {
  const to = await source(db.client, "noise");
  await write(db.client, to, [article("n.md", { essence: KEY, html: "<p>first" })]);
  const [before, told] = [await articlesOf(to), await lastChange()];
  const noisy = article("n.md", { essence: KEY, html: "<p>second" });
  expect(await writeWith(to, [], [noisy])).toMatchObject([{ outcome: "unchanged" }]);
  expect(await articlesOf(to)).toEqual(before);
  expect(await lastChange()).toEqual(told);
  expect(await findUnchanged(db.client, to.id, [noisy], NOW, async () => true)).toEqual(new Set(["n.md"]));
});

test("an article whose date has come is written though its file is the same", async () => {
  const to = await source(db.client, "due");
  const fields = { essence: KEY, fingerprint: KEY, publishedAt: NOW.getTime() };
  await write(db.client, to, [article("d.md", { ...fields, status: "SCHEDULED" })]);
  expect(await writeWith(to, [], [article("d.md", fields)])).toMatchObject([{ outcome: "updated" }]);
});

test("a row of a release without essences is written anew when its file has other bytes", async () => {
  const to = await source(db.client, "before");
  await write(db.client, to, [article("b.md", { essence: KEY })]);
  await db.client`update articles set essence = null, content_key = null where source_id = ${to.id}`;
  const again = article("b.md", { essence: KEY, html: "<p>again" });
  expect(await writeWith(to, [], [again])).toMatchObject([{ outcome: "updated" }]);
});

test("articles of another source are never taken for the source's own", async () => {
  const [one, other] = [await source(db.client, "mine"), await source(db.client, "yours")];
  const fields = { contentKey: KEY, guid: "same", url: "https://example.com/same" };
  await write(db.client, one, [article("a.md", fields)]);
  expect(await writeWith(other, [], [article("b.md", fields)])).toMatchObject([{ outcome: "created" }]);
});

test("a dry run says what would happen, and nothing of it has", async () => {
  const to = await source(db.client, "dry");
  await write(db.client, to, [article("old.md", { contentKey: KEY }), article("kept.md")]);
  const [rows, told] = [await articlesOf(to), await lastChange()];
  const heard: string[] = [];
  const listening = await db.client.listen("broadsheet_changes", (seq) => heard.push(seq));
  const outcomes = await writeWith(
    to,
    ["kept.md"],
    [
      article("bad.md", { title: "a\0b" }),
      article("kept.md", { title: "Edited" }),
      article("new.md", { contentKey: KEY }),
      article("other.md", { tags: ["dry"] }),
    ],
    true,
  );
  expect(outcomes.map(({ path, outcome }) => [path, outcome])).toEqual([
    ["bad.md", "failed"],
    ["kept.md", "updated"],
    ["new.md", "renamed"],
    ["other.md", "created"],
  ]);
  expect(await articlesOf(to)).toEqual(rows);
  expect(await lastChange()).toEqual(told);
  expect(await db.client`select from tags where name = 'dry'`).toHaveLength(0);
  // A notification that came after this one would have come before it.
  await write(db.client, to, [article("last.md")]);
  await expect.poll(() => heard).toEqual([(await lastChange())?.seq]);
  await listening.unlisten();
});
