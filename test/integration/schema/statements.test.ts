import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleQueries } from "../../../src/http/examples.ts";
import { article, image, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

// The number of statements of an operation depends on its shape and not on how many rows it returns.

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  const picture = (name: string) => image(`https://img.example.com/${name}.jpg`, 800, 600);
  await writeArticles(
    gateway.database,
    Array.from({ length: 60 }, (_, index) =>
      article({
        path: `${index}.md`,
        title: `Article ${index}`,
        publishedAt: Date.UTC(2024, 0, 1 + index),
        authors: [`Author ${index % 7}`, "Co-author"],
        categories: [[`Root ${index % 12}`, `Child ${index % 3}`]],
        tags: [`Tag ${index % 5}`],
        headImage: picture(`head-${index}`),
        thumbnail: picture(`thumb-${index}`),
        images: Array.from({ length: 4 }, (_, n) => picture(`inline-${index}-${n}`)),
      }),
    ),
  );
});

afterAll(() => gateway.close());

test("Q1: an article with everything costs four statements", async () => {
  const { data, errors, statements } = await gateway.ask(
    `query ($slug: String!) { article(by: {slug: $slug}) { id slug title publishedAt excerpt wordCount author { id name }
      categories { id name path } headImage { url } images(first: 20) { edges { role alt node { url width height } } }
      body { html } } }`,
    { slug: "article-7" },
  );
  expect(errors).toEqual([]);
  expect(data.article).toMatchObject({
    title: "Article 7",
    publishedAt: "2024-01-08T00:00:00.000Z",
    author: { name: "Author 0" },
    categories: [{ path: ["Root 7", "Child 1"] }],
    headImage: { url: "https://img.example.com/head-7.jpg" },
    body: { html: "<p>Text of Article 7.</p>" },
  });
  expect(data.article.images.edges.map((edge: { node: object }) => edge.node)).toEqual(
    [0, 1, 2, 3].map((n) => ({ url: `https://img.example.com/inline-7-${n}.jpg`, width: 800, height: 600 })),
  );
  expect(statements).toHaveLength(4); // the article with author and head image joined; categories; images; body
});

