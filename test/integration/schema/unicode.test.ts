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
