import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.close());

const SEARCH = `query ($query: String!, $filter: ArticleFilter, $first: Int, $after: String) {
  search(query: $query, filter: $filter, first: $first, after: $after) {
    totalCount edges { cursor score title snippets node { path title } } pageInfo { hasNextPage endCursor }
  }
}`;

interface Edge {
  cursor: string;
  score: number;
  title: string;
  snippets: string[];
  node: { path: string; title: string };
}

async function search(query: string, more: Record<string, unknown> = {}) {
  const { data, errors } = await gateway.ask(SEARCH, { query, ...more });
  expect(errors).toEqual([]);
  const { edges, totalCount, pageInfo } = data.search as {
    edges: Edge[];
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
  return { edges, totalCount, pageInfo, paths: edges.map(({ node }) => node.path) };
}

/** Paths that a search finds, in the alphabet's order. */
const found = async (query: string, more: Record<string, unknown> = {}) => (await search(query, more)).paths.sort();

describe("what is found", () => {
  const write = (path: string, text: string, more: object = {}) =>
    article({ path, title: `T ${path}`, text, publishedAt: 1, ...more });

  beforeAll(() =>
    writeArticles(gateway.database, [
      write("rivers.md", "Three rivers were running through the valley.", { language: "en" }),
      write("riviera.md", "The riviera is warm.", { language: "en" }),
      write("fluss.md", "Die Häuser stehen am Fluß.", { language: "de-AT" }),
      write("unknown.md", "Rivers of an unknown tongue.", {}),
      write("library.md", "我们在圖書館看書，然后回家。", { language: "zh-Hant" }),
      write("kimono.md", "日本人穿和服。", { language: "zh", title: "衣服" }),
      write("service.md", "产品和服务都很重要。", { language: "zh", publishedAt: 9 }),
      write("kana.md", "ｶﾞﾗｽのコップで水を飲む。", { language: "ja" }),
      write("thai.md", "ภาษาไทยง่ายมาก", { language: "th" }),
      write("korean.md", "한국어를 배웁니다", { language: "ko" }),
      write("mixed.md", "２０２１年のｉＰｈｏｎｅ手机", {}),
      write("cafe.md", "Un Café crème, s'il vous plaît; naïve e\u0301te\u0301.", { language: "fr" }),
      write("tagged.md", "Nothing here.", { tags: ["Zeppelin"], summary: "About airships" }),
      write("rare-han.md", "去𠮷野家吃饭。", {}),
    ]),
  );

  test.each<[query: string, paths: string[]]>([
    ["river", ["rivers.md", "unknown.md"]], // stem, and beginning
    ["riv", ["rivers.md", "riviera.md", "unknown.md"]],
    ["riv ", []], // finished
    ["run valley", ["rivers.md"]],
    ["running rivers", ["rivers.md"]],
    ["RUNS", ["rivers.md"]],
    ['"were running"', ["rivers.md"]],
    ['"running were"', []],
    ['"were run"', []],
    ["“through the valley”", ["rivers.md"]],
    ['"unclosed river', []], // the quote is no sign, and nothing is unclosed
    ["haus", ["fluss.md"]],
    ["FLUSS", ["fluss.md"]],
    ["图书馆", ["library.md"]],
    ["圖書館", ["library.md"]],
    ["書館看", ["library.md"]],
    ["馆看", ["library.md"]],
    ["书后", []],
    ["看書 回家", ["library.md"]],
    ["和服", ["kimono.md", "service.md"]],
    ["ガラス", ["kana.md"]],
    ["ｶﾞﾗｽ", ["kana.md"]],
    ["コップ", ["kana.md"]],
    ["水", ["kana.md"]],
    ["ไทย", ["thai.md"]],
    ["한국어", ["korean.md"]],
    ["iphone", ["mixed.md"]],
    ["2021年", ["mixed.md"]],
    ["ipho", ["mixed.md"]],
    ["iphone手机", ["mixed.md"]],
    ["cafe", ["cafe.md"]],
    ["CAFÉ CRÈME", ["cafe.md"]],
    ["été", ["cafe.md"]],
    ["zeppelin", ["tagged.md"]],
    ["airships nothing", ["tagged.md"]],
    ["𠮷野", ["rare-han.md"]],
    ["无此词", []],
  ])("%s", async (query, paths) => {
    expect(await found(query)).toEqual(paths);
    expect((await search(query)).totalCount).toBe(paths.length);
  });

  test("a whole word ranks before the same characters across two, and a title before a text", async () => {
    expect((await search("和服")).paths).toEqual(["kimono.md", "service.md"]);
    expect((await search("衣服")).paths).toEqual(["kimono.md"]);
  });

  test("filters narrow what is found", async () => {
    expect(await found("river", { filter: { languages: ["en"] } })).toEqual(["rivers.md"]);
    expect(await found("zeppelin", { filter: { tags: [{ name: "Zeppelin" }] } })).toEqual(["tagged.md"]);
    expect(await found("river", { filter: { tags: [{ name: "Zeppelin" }] } })).toEqual([]);
  });
});
