import { afterAll, beforeAll, expect, test } from "vitest";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  await writeArticles(gateway.database, [
    article({ path: "1.md", title: "Print", publishedAt: 1, categories: [["Print"], ["新媒體", "Prints of old"]] }),
    article({ path: "2.md", title: "Printing today", publishedAt: 3, authors: ["Prince Ivan"], tags: ["print"] }),
    article({ path: "3.md", title: "PRINTERS", publishedAt: 2, tags: ["print", "Prix"], categories: [["Print"]] }),
    article({ path: "4.md", title: "An imprint", publishedAt: 4, tags: ["Émile"] }),
    article({ path: "5.md", title: "Printed in secret", status: "DRAFT", tags: ["Private"], authors: ["Priya"] }),
    article({ path: "6.md", title: `Prolix ${"x".repeat(300)}` }),
  ]);
});

afterAll(() => gateway.close());

const SUGGEST = `query ($prefix: String!, $first: Int! = 8) { suggest(prefix: $prefix, first: $first) {
  __typename ... on Article { title author { name } source { name } } ... on Category { name path } ... on Tag { name slug } ... on Author { name } } }`;

async function suggest(prefix: string, first?: number): Promise<string[]> {
  const { data, errors } = await gateway.ask(SUGGEST, { prefix, first });
  expect(errors).toEqual([]);
  return data.suggest.map((one: { __typename: string; name?: string; title?: string }) => {
    return `${one.__typename} ${one.name ?? one.title}`;
  });
}

test("what is just this comes first, then names by number of articles, and the newest titles", async () => {
  expect(await suggest("print")).toEqual([
    "Category Print",
    "Tag print",
    "Article Print",
    "Category Prints of old",
    "Article Printing today",
    "Article PRINTERS",
  ]);
  expect(await suggest("pri", 4)).toEqual([
    "Category Print",
    "Tag print",
    "Article Printing today",
    "Article PRINTERS",
  ]);
});

test("case, width, accents and the script of Chinese make no difference", async () => {
  expect(await suggest("ＰＲＩＮＣ")).toEqual(["Author Prince Ivan"]);
  expect(await suggest("emi")).toEqual(["Tag Émile"]);
  expect(await suggest("新媒体")).toEqual(["Category 新媒體"]);
  expect(await suggest(" prince  ivan")).toEqual(["Author Prince Ivan"]);
});

test("a long title is found by a long beginning", async () => {
  expect(await suggest(`prolix ${"x".repeat(193)}`)).toHaveLength(1);
});

test("nothing that is not published is suggested", async () => {
  expect(await suggest("priv")).toEqual([]);
  expect(await suggest("priy")).toEqual([]);
  expect(await suggest("printed")).toEqual([]);
});

test("it costs a statement of each kind at the most", async () => {
  for (const first of [3, 20]) {
    const { statements } = await gateway.ask(SUGGEST, { prefix: "pr", first });
    expect(statements.length).toBeLessThanOrEqual(5);
  }
});

test.each([
  ["", {}, /1 to 200 characters/],
  ["–", {}, /letter or digit/],
  ["a".repeat(201), {}, /201 characters/],
  ["a", { first: 0 }, /first takes 1 to 20/],
  ["a", { first: 21 }, /first takes 1 to 20/],
])("a prefix %j with %j is refused", async (prefix, more, message) => {
  const { errors } = await gateway.ask(SUGGEST, { prefix, ...more });
  expect(errors[0]?.message).toMatch(message);
  expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
});
