import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { settleDue } from "../../../src/db/write/due.ts";
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

describe("the order", () => {
  const DAY = 86_400_000;
  const texts = [
    { title: "Ocarina {n}", text: "A wind instrument." },
    { title: "The ocarinas of {n}", text: "Clay." },
    { title: "Clay {n}", text: "An ocarina is made of it." },
    { title: "Wind {n}", text: `${"So much to say before. ".repeat(40)} Then an ocarina.` },
    { title: "Ocarinaesque {n}", text: "Odd." },
  ];

  beforeAll(() =>
    writeArticles(
      gateway.database,
      Array.from({ length: 200 }, (_, n) => {
        const { title, text } = texts[n % texts.length]!;
        // Few days for many articles, and some without a date.
        const publishedAt = n % 11 === 0 ? null : (n % 4) * DAY;
        return article({
          path: `walk/${n}.md`,
          title: title.replace("{n}", String(n)),
          text,
          publishedAt,
          language: "en",
        });
      }),
    ),
  );

  test("a walk by cursors shows each match once, in the order of one large page", async () => {
    const first = await search("ocarina", { first: 100 });
    const whole = [...first.paths];
    let after = first.pageInfo.endCursor;
    for (let more = first.pageInfo.hasNextPage; more; ) {
      const page = await search("ocarina", { first: 100, after });
      whole.push(...page.paths);
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(whole).toHaveLength(200);
    expect(new Set(whole).size).toBe(200);
    expect(first.totalCount).toBe(200);
    const walked: Edge[] = [];
    for (let cursor: string | null = null, more = true; more; ) {
      const page: Awaited<ReturnType<typeof search>> = await search("ocarina", { first: 7, after: cursor });
      walked.push(...page.edges);
      cursor = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(walked.map(({ node }) => node.path)).toEqual(whole);
    const scores = walked.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    // Titles first, whole words before others; then what the article is about, then the rest.
    const kinds = walked.map(({ node, score }) => `${Math.floor(score)} ${node.title.replace(/\d+/, "{n}")}`);
    expect([...new Set(kinds)].sort()).toEqual([
      "1 Wind {n}",
      "2 Clay {n}",
      "3 Ocarinaesque {n}",
      "4 Ocarina {n}",
      "4 The ocarinas of {n}",
    ]);
  });

  test("a cursor of another query, or an altered one, is refused", async () => {
    const { pageInfo } = await search("ocarina", { first: 1 });
    for (const [query, after] of [
      ["clay", pageInfo.endCursor],
      ["ocarina", pageInfo.endCursor?.slice(0, -8)],
      ["ocarina", "nonsense"],
      ["ocarina", Buffer.from('["RELEVANCE","9 infinity",1]').toString("base64url")],
    ]) {
      const { errors } = await gateway.ask(SEARCH, { query, after });
      expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
    }
    expect((await search(" OCARINA", { after: pageInfo.endCursor, first: 1 })).edges).toHaveLength(1);
  });

  test("an operation costs as many statements for 2 matches as for 40", async () => {
    const query = `query ($first: Int) { search(query: "ocarina", first: $first) { totalCount
      edges { score title snippets node { title author { name } source { name } categories { name } } } } }`;
    for (const first of [2, 40]) {
      const { errors, statements } = await gateway.ask(query, { first });
      expect(errors).toEqual([]);
      expect(statements).toHaveLength(3); // the page, bodies, the total; these articles are in no category
    }
    const { statements } = await gateway.ask('{ search(query: "ocarina") { edges { title node { title } } } }');
    expect(statements).toHaveLength(1);
    expect(statements.join()).not.toContain("article_bodies");
  });
});

describe("what is shown", () => {
  const long = "Nothing of interest stands in this sentence at all. ".repeat(20);
  const dense = "这里没有什么可看的内容。".repeat(30);

  beforeAll(() =>
    writeArticles(gateway.database, [
      article({
        path: "shown/evil.md",
        title: "<script>alert('Quokka')</script> & quokkas",
        text: `${long}A "quokka" said <img src=x onerror=alert(1)> & smiled. ${long}\nThe quokka again.\n${long} Quokka!`,
        language: "en",
      }),
      article({
        path: "shown/dense.md",
        title: "鸭嘴兽",
        text: `${dense}河里住着一只鴨嘴獸，它很害羞。${dense}`,
        language: "zh",
      }),
      article({
        path: "shown/emoji.md",
        title: "e\u0301migre\u0301 wallaby",
        text: `${"👩‍👩‍👧‍👦".repeat(60)}袋熊${"👩‍👩‍👧‍👦".repeat(60)}`,
      }),
    ]),
  );

  test("matches are marked in escaped text, cut at the bounds of sentences", async () => {
    const { edges } = await search("quokka");
    expect(edges[0]?.title).toBe(
      "&lt;script&gt;alert(&#39;<mark>Quokka</mark>&#39;)&lt;/script&gt; &amp; <mark>quokkas</mark>",
    );
    expect(edges[0]?.snippets).toHaveLength(3);
    expect(edges[0]?.snippets[0]).toContain(
      "A &quot;<mark>quokka</mark>&quot; said &lt;img src=x onerror=alert(1)&gt; &amp; smiled.",
    );
    expect(edges[0]?.snippets[1]).toBe("The <mark>quokka</mark> again.");
    for (const snippet of edges[0]?.snippets ?? []) {
      expect(snippet.replace(/<\/?mark>/g, "")).not.toMatch(/[<>]/);
      expect(snippet.length).toBeLessThan(300);
    }
  });

  test("Chinese is shown as it was written, in shorter pieces", async () => {
    const { edges } = await search("鸭嘴兽");
    expect(edges[0]?.title).toBe("<mark>鸭嘴兽</mark>");
    expect(edges[0]?.snippets[0]).toContain("河里住着一只<mark>鴨嘴獸</mark>，它很害羞。");
    expect(edges[0]?.snippets[0]?.length).toBeLessThan(140);
  });

  test("no grapheme is torn apart", async () => {
    expect((await search("émigré")).edges[0]?.title).toBe("<mark>e\u0301migre\u0301</mark> wallaby");
    const [snippet = ""] = (await search("袋熊")).edges[0]?.snippets ?? [];
    expect(snippet).toMatch(/^…(👩‍👩‍👧‍👦)*<mark>袋熊<\/mark>(👩‍👩‍👧‍👦)*…$/u);
  });

  test("no snippet where only the title matches", async () => {
    expect((await search("wallaby")).edges[0]?.snippets).toEqual([]);
  });
});

test.each([
  ["", /1 to 200 characters/],
  ["   ", /neither letter nor digit/],
  ["?!。，…", /neither letter nor digit/],
  ["a".repeat(10_000), /10000 characters/],
  [Array.from({ length: 21 }, (_, n) => `w${n}`).join(" "), /at most 20 words/],
])("a search for %j is refused", async (query, message) => {
  const { errors } = await gateway.ask(SEARCH, { query });
  expect(errors[0]?.message).toMatch(message);
  expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
});

test.each(["\0 river", "\ud800 river", "'; drop table articles; --", "%_\\", '"', "“river", "a:* & !b | (c)"])(
  "a search for %j is no fault",
  async (query) => {
    const { errors } = await gateway.ask(SEARCH, { query });
    expect(errors.filter(({ extensions }) => extensions.code !== "BAD_USER_INPUT")).toEqual([]);
  },
);

test("what is not published is not found, and is once it is", async () => {
  const one = (status: "DRAFT" | "PUBLISHED") =>
    article({ path: "hidden.md", title: "Axolotl", text: "axolotl", tags: ["Axolotl tag"], status });
  for (const [status, paths] of [
    ["DRAFT", []],
    ["PUBLISHED", ["hidden.md"]],
    ["DRAFT", []],
  ] as const) {
    await writeArticles(gateway.database, [one(status)]);
    expect(await found("axolotl")).toEqual(paths);
    const { data } = await gateway.ask('{ suggest(prefix: "axol") { ... on Article { title } ... on Tag { name } } }');
    expect(data.suggest).toHaveLength(paths.length * 2);
  }
});

test("what the clock publishes and withdraws is found and lost at once", async () => {
  const publishedAt = Date.UTC(2030, 0, 1);
  const expiresAt = Date.UTC(2030, 0, 2);
  const one = {
    title: "Okapi",
    text: "okapi",
    tags: ["Okapi tag"],
    status: "SCHEDULED",
    publishedAt,
    expiresAt,
  } as const;
  await writeArticles(gateway.database, [article({ path: "due.md", ...one })]);
  for (const [now, paths] of [
    [publishedAt - 1, []],
    [publishedAt, ["due.md"]],
    [expiresAt, []],
  ] as const) {
    await settleDue(gateway.database.client, new Date(now));
    expect(await found("okapi")).toEqual(paths);
    const { data } = await gateway.ask('{ suggest(prefix: "okap") { __typename } }');
    expect(data.suggest).toHaveLength(paths.length * 2);
  }
});

test("a change of an article changes what finds it", async () => {
  await writeArticles(gateway.database, [article({ path: "changing.md", title: "Before", text: "narwhal" })]);
  expect(await found("narwhal")).toEqual(["changing.md"]);
  await writeArticles(gateway.database, [article({ path: "changing.md", title: "After", text: "beluga" })]);
  expect(await found("narwhal")).toEqual([]);
  expect(await found("beluga")).toEqual(["changing.md"]);
});
