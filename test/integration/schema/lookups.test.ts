import { afterAll, beforeAll, expect, test } from "vitest";
import { article, image, NOW, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

// Every way to find a thing, and every filter, against what was written.

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  const local = { ...image("x"), address: { url: null, localPath: "photos/a b#.jpg" }, width: 30, height: 20 };
  await writeArticles(gateway.database, [
    article({
      path: "posts/一.md",
      title: "和合共生",
      publishedAt: Date.UTC(2021, 11, 18),
      publishedPrecision: "DAY",
      updatedAt: Date.UTC(2022, 0, 1),
      url: "https://news.example.com/one",
      summary: "A summary.",
      language: "zh-Hant-TW",
      commentsEnabled: false,
      wordCount: 100,
      authors: ["ZAKER", "Second"],
      categories: [
        ["新媒体", "ZAKER", "source"],
        ["新媒体", "Other"],
      ],
      tags: ["red", "green"],
      headImage: image("https://img.example.com/head.jpg", 1080, 1936),
      thumbnail: image("https://img.example.com/thumb.png"),
      images: [{ ...image("https://cdn.example.org/1.jpg"), alt: "One", caption: "First" }, local],
      frontMatter: { title: "和合共生", odd: [1, null, { deep: true }] },
    }),
    article({ path: "two.md", title: "Two", language: "en", wordCount: 5, tags: ["green"], authors: ["Second"] }),
  ]);
  await writeArticles(
    gateway.database,
    [article({ path: "three.md", title: "Three", publishedAt: 0, categories: [["新媒体"]] })],
    "other",
    new Date("2026-02-01T00:00:00Z"),
  );
});

afterAll(() => gateway.close());

const ask = async (query: string, variables?: Record<string, unknown>) => {
  const { data, errors } = await gateway.ask(query, variables);
  expect(errors).toEqual([]);
  return data;
};

test("an article shows all that is known of it", async () => {
  const { article } = await ask(`{ article(by: {slug: "和合共生"}) {
    __typename slug path url title summary excerpt(length: 3) language status publishedAt publishedAtPrecision updatedAt
    changedAt commentsEnabled wordCount source { name timeZone baseUrl articleCount } author { name } authors { name slug }
    categories { name slug path depth parent { name } ancestors { name } } tags { name articleCount }
    headImage { url originalUrl width height aspectRatio format } thumbnail { url width aspectRatio }
    images(roles: [HEAD, THUMBNAIL, INLINE]) { totalCount edges { role position alt caption node { url originalUrl } } }
    body { html text raw format wordCount } frontMatter } }`);
  expect(article).toEqual({
    __typename: "Article",
    slug: "和合共生",
    path: "posts/一.md",
    url: "https://news.example.com/one",
    title: "和合共生",
    summary: "A summary.",
    excerpt: "Te…",
    language: "zh-Hant-TW",
    status: "PUBLISHED",
    publishedAt: "2021-12-18T00:00:00.000Z",
    publishedAtPrecision: "DAY",
    updatedAt: "2022-01-01T00:00:00.000Z",
    changedAt: NOW.toISOString(),
    commentsEnabled: false,
    wordCount: 100,
    source: { name: "test", timeZone: "UTC", baseUrl: null, articleCount: 2 },
    author: { name: "ZAKER" },
    authors: [
      { name: "ZAKER", slug: "zaker" },
      { name: "Second", slug: "second" },
    ],
    categories: [
      {
        name: "source",
        slug: "新媒体-zaker-source",
        path: ["新媒体", "ZAKER", "source"],
        depth: 2,
        parent: { name: "ZAKER" },
        ancestors: [{ name: "新媒体" }, { name: "ZAKER" }],
      },
      {
        name: "Other",
        slug: "新媒体-other",
        path: ["新媒体", "Other"],
        depth: 1,
        parent: { name: "新媒体" },
        ancestors: [{ name: "新媒体" }],
      },
    ],
    tags: [
      { name: "red", articleCount: 1 },
      { name: "green", articleCount: 2 },
    ],
    headImage: {
      url: "https://img.example.com/head.jpg",
      originalUrl: "https://img.example.com/head.jpg",
      width: 1080,
      height: 1936,
      aspectRatio: 1080 / 1936,
      format: "JPEG",
    },
    thumbnail: { url: "https://img.example.com/thumb.png", width: null, aspectRatio: null },
    images: {
      totalCount: 4,
      edges: [
        edge("HEAD", null, "https://img.example.com/head.jpg"),
        edge("THUMBNAIL", null, "https://img.example.com/thumb.png"),
        { ...edge("INLINE", 0, "https://cdn.example.org/1.jpg"), alt: "One", caption: "First" },
        {
          ...edge(
            "INLINE",
            1,
            expect.stringMatching(/^https:\/\/news\.example\.com\/images\/\d+\/photos\/a%20b%23\.jpg$/),
          ),
          node: { url: expect.anything(), originalUrl: null },
        },
      ],
    },
    body: {
      html: "<p>Text of 和合共生.</p>",
      text: "Text of 和合共生.",
      raw: expect.any(String),
      format: "HTML",
      wordCount: 100,
    },
    frontMatter: { title: "和合共生", odd: [1, null, { deep: true }] },
  });
});

