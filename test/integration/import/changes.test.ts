import { expect, test } from "vitest";
import { article, image, inline, source, useDatabase, write } from "./writing.ts";

const db = useDatabase();

const last = async () => {
  const [row] = await db.client`select seq, entities, lists, names from changes order by seq desc limit 1`;
  const sorted = (list: string[]) => list.toSorted();
  return { entities: sorted(row?.entities), lists: sorted(row?.lists), names: sorted(row?.names), seq: row?.seq };
};
const idOf = async (table: string, slug: string): Promise<string> =>
  (await db.client`select id from ${db.client(table)} where slug = ${slug}`)[0]?.id;

test("a new article names all that came into being, and every list it joined", async () => {
  const to = await source(db.client, "new");
  await write(db.client, to, [
    article("n.md", {
      title: "New",
      url: "https://example.com/n",
      categories: [["Root", "Leaf"]],
      authors: ["Ann"],
      tags: ["t"],
      headImage: image("https://img.example.com/n.jpg"),
    }),
  ]);
  const [root, leaf] = [await idOf("categories", "root"), await idOf("categories", "root-leaf")];
  const [ann, tag, it] = [await idOf("authors", "ann"), await idOf("tags", "t"), await idOf("articles", "new")];
  const [head] = await db.client`select id from images`;
  const told = await last();
  expect(told.entities).toEqual(
    [
      `Article:${it}`,
      `Author:${ann}`,
      `Category:${leaf}`,
      `Category:${root}`,
      `Image:${head?.id}`,
      `Source:${to.id}`,
      `Tag:${tag}`,
    ].sort(),
  );
  expect(told.lists).toEqual(
    [
      `Author:${ann}`,
      `Category:${leaf}`,
      `Category:${root}`,
      `Image:${head?.id}`,
      "Query",
      `Source:${to.id}`,
      `Tag:${tag}`,
    ].sort(),
  );
  expect(told.names).toEqual(
    [
      "article.path:new/n.md",
      "article.slug:new",
      "article.url:https://example.com/n",
      "author.name:Ann",
      "author.slug:ann",
      'category.path:["Root","Leaf"]',
      'category.path:["Root"]',
      "category.slug:root",
      "category.slug:root-leaf",
      "image.url:https://img.example.com/n.jpg",
      "source.name:new",
      "tag.name:t",
      "tag.slug:t",
    ].sort(),
  );
});

test("an article that moves names the lists it left and those it joined", async () => {
  const to = await source(db.client, "moving");
  await write(db.client, to, [article("m.md", { categories: [["From"]], tags: ["kept"] })]);
  await write(db.client, to, [article("m.md", { categories: [["To"]], tags: ["kept"] })]);
  const told = await last();
  const [from, into] = [await idOf("categories", "from"), await idOf("categories", "to")];
  expect(told.lists).toEqual(
    expect.arrayContaining([`Category:${from}`, `Category:${into}`, `Tag:${await idOf("tags", "kept")}`, "Query"]),
  );
  // One has lost its only article and is gone for readers; the other has appeared.
  expect(told.entities).toEqual(expect.arrayContaining([`Category:${from}`, `Category:${into}`]));
  expect(told.names).toEqual(['category.path:["To"]', "category.slug:to"]);
});

test("a draft that is published brings its names, and those of all that only it showed, into being", async () => {
  const to = await source(db.client, "drafts");
  const fields = {
    title: "Draft",
    url: "https://example.com/draft",
    categories: [["Hidden"]],
    tags: ["hidden"],
    images: [inline("https://img.example.com/hidden.jpg")],
  };
  await write(db.client, to, [article("d.md", { ...fields, status: "DRAFT" })]);
  await write(db.client, to, [article("d.md", fields)]);
  const told = await last();
  expect(told.names).toEqual(
    expect.arrayContaining([
      "article.path:drafts/d.md",
      "article.slug:draft",
      "article.url:https://example.com/draft",
      'category.path:["Hidden"]',
      "category.slug:hidden",
      "image.url:https://img.example.com/hidden.jpg",
      "source.name:drafts",
      "tag.name:hidden",
      "tag.slug:hidden",
    ]),
  );
});

test("an image that an article loses, or that a withdrawn article held, is told of as one that it gains", async () => {
  const to = await source(db.client, "losing");
  const [kept, lost, gained] = ["kept", "lost", "gained"].map((name) => inline(`https://img.example.com/${name}.jpg`));
  const idOfImage = async (name: string) => {
    const url = `https://img.example.com/${name}.jpg`;
    const [row] = await db.client`select id from images where original_url = ${url}`;
    return `Image:${row?.id}`;
  };
  const imagesIn = (told: { entities: string[] }) => told.entities.filter((entity) => entity.startsWith("Image:"));
  await write(db.client, to, [article("l.md", { images: [kept!, lost!] }), article("other.md", { images: [gained!] })]);
  await write(db.client, to, [article("l.md", { images: [kept!, gained!] })]);
  const moved = await last();
  expect(imagesIn(moved)).toEqual([await idOfImage("lost"), await idOfImage("gained")].sort());
  expect(moved.names).toEqual(["image.url:https://img.example.com/gained.jpg"]);

  await write(db.client, to, [article("l.md", { images: [gained!], status: "DRAFT" })]);
  const withdrawn = await last();
  expect(imagesIn(withdrawn)).toEqual([await idOfImage("kept"), await idOfImage("gained")].sort());
});

test("listeners are told the number of each row, in the order of commits", async () => {
  const to = await source(db.client, "told");
  const heard: string[] = [];
  const listening = await db.client.listen("broadsheet_changes", (seq) => heard.push(seq));
  await Promise.all(
    ["1.md", "2.md", "3.md"].map((path) => write(db.client, to, [article(path, { title: `Told ${path}` })])),
  );
  await expect.poll(() => heard.length).toBe(3);
  expect(heard).toEqual(heard.toSorted((a, b) => Number(a) - Number(b)));
  expect(heard.at(-1)).toBe((await last()).seq);
  await listening.unlisten();
});
