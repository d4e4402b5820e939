import { afterAll, beforeAll, expect, test } from "vitest";
import { slugify } from "../../../src/content/slug.ts";
import { acknowledged } from "../../../src/db/write/acknowledged.ts";
import type { NewArticle } from "../../../src/db/write/article.ts";
import { removeArticles } from "../../../src/db/write/remove.ts";
import { listSources } from "../../../src/db/write/sources.ts";
import { article, image, NOW, writeArticles } from "../../support/articles.ts";
import { type Remembering, startRemembering } from "./remembering.ts";

// What each kind of question depends on: an import that makes its answer another one, and one that leaves it there.

let gateway: Remembering;

type Fields = Partial<NewArticle> & { path: string };

const importArticles = async (articles: readonly Fields[], source?: string): Promise<void> => {
  await writeArticles(gateway.database, articles.map(article), source);
  await acknowledged(gateway.database.client);
};

const FIRST = Date.UTC(2021, 0, 1);
const DAY = 86_400_000;

/** Two articles a day apart, which share nothing with `APART`. */
const POSTS: Fields[] = [1, 2].map((day) => ({
  path: `${day}.md`,
  title: `Post ${day}`,
  publishedAt: FIRST + day * DAY,
  url: `https://example.com/${day}`,
  categories: [["Top", "Sub"]],
  authors: ["Ann"],
  tags: ["red"],
  images: [image("https://img.example.com/1.jpg")],
}));
const APART: Fields = {
  path: "apart.md",
  title: "Apart",
  publishedAt: FIRST + 9 * DAY,
  categories: [["Else"]],
  authors: ["Zoe"],
  tags: ["zinc"],
};

beforeAll(async () => {
  gateway = await startRemembering();
  await importArticles(POSTS);
  await importArticles([APART], "elsewhere");
});

afterAll(() => gateway.close());

const PAGE = "{ nodes { title } totalCount }";
const TOTAL = "{ totalCount }";
const NEW: Fields = {
  ...POSTS[0],
  path: "new.md",
  title: "New",
  publishedAt: FIRST + 5 * DAY,
  url: "https://example.com/new",
};
const CHANGED: Fields = { ...POSTS[0], path: "1.md", title: "Post 1, altered" };