const edge = (role: string, position: number | null, url: string) => ({
  role,
  position,
  alt: null,
  caption: null,
  node: { url, originalUrl: url },
});

test("an article is found by slug, id, path and URL", async () => {
  const { bySlug } = await ask('{ bySlug: article(by: {slug: "和合共生"}) { id } }');
  const data = await ask(
    `query ($id: ID!) {
      a: article(by: {id: $id}) { title } b: article(by: {path: {path: "posts/一.md"}}) { title }
      c: article(by: {path: {path: "posts/一.md", source: "test"}}) { title }
      d: article(by: {path: {path: "posts/一.md", source: "other"}}) { title }
      e: article(by: {url: "https://news.example.com/one"}) { title } f: node(id: $id) { __typename ... on Article { title } } }`,
    { id: bySlug.id },
  );
  const found = { title: "和合共生" };
  expect(data).toEqual({ a: found, b: found, c: found, d: null, e: found, f: { __typename: "Article", ...found } });
});

test("every node is found by its id", async () => {
  const data = await ask(`{ articles { nodes { id __typename } } categories { nodes { id __typename } }
    images { nodes { id __typename } } authors { nodes { id __typename } } tags { nodes { id __typename } }
    sources { nodes { id __typename } } }`);
  const nodes = Object.values(data as Record<string, { nodes: object[] }>).flatMap((list) => list.nodes);
  expect(nodes).toHaveLength(3 + 4 + 4 + 2 + 2 + 2);
  const ids = nodes.map((node) => (node as { id: string }).id);
  expect((await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", { ids })).nodes).toEqual(nodes);
});

test("an address is found however it is written", async () => {
  const data = await ask(`{ a: image(by: {url: "https://CDN.example.org:443/1.jpg#top"}) { url }
    b: article(by: {url: "HTTPS://news.example.com/./one"}) { title } }`);
  expect(data).toEqual({ a: { url: "https://cdn.example.org/1.jpg" }, b: { title: "和合共生" } });
});

test("categories, images, authors, tags and sources are found by whatever they are known by", async () => {
  const { image } = await ask(
    '{ image(by: {url: "https://cdn.example.org/1.jpg"}) { id articles { nodes { title } } } }',
  );
  expect(image.articles.nodes).toEqual([{ title: "和合共生" }]);
  const { images } = await ask("{ images { nodes { id url } } }");
  const local = images.nodes.find((node: { url: string }) => node.url.startsWith("https://news.example.com/images/"));
  const data = await ask(
    `query ($local: URL!) { image(by: {url: $local}) { id } category(by: {path: ["新媒体", "ZAKER"]}) { slug }
      same: category(by: {slug: "新媒体-zaker"}) { path } author(by: {name: "ZAKER"}) { slug } a2: author(by: {slug: "zaker"}) { name }
      tag(by: {name: "red"}) { slug } t2: tag(by: {slug: "red"}) { name } source(name: "other") { articleCount } }`,
    { local: local.url },
  );
  expect(data).toEqual({
    image: { id: local.id },
    category: { slug: "新媒体-zaker" },
    same: { path: ["新媒体", "ZAKER"] },
    author: { slug: "zaker" },
    a2: { name: "ZAKER" },
    tag: { slug: "red" },
    t2: { name: "red" },
    source: { articleCount: 1 },
  });
});

const FILTERS: [filter: string, titles: string[]][] = [
  ["{}", ["和合共生", "Three", "Two"]],
  ['{category: {by: {path: ["新媒体"]}}}', ["和合共生", "Three"]],
  ['{category: {by: {path: ["新媒体"]}, includeDescendants: false}}', ["Three"]],
  ['{category: {by: {slug: "新媒体-zaker-source"}}}', ["和合共生"]],
  ['{author: {name: "Second"}}', ["和合共生", "Two"]],
  ['{author: {slug: "zaker"}, category: {by: {slug: "新媒体"}}}', ["和合共生"]],
  ['{sources: ["other"]}', ["Three"]],
  ['{sources: ["other", "test"]}', ["和合共生", "Three", "Two"]],
  ["{sources: []}", []],
  ['{tags: [{name: "green"}]}', ["和合共生", "Two"]],
  ['{tags: [{name: "green"}, {slug: "red"}]}', ["和合共生"]],
  ['{tags: [{name: "green"}, {slug: "green"}]}', ["和合共生", "Two"]],
  ['{tags: [{name: "green"}, {slug: "blue"}]}', []],
  ['{publishedAt: {from: "2021-12-18T00:00:00Z"}}', ["和合共生"]],
  ['{publishedAt: {to: "2021-12-18T00:00:00Z"}}', ["Three"]],
  ['{publishedAt: {from: "1970-01-01T00:00:00Z", to: "2021-12-18T00:00:00.001Z"}}', ["和合共生", "Three"]],
  ["{publishedAt: {}}", ["和合共生", "Three", "Two"]],
  ['{changedAt: {from: "2026-02-01T00:00:00Z"}}', ["Three"]],
  ['{changedAt: {to: "2026-02-01T00:00:00Z"}}', ["和合共生", "Two"]],
  ['{languages: ["zh"]}', ["和合共生"]],
  ['{languages: ["ZH-cn"]}', ["和合共生"]],
  ["{languages: []}", []],
  ["{tags: []}", ["和合共生", "Three", "Two"]],
  ['{languages: ["en", "zh"]}', ["和合共生", "Two"]],
  ["{hasImages: true}", ["和合共生"]],
  ["{hasImages: false}", ["Three", "Two"]],
  ["{wordCount: {min: 5}}", ["和合共生", "Two"]],
  ["{wordCount: {max: 5}}", ["Three", "Two"]],
  ["{wordCount: {min: 5, max: 5}}", ["Two"]],
  ["{status: [PUBLISHED, DRAFT]}", ["和合共生", "Three", "Two"]],
  ["{status: [DRAFT]}", []],
  [
    "{languages: null, category: null, tags: null, wordCount: null, status: null, author: null}",
    ["和合共生", "Three", "Two"],
  ],
];

test.each(FILTERS)("articles with %s", async (filter, titles) => {
  const { articles } = await ask(`{ articles(filter: ${filter}) { totalCount nodes { title } } }`);
  expect(articles.nodes.map((node: { title: string }) => node.title)).toEqual(titles);
  expect(articles.totalCount).toBe(titles.length);
});

test("a filter narrows the articles of a category, an author, a tag and an image as well", async () => {
  const filter = '(filter: {languages: ["en"]}) { totalCount nodes { title } }';
  const data =
    await ask(`{ author(by: {name: "Second"}) { articles${filter} } tag(by: {name: "green"}) { articles${filter} }
    category(by: {slug: "新媒体"}) { articles${filter} direct: articles(includeDescendants: false) { totalCount nodes { title } } }
    image(by: {url: "https://cdn.example.org/1.jpg"}) { articles${filter} } }`);
  const two = { totalCount: 1, nodes: [{ title: "Two" }] };
  const none = { totalCount: 0, nodes: [] };
  const direct = { totalCount: 1, nodes: [{ title: "Three" }] };
  expect(data).toEqual({
    author: { articles: two },
    tag: { articles: two },
    category: { articles: none, direct },
    image: { articles: none },
  });
});

const CATEGORIES: [args: string, names: string[]][] = [
  ["", ["新媒体", "Other", "ZAKER", "source"]],
  ["(filter: {depth: 0})", ["新媒体"]],
  ['(filter: {parent: {path: ["新媒体"]}})', ["Other", "ZAKER"]],
  ["(filter: {hasArticles: true})", ["新媒体", "Other", "source"]],
  ["(filter: {hasArticles: false})", ["ZAKER"]],
  ["(orderBy: {direction: DESC})", ["source", "ZAKER", "Other", "新媒体"]],
  ["(orderBy: {field: ARTICLE_COUNT, direction: DESC}, first: 1)", ["新媒体"]],
];

test.each(CATEGORIES)("categories%s", async (args, names) => {
  const { categories } = await ask(`{ categories${args} { nodes { name } } }`);
  expect(categories.nodes.map((node: { name: string }) => node.name)).toEqual(names);
});

test("the tree of categories, with counts", async () => {
  const { categories } =
    await ask(`{ categories(filter: {depth: 0}) { nodes { name articleCount direct: articleCount(includeDescendants: false)
    children(first: 1) { name articleCount children { name } } all: children { name children { name articleCount } } } } }`);
  expect(categories.nodes).toEqual([
    {
      name: "新媒体",
      articleCount: 2,
      direct: 1,
      children: [{ name: "Other", articleCount: 1, children: [] }],
      all: [
        { name: "Other", children: [] },
        { name: "ZAKER", children: [{ name: "source", articleCount: 1 }] },
      ],
    },
  ]);
});

const IMAGES: [filter: string, count: number][] = [
  ["{}", 4],
  ['{host: "IMG.example.com"}', 2],
  ['{host: "nowhere.example.com"}', 0],
  ["{minWidth: 30}", 2],
  ["{minWidth: 31}", 1],
  ["{status: [UNCHECKED]}", 4],
  ["{status: [OK, BROKEN]}", 0],
];

test.each(IMAGES)("images with %s", async (filter, count) => {
  const { images } = await ask(`{ images(filter: ${filter}) { totalCount nodes { id } } }`);
  expect(images).toMatchObject({ totalCount: count });
  expect(images.nodes).toHaveLength(count);
});
