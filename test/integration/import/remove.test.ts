import { expect, test } from "vitest";
import { slugify } from "../../../src/content/slug.ts";
import { articlePathsOf, removeArticles } from "../../../src/db/write/remove.ts";
import type { Source } from "../../../src/db/write/sources.ts";
import { article, inline, maintainedCounts, NOW, recountedCounts, source, useDatabase, write } from "./writing.ts";

const db = useDatabase();

const LATER = new Date(NOW.getTime() + 1000);
const KEY = Buffer.alloc(32, 1);

const remove = (from: Source, paths: readonly string[], there: readonly string[] = [], dryRun = false) =>
  removeArticles(
    { client: db.client, slugify, hasFile: async (path) => there.includes(path), dryRun },
    from,
    paths,
    LATER,
  );
const idAt = async ({ id }: Source, path: string): Promise<string> =>
  (await db.client`select id from articles where source_id = ${id} and path = ${path}`)[0]?.id;
const lastChange = async () =>
  (await db.client`select seq, entities, lists, names from changes order by seq desc limit 1`)[0];

test("an article that is removed takes all that is its own with it, and the counts agree", async () => {
  const to = await source(db.client, "removing");
  const shared = { categories: [["Kept", "Below"]], tags: ["kept"], authors: ["Ann"] };
  const url = "https://img.example.com/only.jpg";
  await write(db.client, to, [
    article("gone.md", { ...shared, tags: ["kept", "gone"], images: [inline(url)] }),
    article("kept.md", shared),
  ]);
  const gone = await idAt(to, "gone.md");
  expect(await remove(to, ["gone.md", "never-there.md"])).toEqual([{ path: "gone.md", id: gone, outcome: "deleted" }]);
  for (const table of [
    "article_bodies",
    "article_categories",
    "article_tags",
    "article_authors",
    "article_images",
    "article_paths",
  ])
    expect(await db.client`select from ${db.client(table)} where article_id = ${gone}`, table).toHaveLength(0);
  expect(await maintainedCounts(db.client)).toEqual(await recountedCounts(db.client));

  // The rows that it shared are there, for the next article that names them.
  const [tag] = await db.client`select id from tags where name = 'gone'`;
  const [image] = await db.client`select id from images where original_url = ${url}`;
  const told = await lastChange();
  expect(told?.entities).toEqual(expect.arrayContaining([`Article:${gone}`, `Tag:${tag?.id}`, `Image:${image?.id}`]));
  expect(told?.lists).toEqual(expect.arrayContaining(["Query", `Source:${to.id}`, `Tag:${tag?.id}`]));
  expect(told?.names).toEqual([]);
});

test("an article whose file has gone lives on in a copy's, which is then read anew", async () => {
  const to = await source(db.client, "heirs");
  const copy = article("b.md", { contentKey: KEY });
  await write(db.client, to, [article("a.md", { contentKey: KEY }), copy, article("c.md", { contentKey: KEY })]);
  const id = await idAt(to, "a.md");
  expect(await remove(to, ["a.md"], ["b.md", "c.md"])).toEqual([
    { path: "b.md", id, outcome: "renamed", from: "a.md" },
  ]);
  expect(await idAt(to, "b.md")).toBe(id);
  const others = await db.client`select path from article_paths where article_id = ${id} order by path`;
  expect(others.map(({ path }) => path)).toEqual(["a.md", "c.md"]);
  expect(await write(db.client, to, [copy])).toMatchObject([{ path: "b.md", id, outcome: "updated" }]);
});

test("where the copies have gone too, the article is deleted with all of its paths", async () => {
  const to = await source(db.client, "all-gone");
  await write(db.client, to, [article("a.md", { contentKey: KEY }), article("b.md", { contentKey: KEY })]);
  const id = await idAt(to, "a.md");
  expect(await remove(to, ["a.md", "b.md"], ["b.md"])).toEqual([{ path: "a.md", id, outcome: "deleted" }]);
  expect(await db.client`select from article_paths where source_id = ${to.id}`).toHaveLength(0);
});

test("a dry run removes nothing", async () => {
  const to = await source(db.client, "dry");
  await write(db.client, to, [article("a.md")]);
  const [id, told] = [await idAt(to, "a.md"), await lastChange()];
  expect(await remove(to, ["a.md"], [], true)).toEqual([{ path: "a.md", id, outcome: "deleted" }]);
  expect(await idAt(to, "a.md")).toBe(id);
  expect(await lastChange()).toEqual(told);
});

test("the articles of a source are listed page by page", async () => {
  const [to, other] = [await source(db.client, "pages"), await source(db.client, "no-pages")];
  await write(db.client, to, [article("3.md"), article("1.md"), article("2.md")]);
  await write(db.client, other, [article("4.md")]);
  const first = await articlePathsOf(db.client, to.id, null, 2);
  const second = await articlePathsOf(db.client, to.id, first[1]!.id, 2);
  expect([first, second].map((page) => page.map(({ path }) => path))).toEqual([["1.md", "2.md"], ["3.md"]]);
});
