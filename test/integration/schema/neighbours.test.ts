import { afterAll, beforeAll, expect, test } from "vitest";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;

const day = (n: number): number => Date.UTC(2024, 0, n);

beforeAll(async () => {
  gateway = await startTestGateway();
  await writeArticles(gateway.database, [
    article({ path: "1.md", title: "One", publishedAt: day(1), categories: [["Craft"]] }),
    article({ path: "2.md", title: "Two", publishedAt: day(2), categories: [["Shop"]] }),
    article({ path: "3.md", title: "Three", publishedAt: day(3), categories: [["Craft", "Fire"]] }),
    // Equal dates go by when they were first imported.
    article({ path: "4.md", title: "Four", publishedAt: day(3) }),
    article({ path: "5.md", title: "Draft", status: "DRAFT", publishedAt: day(4), categories: [["Craft"]] }),
    article({ path: "6.md", title: "Six", publishedAt: day(5), categories: [["Craft"]] }),
    article({ path: "u1.md", title: "Undated 1", categories: [["Shop"]] }),
    article({ path: "u2.md", title: "Undated 2" }),
  ]);
});

afterAll(() => gateway.close());

type Neighbours = { title: string; next: { title: string } | null; previous: { title: string } | null };

const neighbours = async (args = ""): Promise<Record<string, [previous: string | null, next: string | null]>> => {
  const { data, errors } = await gateway.ask(
    `{ articles { nodes { title next${args} { title } previous${args} { title } } } }`,
  );
  expect(errors).toEqual([]);
  return Object.fromEntries(
    data.articles.nodes.map(({ title, next, previous }: Neighbours) => [
      title,
      [previous?.title ?? null, next?.title ?? null],
    ]),
  );
};

test("next and previous follow the order of lists by date, drafts left out and undated ones first", async () => {
  expect(await neighbours()).toEqual({
    "Undated 1": [null, "Undated 2"],
    "Undated 2": ["Undated 1", "One"],
    One: ["Undated 2", "Two"],
    Two: ["One", "Three"],
    Three: ["Two", "Four"],
    Four: ["Three", "Six"],
    Six: ["Four", null],
  });
});

test("they walk the list of all articles from end to end", async () => {
  const { data } = await gateway.ask("{ articles { nodes { title } } }");
  const listed = data.articles.nodes.map(({ title }: { title: string }) => title);
  const around = await neighbours();
  const walked = [listed[0]];
  for (let at = around[listed[0]]?.[0]; at; at = around[at]?.[0] ?? null) walked.push(at);
  expect(walked).toEqual(listed);
});

test("within a category they are those of it and of the ones below, also for an article of another", async () => {
  const around = await neighbours('(within: {path: ["Craft"]})');
  expect(around).toMatchObject({
    One: [null, "Three"],
    Two: ["One", "Three"],
    Three: ["One", "Six"],
    Four: ["Three", "Six"],
    Six: ["Three", null],
    "Undated 1": [null, "One"],
  });
  expect(await neighbours('(within: {slug: "shop"})')).toMatchObject({ Two: ["Undated 1", null] });
});

test("where there is no such category, there is no neighbour", async () => {
  const around = await neighbours('(within: {path: ["Nowhere"]})');
  expect(Object.values(around)).toEqual(Object.values(around).map(() => [null, null]));
});

test("a neighbour comes with what is selected of it", async () => {
  const { data, errors, statements } = await gateway.ask(
    '{ article(by: {slug: "three"}) { next { title source { name } author { name } headImage { url } } } }',
  );
  expect(errors).toEqual([]);
  expect(data.article.next).toEqual({ title: "Four", source: { name: "test" }, author: null, headImage: null });
  expect(statements).toHaveLength(2);
});
