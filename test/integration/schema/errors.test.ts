import { afterAll, beforeAll, expect, test } from "vitest";
import { article, image, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

// What bad input gets: an error that says what is wrong, with a code, and nothing in the log.

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  const images = [image("https://img.example.com/a.jpg")];
  await writeArticles(
    gateway.database,
    [article({ path: "a.md", publishedAt: 0, authors: ["A"], categories: [["A"]], images })],
    "one",
  );
  await writeArticles(gateway.database, [article({ path: "a.md", publishedAt: 0 })], "two");
});

afterAll(() => gateway.close());

const cursor = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString("base64url");
const id = (text: string) => Buffer.from(text).toString("base64url");

const BAD: [query: string, says: RegExp][] = [
  ["{ articles(first: 0) { totalCount } }", /first takes 1 to 100, and is 0/],
  ["{ articles(first: -1) { totalCount } }", /first takes 1 to 100/],
  ["{ articles(first: 101) { totalCount } }", /first takes 1 to 100, and is 101\. .* after/],
  ["{ articles(last: 1000000) { totalCount } }", /last takes 1 to 100/],
  ["{ articles(first: 1, last: 1) { totalCount } }", /not both/],
  ['{ category(by: {slug: "a"}) { children(first: 0) { id } } }', /first takes 1 to 100, and is 0/],
  ['{ articles(after: "nonsense") { totalCount } }', /is not a cursor of this list/],
  ['{ articles(before: "") { totalCount } }', /is not a cursor/],
  [`{ articles(after: "${cursor(["TITLE ASC", "a", 1])}") { totalCount } }`, /ordered by TITLE ASC.*PUBLISHED_AT DESC/],
  [`{ articles(after: "${cursor(["PUBLISHED_AT ASC", "-infinity", 1])}") { totalCount } }`, /ordered by/],
  [
    `{ articles(after: "${cursor(["PUBLISHED_AT DESC", "2021-02-30 00:00:00+00", 1])}") { totalCount } }`,
    /not a cursor/,
  ],
  [
    `{ articles(after: "${cursor(["PUBLISHED_AT DESC", "'; drop table articles", 1])}") { totalCount } }`,
    /not a cursor/,
  ],
  [`{ articles(after: "${cursor(["PUBLISHED_AT DESC", "-infinity", 1e300])}") { totalCount } }`, /not a cursor/],
  [`{ articles(after: "${cursor(["PUBLISHED_AT DESC", "-infinity", "1"])}") { totalCount } }`, /not a cursor/],
  [`{ articles(orderBy: {field: TITLE}, after: "${cursor(["TITLE DESC", "\0", 1])}") { totalCount } }`, /not a cursor/],
  [
    `{ articles(orderBy: {field: TITLE}, after: "${cursor(["TITLE DESC", "\ud800", 1])}") { totalCount } }`,
    /not a cursor/,
  ],
  [`{ images(after: "${cursor(["FIRST_SEEN", "99999999999999999999", 1])}") { totalCount } }`, /not a cursor/],
  [`{ articles { nodes { images(after: "${cursor(["IMAGE_USE", "OTHER", 1])}") { totalCount } } } }`, /not a cursor/],
  [
    `{ articles { nodes { images(after: "${cursor(["IMAGE_USE", "INLINE", 2 ** 31])}") { totalCount } } } }`,
    /not a cursor/,
  ],
  ['{ articles(filter: {publishedAt: {from: "0000-01-01T00:00:00Z"}}) { totalCount } }', /years 1 to 9999/],
  ['{ articles(filter: {changedAt: {to: "9999-12-31T23:59:59-23:59"}}) { totalCount } }', /years 1 to 9999/],
  ['{ articles(filter: {publishedAt: {from: "2021-02-30T00:00:00Z"}}) { totalCount } }', /DateTime takes/],
  [`{ node(id: "${id("Article:1")}==") { id } }`, /is not an id/],
  ['{ node(id: "garbage") { id } }', /is not an id of this API/],
  [`{ node(id: "${id("Article:0")}") { id } }`, /is not an id/],
  [`{ node(id: "${id("Secret:1")}") { id } }`, /is not an id/],
  [`{ node(id: "${id("Article:99999999999999999999")}") { id } }`, /is not an id/],
  [`{ article(by: {id: "${id("Category:1")}"}) { id } }`, /the id of a Category, not of an Article/],
  [`{ article(by: {path: {path: "a.md"}}) { id } }`, /Several sources have the path "a\.md"/],
  ["{ category(by: {path: []}) { id } }", /names from the root down/],
  ["{ articles { nodes { excerpt(length: 0) } } }", /length takes 1 to 500/],
  ["{ articles { nodes { excerpt(length: 501) } } }", /length takes 1 to 500/],
  [`{ nodes(ids: [${'"x"'.repeat(1)}${', "x"'.repeat(100)}]) { id } }`, /at most 100 items, and has 101/],
  [`{ articles(filter: {languages: [${'"x",'.repeat(101)}]}) { totalCount } }`, /at most 100/],
  ['{ articles(filter: {publishedAt: {from: "yesterday"}}) { totalCount } }', /DateTime takes an instant like/],
  ['{ articles(filter: {publishedAt: {from: "2021-12-18T17:38:22"}}) { totalCount } }', /with a time zone/],
  ['{ image(by: {url: "not a url"}) { id } }', /URL takes an absolute URL/],
  ['{ article(by: {slug: "a", id: "b"}) { id } }', /exactly one/i],
  ["{ article(by: {}) { id } }", /exactly one/i],
  ["{ article(by: {slug: null}) { id } }", /non-null|must not be null|exactly one/i],
];

