import { afterAll, beforeAll, expect, test } from "vitest";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;

const essay = (about: string): string =>
  Array.from({ length: 40 }, (_, n) => `${about}${n * 37} ${about}-${n * n}, ${about}.`).join(" ");

beforeAll(async () => {
  gateway = await startTestGateway();
  await writeArticles(gateway.database, [
    article({
      path: "glaze.md",
      title: "Glaze of the kiln",
      tags: ["Clay", "Oven"],
      categories: [["Craft", "Fire"]],
      text: essay("celadon"),
    }),
    article({
      path: "tile.md",
      title: "Tiles from Delft",
      tags: ["Clay", "Oven"],
      categories: [["Craft", "Fire"]],
      text: essay("tile"),
    }),
    article({
      path: "brick.md",
      title: "Bricks",
      tags: ["Clay"],
      categories: [["Craft", "Fire"]],
      text: essay("brick"),
    }),
    article({
      path: "loom.md",
      title: "A loom",
      tags: ["Wool"],
      categories: [["Craft", "Thread"]],
      text: essay("shuttle"),
    }),
    article({ path: "yarn.md", title: "Yarn", tags: ["Wool"], categories: [["Craft", "Thread"]], text: essay("yarn") }),
    // Shares words alone with the first.
    article({ path: "words.md", title: "Celadon glaze again", text: essay("porcelain") }),
    // Shares one word alone with it.
    article({ path: "one-word.md", title: "Celadon", text: "Short." }),
    article({ path: "lonely.md", title: "Submarine", text: "Nothing in common." }),
    // The same once more: of nearly the same text, of the same title, of the same content.
    article({
      path: "again.md",
      title: "Another title",
      tags: ["Clay", "Oven"],
      text: `${essay("celadon")} And more.`,
    }),
    article({ path: "title.md", title: "Glaze, of the Kiln!", tags: ["Clay", "Oven"], text: essay("title") }),
    article({
      path: "copy.md",
      title: "Copied",
      tags: ["Clay", "Oven"],
      text: "Short.",
      contentKey: Buffer.alloc(32, 7),
    }),
    article({
      path: "copied.md",
      title: "Copied elsewhere",
      tags: ["Clay", "Oven"],
      text: "As short.",
      contentKey: Buffer.alloc(32, 8),
    }),
    article({
      path: "draft.md",
      title: "Hidden",
      status: "DRAFT",
      tags: ["Clay", "Oven"],
      categories: [["Craft", "Fire"]],
      text: essay("draft"),
    }),
    article({ path: "zh-1.md", title: "活版印刷的历史", text: "活版印刷始于宋代，毕昇发明了活字。活字以胶泥制成。" }),
    article({ path: "zh-2.md", title: "再谈活字印刷", text: "毕昇的活字，后来有木活字与铜活字。" }),
    article({ path: "zh-3.md", title: "今天的天气", text: "今天下雨，明天放晴。" }),
  ]);
  await gateway.database
    .client`update articles set content_key = decode(repeat('07', 32), 'hex') where slug = 'copied-elsewhere'`;
});

afterAll(() => gateway.close());

const related = async (slug: string, args = "(first: 20)"): Promise<string[]> => {
  const { data, errors } = await gateway.ask(
    `query ($slug: String!) { article(by: {slug: $slug}) { related${args} { title } } }`,
    { slug },
  );
  expect(errors).toEqual([]);
  return data.article.related.map(({ title }: { title: string }) => title);
};

test("what shares the most and the rarest comes first, never itself, a draft or the same once more", async () => {
  expect(await related("glaze-of-the-kiln")).toEqual([
    "Tiles from Delft",
    // Equals of one date: the one imported last comes first.
    "Copied",
    "Copied elsewhere",
    "Bricks",
    "Celadon glaze again",
  ]);
});

test("copies are not related to each other", async () => {
  expect(await related("copied")).not.toContain("Copied elsewhere");
  expect(await related("another-title")).not.toContain("Glaze of the kiln");
});

test("a shared category below the root is enough, a root that both lie below is not", async () => {
  expect(await related("a-loom")).toEqual(["Yarn"]);
});

test("what shares nothing has nothing related, rather than something unrelated", async () => {
  expect(await related("submarine")).toEqual([]);
});

test("words of Chinese are shared in pairs of characters", async () => {
  expect(await related("活版印刷的历史")).toEqual(["再谈活字印刷"]);
});

test("at most as many as asked for, of the best", async () => {
  expect(await related("glaze-of-the-kiln", "(first: 1)")).toEqual(["Tiles from Delft"]);
  expect(await related("glaze-of-the-kiln", "")).toHaveLength(5);
});

test("the order is the same each time", async () => {
  const first = await related("tiles-from-delft");
  for (let time = 0; time < 3; time++) expect(await related("tiles-from-delft")).toEqual(first);
});

test.each([0, 21, -1])("first: %i is refused", async (first) => {
  const { errors } = await gateway.ask(`{ articles(first: 1) { nodes { related(first: ${first}) { id } } } }`);
  expect(errors[0]).toMatchObject({
    message: `first takes 1 to 20, and is ${first}.`,
    extensions: { code: "BAD_USER_INPUT" },
  });
});

test("an article whose text has changed is compared by its new one", async () => {
  const lonely = { path: "lonely.md", title: "Submarine", text: "Nothing in common." };
  await writeArticles(gateway.database, [article({ ...lonely, tags: ["Wool"] })]);
  expect(await related("submarine")).toEqual(expect.arrayContaining(["A loom", "Yarn"]));
  await writeArticles(gateway.database, [article(lonely)]);
  expect(await related("submarine")).toEqual([]);
  const [orphans] = await gateway.database.client`
    select count(*)::int as n from article_words w
    where not exists (select from article_likeness l where l.article_id = w.article_id and w.word = any(l.words))`;
  expect(orphans?.n).toBe(0);
});

test("however often an article is there once more, what else is related is found behind it", async () => {
  const column = { tags: ["Week"], categories: [["Weeks"]] };
  await writeArticles(gateway.database, [
    article({ ...column, path: "month.md", title: "A month", text: essay("month") }),
    ...Array.from({ length: 70 }, (_, n) =>
      article({ ...column, path: `week-${n}.md`, title: "The week", text: essay("week") }),
    ),
  ]);
  expect(await related("the-week")).toEqual(["A month"]);
});
