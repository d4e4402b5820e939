import { afterAll, beforeAll, expect, test } from "vitest";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.close());

test("names are found whatever their Unicode form", async () => {
  await writeArticles(
    gateway.database,
    [article({ path: "é.md", title: "É", authors: ["É"], categories: [["É"]] })],
    "forms",
  );
  const name = "E\u0301";
  const { data, errors } = await gateway.ask(
    `query ($name: String!, $slug: String!) { author(by: {name: $name}) { slug } a: author(by: {slug: $slug}) { slug }
      category(by: {path: [$name]}) { slug } c: category(by: {slug: $slug}) { slug } article(by: {slug: $slug}) { slug } }`,
    { name, slug: name.toLowerCase() },
  );
  expect(errors).toEqual([]);
  expect(new Set(Object.values(data).map((found) => (found as { slug: string }).slug))).toEqual(new Set(["é"]));
});

test("the usual excerpt reads no more than the beginning, unless its letters are made of many", async () => {
  const texts = {
    latin: "The quick fox. ",
    han: "和人民在一起，",
    emoji: "Well 😀 ",
    families: "👩‍👩‍👧‍👦",
    marks: "e\u0301\u0302\u0303",
  };
  const articles = Object.entries(texts).map(([name, text]) => article({ path: `${name}.md`, lead: text.repeat(100) }));
  await writeArticles(gateway.database, articles, "excerpts");

  const list = (field: string) =>
    gateway.ask(`{ articles(filter: {sources: ["excerpts"]}, first: 5) { nodes { slug excerpt: ${field} } } }`);
  const usual = await list("excerpt");
  const whole = await list("excerpt(length: 140)");
  expect(usual.data.articles.nodes).toHaveLength(5);
  expect(usual.data).toEqual(whole.data);
  // Those of the two that are made of many are read together.
  expect(usual.statements).toHaveLength(whole.statements.length + 1);

  const one = (field: string) => gateway.ask(`{ article(by: {slug: "emoji"}) { excerpt: ${field} } }`);
  const [plain, asked] = [await one("excerpt"), await one("excerpt(length: 140)")];
  expect(plain.data).toEqual(asked.data);
  expect(plain.statements).toHaveLength(1);
  expect(plain.statements.join()).toContain("left(");
});