test.each(BAD)("%s", async (query, says) => {
  const { data, errors } = await gateway.ask(query);
  expect(errors[0]?.message).toMatch(says);
  expect(errors[0]?.extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
  expect(JSON.stringify({ data, errors })).not.toMatch(/stack|select |node_modules/);
  expect(gateway.logged).toEqual([]);
});

const VARIABLES: [query: string, variables: Record<string, unknown>][] = [
  ["query ($by: ArticleBy!) { article(by: $by) { id } }", { by: { id: "a", slug: "b" } }],
  ["query ($by: ArticleBy!) { article(by: $by) { id } }", { by: {} }],
  ["query ($by: ArticleBy!) { article(by: $by) { id } }", { by: { slug: null } }],
  ["query ($by: ArticleBy!) { article(by: $by) { id } }", {}],
  ["query ($at: DateTime) { articles(filter: {publishedAt: {from: $at}}) { totalCount } }", { at: "2021" }],
  ["query ($first: Int) { articles(first: $first) { totalCount } }", { first: 2 ** 31 }],
  ["query ($first: Int) { articles(first: $first) { totalCount } }", { first: 1000 }],
  ["query ($first: Int) { articles(first: $first) { totalCount } }", { first: "ten" }],
];

test.each(VARIABLES)("%s with %o", async (query, variables) => {
  const { errors } = await gateway.ask(query, variables);
  expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
  expect(gateway.logged).toEqual([]);
});

test("a message does not repeat a long input", async () => {
  const long = "x".repeat(50_000);
  for (const query of [
    `{ node(id: "${id(long)}") { id } }`,
    `{ articles(after: "${cursor([long, "a", 1])}") { totalCount } }`,
    `{ articles(after: "${long}") { totalCount } }`,
  ]) {
    const { errors } = await gateway.ask(query);
    expect(errors[0]?.message.length).toBeLessThan(400);
  }
});

test.each([
  ["variables that are no JSON", { path: "?query={__typename}&variables={bad" }],
  ["extensions that are no JSON", { path: "?query={__typename}&extensions={bad" }],
  ["a body that is no JSON", { method: "POST", body: "{bad", headers: { "content-type": "application/json" } }],
])("%s are the caller's fault", async (_name, { path = "", ...init }: RequestInit & { path?: string }) => {
  const response = await fetch(`${gateway.url}${path}`, init);
  expect(response.status).toBe(400);
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
  expect(errors[0]?.extensions.code).toBe("BAD_REQUEST");
  expect(gateway.logged).toEqual([]);
});

test.each([
  ["a body of another type", 415, { "content-type": "text/plain" }, /Send the operation as application\/json/],
  ["an answer of another type", 406, { "content-type": "application/json", accept: "image/png" }, /The answer is JSON/],
])("%s is refused in words", async (_name, status, headers, says) => {
  const response = await fetch(gateway.url, { method: "POST", headers, body: '{"query": "{ __typename }"}' });
  expect(response.status).toBe(status);
  const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
  expect(errors[0]).toMatchObject({ message: expect.stringMatching(says), extensions: { code: "BAD_REQUEST" } });
});

test("a document that is nested too deeply for the parser is the caller's fault", async () => {
  for (const query of [
    `${"{a".repeat(6000)}${"}".repeat(6000)}`,
    `{ node(id: ${"[".repeat(9000)}${"]".repeat(9000)}) { id } }`,
  ]) {
    const { errors } = await gateway.ask(query);
    expect(errors[0]?.extensions.code).toMatch(/^(QUERY_TOO_COMPLEX|GRAPHQL_(PARSE|VALIDATION)_FAILED)$/);
    expect(gateway.logged).toEqual([]);
  }
});

test("a query that is no GraphQL says where", async () => {
  const { status, errors } = await gateway.ask("{ articles { ");
  expect(status).toBe(400);
  expect(errors[0]).toMatchObject({
    message: expect.stringContaining("Syntax Error"),
    extensions: { code: "GRAPHQL_PARSE_FAILED" },
  });
});

test("an unknown field says what was meant", async () => {
  const { status, errors } = await gateway.ask("{ articels { totalCount } }");
  expect(status).toBe(400);
  expect(errors[0]).toMatchObject({
    message: expect.stringMatching(/Did you mean.*articles/),
    extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
  });
});

test("what is not there is null, and no error", async () => {
  const { data, errors } = await gateway.ask(`{
    node(id: "${id("Article:4711")}") { id }
    nodes(ids: ["${id("Tag:4711")}", "${id("Article:1")}"]) { id }
    article(by: {slug: "nowhere"}) { id }
    category(by: {path: ["nowhere"]}) { id }
    image(by: {url: "https://nowhere.example.com/a.jpg"}) { id }
    author(by: {name: "Nobody"}) { id }
    tag(by: {slug: "nothing"}) { id }
    source(name: "nowhere") { id }
    articles(filter: {tags: [{name: "nothing"}]}) { totalCount nodes { id } }
    other: articles(filter: {category: {by: {path: ["nowhere"]}}}) { totalCount nodes { id } }
  }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    node: null,
    nodes: [null, { id: id("Article:1") }],
    article: null,
    category: null,
    image: null,
    author: null,
    tag: null,
    source: null,
    articles: { totalCount: 0, nodes: [] },
    other: { totalCount: 0, nodes: [] },
  });
});

test("names that no database likes are looked up like any other", async () => {
  for (const name of ["\0", "\ud800", "'; drop table articles; --", "%", "\\", "😀", "a".repeat(50_000)]) {
    const { errors } = await gateway.ask(
      `query ($name: String!) { article(by: {slug: $name}) { id } author(by: {name: $name}) { id } source(name: $name) { id }
        category(by: {path: [$name]}) { id } images(filter: {host: $name}) { totalCount }
        articles(filter: {languages: [$name], sources: [$name], tags: [{slug: $name}]}) { totalCount } }`,
      { name },
    );
    expect(errors).toEqual([]);
    expect(gateway.logged).toEqual([]);
  }
});

test("an error that the caller did not cause is masked, logged once, and carries the request's id", async () => {
  const { client } = gateway.database;
  await client`alter table authors rename to gone`;
  const { data, errors, headers } = await gateway.ask("{ authors { totalCount } sources { nodes { name } } }");
  await client`alter table gone rename to authors`;
  const requestId = headers.get("x-request-id");
  expect(data).toBeNull();
  expect(errors).toEqual([
    {
      message: expect.stringMatching(/^Something went wrong/),
      path: ["authors"],
      locations: expect.anything(),
      extensions: { code: "INTERNAL_SERVER_ERROR", requestId },
    },
  ]);
  expect(gateway.logged).toHaveLength(1);
  expect(gateway.logged[0]).toContain(requestId);
  expect(gateway.logged[0]).toContain('relation \\"authors\\" does not exist');
  gateway.logged.length = 0;
});