// Whatever follows a question makes its answer another one. "apart" says that an import of something else does not.
const QUESTIONS: [question: string, write: Fields, stays: "apart" | "any"][] = [
  ['{ article(by: {slug: "post-1"}) { title } }', CHANGED, "apart"],
  ['{ article(by: {slug: "new"}) { title } }', NEW, "apart"],
  ['{ article(by: {url: "https://example.com/new"}) { title } }', NEW, "apart"],
  ['{ article(by: {path: {path: "new.md", source: "test"}}) { title } }', NEW, "apart"],
  ['{ article(by: {path: {path: "new.md"}}) { title } }', NEW, "apart"],
  ['{ article(by: {slug: "post-1"}) { tags { name articleCount } } }', NEW, "apart"],
  ['{ article(by: {slug: "post-2"}) { next { title } } }', NEW, "any"],
  ['{ article(by: {slug: "post-2"}) { next(within: {path: ["Top"]}) { title } } }', NEW, "apart"],
  ['{ article(by: {slug: "post-2"}) { next(within: {slug: "top-sub"}) { title } } }', NEW, "apart"],
  ['{ article(by: {slug: "post-2"}) { related { title } } }', NEW, "any"],
  [`{ articles ${PAGE} }`, NEW, "any"],
  [`{ articles(filter: {category: {by: {path: ["Top"]}}}) ${TOTAL} }`, NEW, "apart"],
  [`{ articles(filter: {category: {by: {path: ["Top"]}}}) ${PAGE} }`, NEW, "apart"],
  [`{ articles(filter: {category: {by: {slug: "top-sub"}}, hasImages: true}) ${TOTAL} }`, NEW, "apart"],
  [`{ articles(filter: {author: {name: "Ann"}}) ${TOTAL} }`, NEW, "apart"],
  [`{ articles(filter: {author: {slug: "ann"}, hasImages: true}) ${TOTAL} }`, NEW, "apart"],
  [`{ articles(filter: {tags: [{name: "red"}]}) ${TOTAL} }`, NEW, "apart"],
  [`{ articles(filter: {tags: [{slug: "red"}], hasImages: true}) ${TOTAL} }`, NEW, "apart"],
  [`{ articles(filter: {sources: ["test"]}) ${TOTAL} }`, NEW, "apart"],
  [`{ articles(filter: {sources: ["test"], hasImages: true}) ${TOTAL} }`, NEW, "apart"],
  [`{ articles(filter: {tags: [{name: "fresh"}]}) ${TOTAL} }`, { ...NEW, tags: ["fresh"] }, "apart"],
  [`{ articles(filter: {category: {by: {path: ["Fresh"]}}}) ${PAGE} }`, { ...NEW, categories: [["Fresh"]] }, "apart"],
  ['{ articles(filter: {tags: [{name: "red"}]}) { facets { authors { count } } } }', NEW, "apart"],
  ['{ articles(filter: {tags: [{name: "red"}]}) { facets { categories { count } } } }', NEW, "apart"],
  ['{ articles(filter: {tags: [{name: "red"}]}) { facets { dates { count } } } }', NEW, "apart"],
  ["{ articles { facets { tags { count } } } }", NEW, "any"],
  ['{ category(by: {path: ["Fresh"]}) { name } }', { ...NEW, categories: [["Fresh"]] }, "apart"],
  ['{ category(by: {slug: "top"}) { articleCount } }', NEW, "apart"],
  [`{ category(by: {slug: "top"}) { articles(first: 1) ${PAGE} } }`, NEW, "apart"],
  [`{ category(by: {slug: "top"}) { articles(filter: {hasImages: true}) ${TOTAL} } }`, NEW, "apart"],
  ['{ category(by: {slug: "top"}) { children { name } } }', { ...NEW, categories: [["Top", "Fresh"]] }, "apart"],
  ["{ categories { nodes { name } } }", { ...NEW, categories: [["Fresh"]] }, "apart"],
  [`{ categories ${TOTAL} }`, { ...NEW, categories: [["Fresh"]] }, "apart"],
  ["{ categories(orderBy: {field: ARTICLE_COUNT}) { nodes { name articleCount } } }", NEW, "any"],
  ['{ author(by: {name: "Fresh"}) { slug } }', { ...NEW, authors: ["Fresh"] }, "apart"],
  ['{ author(by: {slug: "ann"}) { articleCount } }', NEW, "apart"],
  [`{ author(by: {slug: "ann"}) { articles ${PAGE} } }`, NEW, "apart"],
  ["{ authors { nodes { name } } }", { ...NEW, authors: ["Fresh"] }, "apart"],
  [`{ authors ${TOTAL} }`, { ...NEW, authors: ["Fresh"] }, "apart"],
  ['{ tag(by: {name: "fresh"}) { slug } }', { ...NEW, tags: ["fresh"] }, "apart"],
  [`{ tag(by: {slug: "red"}) { articles ${PAGE} } }`, NEW, "apart"],
  [`{ tags ${TOTAL} }`, { ...NEW, tags: ["fresh"] }, "apart"],
  ['{ source(name: "test") { articleCount } }', NEW, "apart"],
  [`{ images ${TOTAL} }`, { ...NEW, images: [image("https://img.example.com/new.jpg")] }, "apart"],
  ["{ images { nodes { url } } }", { ...NEW, images: [image("https://img.example.com/new.jpg")] }, "apart"],
  [
    '{ image(by: {url: "https://img.example.com/new.jpg"}) { url } }',
    { ...NEW, images: [image("https://img.example.com/new.jpg")] },
    "apart",
  ],
  [
    '{ image(by: {url: "https://img.example.com/1.jpg"}) { width } }',
    { ...NEW, images: [image("https://img.example.com/1.jpg", 640, 480)] },
    "apart",
  ],
  [
    '{ article(by: {slug: "post-2"}) { images { nodes { width } } } }',
    { ...NEW, images: [image("https://img.example.com/1.jpg", 1280, 960)] },
    "apart",
  ],
  [`{ image(by: {url: "https://img.example.com/1.jpg"}) { articles ${TOTAL} } }`, NEW, "apart"],
  [`{ search(query: "post") ${TOTAL} }`, { ...NEW, title: "New post" }, "any"],
  ['{ search(query: "post") { nodes { title } } }', { ...NEW, title: "New post" }, "any"],
  ['{ suggest(prefix: "ne") { ... on Article { title } } }', NEW, "any"],
  ['{ suggest(prefix: "fre") { ... on Tag { name } } }', { ...NEW, tags: ["fresh"] }, "any"],
];

test.each(QUESTIONS)("%s", async (question, write, stays) => {
  const { remember, kept, execute } = gateway;
  await remember(question);
  const before = kept(question);
  expect(before).toBe(await execute(question));
  await importArticles([{ ...APART, title: `Apart ${Math.random()}` }], "elsewhere");
  expect(kept(question), "after an import of something else").toBe(stays === "apart" ? before : undefined);
  await remember(question);
  await importArticles([write]);
  expect(kept(question)).toBeUndefined();
  expect(await execute(question)).not.toBe(before);
  // As it was.
  await removeNew();
  await importArticles(POSTS);
});

async function removeNew(): Promise<void> {
  const { client } = gateway.database;
  const source = (await listSources(client)).find(({ name }) => name === "test");
  const deps = { client, slugify, hasFile: async () => false, dryRun: false };
  if (source) await removeArticles(deps, source, ["new.md"], NOW);
  await acknowledged(client);
}
