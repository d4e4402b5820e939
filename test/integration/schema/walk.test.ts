import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../../src/db/client.ts";
import { article, image, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

// Walking a list page by page shows each row once, in the same order both ways, whatever dates are equal or missing.

let gateway: TestGateway;

const DAY = 86_400_000;

beforeAll(async () => {
  gateway = await startTestGateway();
  const dates = [null, null, null, 0, -5 * DAY, 1_700_000_000_001, 1_700_000_000_000, 1_700_000_000_001];
  await writeArticles(
    gateway.database,
    Array.from({ length: 151 }, (_, index) =>
      article({
        path: `${index}.md`,
        title: ["Same", "same", "Ångström", "中文", "x".repeat(5000), "-", "ß"][index % 7] ?? "",
        publishedAt: dates[index % dates.length] ?? null,
        wordCount: index % 4,
        categories: [["A", index % 2 ? "B" : "C"]],
        authors: [`Author ${index % 23}`],
        tags: [`Tag ${index % 31}`],
        images: [image(`https://img.example.com/${index % 40}.jpg`), image(`https://img.example.com/${index}-2.jpg`)],
        headImage: image("https://img.example.com/head.jpg"),
      }),
    ),
  );
});

afterAll(() => gateway.close());

interface Page {
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  totalCount: number;
}

const PAGE = "edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount";

async function read(field: string, path: (data: object) => Page, page: string): Promise<Page> {
  const { data, errors } = await gateway.ask(field.replace("PAGE", page).replace("SELECTION", PAGE));
  expect(errors).toEqual([]);
  return path(data);
}

async function walk(field: string, path: (data: object) => Page, size: number, backward: boolean): Promise<string[]> {
  const seen: string[] = [];
  let cursor = "";
  for (let pages = 0; pages < 500; pages += 1) {
    const page = await read(field, path, backward ? `last: ${size}${cursor}` : `first: ${size}${cursor}`);
    const ids = page.edges.map((edge) => edge.node.id);
    const { startCursor, endCursor, hasNextPage, hasPreviousPage } = page.pageInfo;
    expect([startCursor, endCursor]).toEqual([page.edges[0]!.cursor, page.edges.at(-1)!.cursor]);
    if (backward) seen.unshift(...ids);
    else seen.push(...ids);
    if (!(backward ? hasPreviousPage : hasNextPage)) return seen;
    cursor = backward ? `, before: "${startCursor}"` : `, after: "${endCursor}"`;
  }
  throw new Error("the walk has no end");
}

// biome-ignore lint/suspicious/noExplicitAny: the path into the answer is the query's own.
type Path = (data: any) => Page;

const orders = ["PUBLISHED_AT", "CHANGED_AT", "TITLE", "WORD_COUNT"].flatMap((field) =>
  ["ASC", "DESC"].map((direction) => `{field: ${field}, direction: ${direction}}`),
);
const LISTS: [field: string, path: Path, total: number][] = [
  ...orders.map((order): [string, Path, number] => [
    `{ articles(orderBy: ${order}, PAGE) { SELECTION } }`,
    (data) => data.articles,
    151,
  ]),
  ...orders.map((order): [string, Path, number] => [
    `{ articles(orderBy: ${order}, filter: {category: {by: {path: ["A", "B"]}}}, PAGE) { SELECTION } }`,
    (data) => data.articles,
    75,
  ]),
  ['{ category(by: {slug: "a"}) { articles(PAGE) { SELECTION } } }', (data) => data.category.articles, 151],
  [
    '{ image(by: {url: "https://img.example.com/head.jpg"}) { articles(PAGE) { SELECTION } } }',
    (data) => data.image.articles,
    151,
  ],
  ['{ author(by: {name: "Author 3"}) { articles(PAGE) { SELECTION } } }', (data) => data.author.articles, 7],
  ['{ tag(by: {name: "Tag 3"}) { articles(PAGE) { SELECTION } } }', (data) => data.tag.articles, 5],
  ['{ articles(filter: {tags: [{name: "Tag 3"}]}, PAGE) { SELECTION } }', (data) => data.articles, 5],
  ['{ articles(filter: {author: {name: "Author 3"}}, PAGE) { SELECTION } }', (data) => data.articles, 7],
  ["{ sources(PAGE) { SELECTION } }", (data) => data.sources, 1],
  ["{ authors(PAGE) { SELECTION } }", (data) => data.authors, 23],
  ["{ tags(PAGE) { SELECTION } }", (data) => data.tags, 31],
  ["{ images(PAGE) { SELECTION } }", (data) => data.images, 192],
  ["{ categories(PAGE) { SELECTION } }", (data) => data.categories, 3],
  [
    "{ categories(orderBy: {field: ARTICLE_COUNT, direction: DESC}, PAGE) { SELECTION } }",
    (data) => data.categories,
    3,
  ],
];

test.each(LISTS)("%s walks whole, both ways", async (field, path, total) => {
  const all = await walk(field, path, 100, false);
  expect(new Set(all).size).toBe(total);
  expect(all).toHaveLength(total);
  const size = total > 50 ? 13 : 2;
  expect(await walk(field, path, size, false)).toEqual(all);
  expect(await walk(field, path, size, true)).toEqual(all);
  expect((await read(field, path, "first: 1")).totalCount).toBe(total);
});

test("first and last, with a cursor at either end or both", async () => {
  const articles: Path = (data) => data.articles;
  const list = "{ articles(PAGE) { SELECTION } }";
  const { edges } = await read(list, articles, "first: 10");
  const ids = edges.map((edge) => edge.node.id);
  const [after, before] = [edges[2]!.cursor, edges[7]!.cursor];
  const page = async (args: string) => {
    const { edges, pageInfo } = await read(list, articles, args);
    return [edges.map((edge) => edge.node.id), pageInfo.hasPreviousPage, pageInfo.hasNextPage];
  };
  expect(await page(`first: 2, after: "${after}", before: "${before}"`)).toEqual([ids.slice(3, 5), true, true]);
  expect(await page(`last: 2, after: "${after}", before: "${before}"`)).toEqual([ids.slice(5, 7), true, true]);
  expect(await page(`first: 10, after: "${after}", before: "${before}"`)).toEqual([ids.slice(3, 7), true, true]);
  expect(await page(`last: 10, after: "${after}", before: "${before}"`)).toEqual([ids.slice(3, 7), true, true]);
  expect(await page(`last: 10, before: "${before}"`)).toEqual([ids.slice(0, 7), false, true]);
  expect(await page(`first: 10, before: "${after}"`)).toEqual([ids.slice(0, 2), false, true]);
  expect(await page(`first: 10, after: "${before}", before: "${after}"`)).toEqual([[], true, true]);
});

test("a database with a style of dates of its own changes nothing", async () => {
  const articles: Path = (data) => data.articles;
  const list = "{ articles(PAGE) { SELECTION } }";
  const expected = await walk(list, articles, 50, false);
  const { client } = gateway.database;
  const [{ name }] = (await client`select current_database() as name`) as unknown as [{ name: string }];
  await client.unsafe(`alter database ${name} set datestyle = 'German, DMY'`);
  const other = connect(gateway.databaseUrl, { poolSize: 1 });
  try {
    const [row] = await other.client`select timestamptz '2024-01-09 00:00:00+00' ::text as text`;
    expect(row?.text).toBe("2024-01-09 00:00:00+00");
  } finally {
    await other.close();
  }
  expect(await walk(list, articles, 50, false)).toEqual(expected);
});

test("descending is ascending from the other end", async () => {
  for (const field of ["PUBLISHED_AT", "CHANGED_AT", "TITLE", "WORD_COUNT"]) {
    const list = (direction: string) =>
      `{ articles(orderBy: {field: ${field}, direction: ${direction}}, PAGE) { SELECTION } }`;
    const articles: Path = (data) => data.articles;
    const ascending = await walk(list("ASC"), articles, 100, false);
    expect(await walk(list("DESC"), articles, 100, false)).toEqual(ascending.toReversed());
  }
});

test("articles without a date count as the oldest", async () => {
  const dates = async (direction: string) => {
    const { data } = await gateway.ask(
      `{ articles(first: 100, orderBy: {direction: ${direction}}) { nodes { publishedAt } } }`,
    );
    return data.articles.nodes.map((node: { publishedAt: string | null }) => node.publishedAt);
  };
  expect((await dates("ASC"))[0]).toBeNull();
  expect((await dates("DESC"))[0]).toBe("2023-11-14T22:13:20.001Z");
});

test("articles that come while a list is walked push nothing out of it, and none is shown twice", async () => {
  const list = "{ articles(PAGE) { SELECTION } }";
  const articles: Path = (data) => data.articles;
  const before = await walk(list, articles, 100, false);
  const seen: string[] = [];
  let after = "";
  for (let page = 0; page < 40; page += 1) {
    const { edges, pageInfo } = await read(list, articles, `first: 7${after}`);
    seen.push(...edges.map((edge) => edge.node.id));
    await writeArticles(
      gateway.database,
      [1_900_000_000_000, null, 0].map((publishedAt, n) => article({ path: `new-${page}-${n}.md`, publishedAt })),
    );
    if (!pageInfo.hasNextPage) break;
    after = `, after: "${pageInfo.endCursor}"`;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(before.filter((id) => !seen.includes(id))).toEqual([]);
});

test("uses of images walk whole, both ways, over all roles", async () => {
  const list = '{ article(by: {path: {path: "3.md"}}) { images(roles: [INLINE, HEAD], PAGE) { SELECTION } } }';
  const uses: Path = (data) => data.article.images;
  const all = await walk(list, uses, 100, false);
  expect(all).toHaveLength(3);
  expect(await walk(list, uses, 1, false)).toEqual(all);
  expect(await walk(list, uses, 1, true)).toEqual(all);
});