test("Q2: a page of articles with author, categories and head image costs two statements", async () => {
  const { data, errors, statements } = await gateway.ask(
    `{ articles(first: 20) { nodes { id slug title publishedAt excerpt author { id name } categories { id name path }
      headImage { url width height } } pageInfo { endCursor hasNextPage } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.articles.nodes).toHaveLength(20);
  expect(data.articles.nodes[0].title).toBe("Article 59");
  expect(data.articles.pageInfo.hasNextPage).toBe(true);
  expect(statements).toHaveLength(2);
});

test("Q3: ten categories with ten articles with three images and their categories cost four statements", async () => {
  const { data, errors, statements } = await gateway.ask(
    `{ categories(filter: {depth: 0}, first: 10) { nodes { name articles(first: 10) { nodes { title publishedAt
      images(first: 3) { nodes { url width height } } categories { name } } } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.categories.nodes).toHaveLength(10);
  expect(
    data.categories.nodes.every((node: { articles: { nodes: object[] } }) => node.articles.nodes.length === 5),
  ).toBe(true);
  expect(statements).toHaveLength(4);
});

test("Q5: a category with its descendants and totalCount costs two statements", async () => {
  const { data, errors, statements } = await gateway.ask(
    `query ($path: [String!]!) { articles(first: 20, filter: {category: {by: {path: $path}}}) { totalCount
      nodes { id slug title publishedAt } } }`,
    { path: ["Root 3"] },
  );
  expect(errors).toEqual([]);
  expect(data.articles.totalCount).toBe(5);
  expect(data.articles.nodes.map((node: { title: string }) => node.title)).toEqual(
    [51, 39, 27, 15, 3].map((index) => `Article ${index}`),
  );
  expect(statements).toHaveLength(2);
});

const RELATIONS: [name: string, selection: string, statements: number][] = [
  ["author", "author { name }", 1],
  ["source", "source { name }", 1],
  ["headImage", "headImage { url status placeholder src(width: 300) srcSet }", 1],
  ["thumbnail", "thumbnail { url }", 1],
  ["authors", "authors { name }", 2],
  ["categories", "categories { name }", 2],
  ["ancestors of categories", "categories { ancestors { name } }", 3],
  ["parents of categories", "categories { parent { name } }", 3],
  ["tags", "tags { name }", 2],
  ["images", "images { nodes { url } }", 2],
  ["totalCount of images", "images { totalCount nodes { url } }", 3],
  ["body", "body { html text raw format }", 2],
  ["wordCount of the body", "body { wordCount }", 1],
  ["frontMatter", "frontMatter", 2],
  ["articles of authors", "author { articles(first: 3) { nodes { title } } }", 2],
  ["articles of authors with totalCount", "author { articles(first: 3) { totalCount nodes { title } } }", 3],
  ["articles of tags", "tags { articles(first: 3) { nodes { title } } articleCount }", 4],
  ["children of categories", "categories { children { name articleCount } }", 3],
  ["articles of images", "headImage { articles(first: 2) { nodes { title } totalCount } }", 3],
  [
    "filtered by tags",
    'author { articles(first: 3, filter: {tags: [{name: "Tag 1"}, {slug: "tag-1"}]}) { nodes { title } } }',
    2,
  ],
  [
    "filtered by all else",
    `author { articles(first: 3, filter: {author: {name: "Co-author"}, category: {by: {slug: "root-1"}},
    sources: ["test"], languages: ["en"], hasImages: true, wordCount: {min: 1}}) { totalCount nodes { title } } }`,
    3,
  ],
  ["next", "next { title source { name } author { name } }", 2],
  ["previous", "previous { title }", 2],
  ["both within a category", 'next(within: {slug: "root-1"}) { id } previous(within: {slug: "root-1"}) { id }', 3],
  ["related", "related { title author { name } headImage { url } }", 2],
  ["facets of authors", "author { articles(first: 1) { facets { tags { tag { name } count } dates { label } } } }", 4],
  [
    "facets of categories",
    `categories { articles(first: 1) { facets { categories { category { name } } authors { author { name } }
    sources { source { name } } languages { language } } } }`,
    7,
  ],
  ["in another order", "author { articles(last: 3, orderBy: {field: TITLE}) { nodes { title } } }", 2],
];

test.each(RELATIONS)("%s under a list costs the same for 2 articles as for 40", async (_name, selection, expected) => {
  for (const first of [2, 40]) {
    const { errors, statements, noted } = await gateway.ask(
      `{ articles(first: ${first}) { nodes { id ${selection} } } }`,
    );
    expect(errors).toEqual([]);
    expect(statements).toHaveLength(expected);
    expect(noted).toHaveLength(expected);
  }
});

test("each statement that a request sends is noted as its own, by the name of its query", async () => {
  const material = { category: ["Root 1"], word: "article" };
  for (const { query, variables = "{}" } of exampleQueries(material)) {
    // Those take a key, which is looked for before.
    if (/importRuns|importArticles/.test(query)) continue;
    const { errors, statements, noted } = await gateway.ask(query, JSON.parse(variables));
    expect(errors).toEqual([]);
    expect(noted).toHaveLength(statements.length);
    expect(statements.length).toBeGreaterThan(0);
    for (const { shape, milliseconds } of noted) {
      expect(shape).toMatch(/^[a-zA-Z]+( |$)/);
      expect(milliseconds).toBeGreaterThan(0);
    }
  }
});

test("pages are the same whether or not somebody asks what lies around them", async () => {
  const pages = (pageInfo: string) =>
    ["first: 2", "last: 2"].map(
      (
        size,
        n,
      ) => `p${n}: articles(${size}) { nodes { title images(${size}) { nodes { url } ${pageInfo} } } ${pageInfo} }
        c${n}: categories(first: 3) { nodes { articles(${size}) { edges { node { title } } ${pageInfo} } } }`,
    );
  const plain = await gateway.ask(`{ ${pages("").join(" ")} }`);
  const around = await gateway.ask(`{ ${pages("pageInfo { hasNextPage hasPreviousPage }").join(" ")} }`);
  expect(around.errors).toEqual([]);
  const further = around.data.p0.nodes.map((node: { images: { pageInfo: object } }) => node.images.pageInfo);
  expect(further).toEqual([0, 1].map(() => ({ hasNextPage: true, hasPreviousPage: false })));
  const withoutPageInfo = JSON.parse(
    JSON.stringify(around.data, (key, value) => (key === "pageInfo" ? undefined : value)),
  );
  expect(plain.data).toEqual(withoutPageInfo);
  expect(plain.data.p0.nodes).toHaveLength(2);
});

test("what is known of an image beyond address and size is read only where asked for", async () => {
  const ask = (fields: string) =>
    gateway.ask(`{ articles(first: 2) { nodes { images(first: 2) { nodes { ${fields} } edges { node { url } } } } } }`);
  const bare = await ask("id url originalUrl width height aspectRatio");
  expect(bare.statements.join()).not.toContain("placeholder");
  for (const field of [
    "format",
    "status",
    "placeholder",
    "src(width: 100)",
    "srcSet",
    "...on Node { ...on Image { status } }",
  ]) {
    const { errors, statements } = await ask(field);
    expect(errors).toEqual([]);
    expect(statements.join()).toContain("placeholder");
  }
});

test("a list reads no body", async () => {
  const { statements } = await gateway.ask("{ articles { nodes { title excerpt wordCount } totalCount } }");
  expect(statements.join()).not.toContain("article_bodies");
});

test("totalCount is computed only when asked for", async () => {
  const without = await gateway.ask(
    "{ categories { nodes { name } } images { nodes { id } } authors { nodes { id } } }",
  );
  const asked = await gateway.ask("{ categories { totalCount } images { totalCount } authors { totalCount } }");
  expect(without.statements.join()).not.toContain("count(*)");
  expect(asked.statements.filter((sql) => sql.includes("count(*)"))).toHaveLength(3);
  expect(asked.data).toMatchObject({ categories: { totalCount: 24 }, authors: { totalCount: 8 } });
});

test("totalCount of what counts are kept of counts nothing", async () => {
  for (const filter of [
    '{category: {by: {slug: "root-1"}}}',
    '{author: {name: "Co-author"}}',
    '{tags: [{name: "Tag 1"}]}',
    '{sources: ["test"]}',
    "{status: [PUBLISHED]}",
    "{}",
  ]) {
    const { data, statements } = await gateway.ask(`{ articles(filter: ${filter}) { totalCount nodes { id } } }`);
    expect(data.articles.totalCount).toBe(data.articles.nodes.length === 20 ? 60 : data.articles.nodes.length);
    expect(statements.join()).not.toContain("count(*)");
  }
});

test("a range of dates of a category is a range of the index that holds its list", async () => {
  const range = '{from: "2024-01-10T00:00:00Z", to: "2024-02-10T00:00:00Z"}';
  const { data, errors, statements } = await gateway.ask(
    `{ articles(filter: {category: {by: {path: ["Root 1"]}}, publishedAt: ${range}}) { nodes { title } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.articles.nodes).toEqual([{ title: "Article 37" }, { title: "Article 25" }, { title: "Article 13" }]);
  expect(statements).toHaveLength(1);
  expect(statements[0]).toContain('"article_categories"."published_sort" >= ');
  expect(statements[0]).not.toContain('"articles"."published_sort" >= ');
});
