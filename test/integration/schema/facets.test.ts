import { afterAll, beforeAll, expect, test } from "vitest";
import { article, image, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;

const at = (text: string): number => Date.parse(text);

beforeAll(async () => {
  gateway = await startTestGateway();
  const shown = [image("https://img.example.com/shown.jpg")];
  await writeArticles(gateway.database, [
    article({
      path: "1.md",
      title: "Kiln",
      publishedAt: at("2021-12-31T23:30:00Z"),
      language: "en-GB",
      authors: ["Ann", "Bo"],
      tags: ["Clay"],
      categories: [["Craft", "Fire"]],
      images: shown,
    }),
    article({
      path: "2.md",
      title: "Loom",
      publishedAt: at("2021-12-31T12:00:00Z"),
      language: "en",
      authors: ["Ann"],
      tags: ["Wool", "Clay"],
      categories: [["Craft", "Thread"], ["Shop"]],
      images: shown,
    }),
    article({
      path: "3.md",
      title: "窑",
      publishedAt: at("2022-01-05T00:00:00Z"),
      language: "zh",
      authors: ["Bo"],
      tags: ["Clay"],
      categories: [["Craft"]],
    }),
    article({ path: "4.md", title: "Undated", authors: ["Cy"], categories: [["Shop"]] }),
    article({
      path: "5.md",
      title: "Hidden",
      status: "DRAFT",
      publishedAt: at("2023-01-05T00:00:00Z"),
      language: "xx",
      authors: ["Ann"],
      tags: ["Clay"],
      categories: [["Craft"]],
    }),
  ]);
  await writeArticles(
    gateway.database,
    [article({ path: "a.md", title: "Elsewhere", publishedAt: at("2020-02-29T12:00:00Z"), tags: ["Clay"] })],
    "second",
  );
});

afterAll(() => gateway.close());

const ALL = `categories { category { path } count } authors { author { name } count } tags { tag { name } count }
  sources { source { name } count } languages { language count } dates { label start count }`;

interface Answered {
  categories: { category: { path: string[] }; count: number }[];
  authors: { author: { name: string }; count: number }[];
  tags: { tag: { name: string }; count: number }[];
  sources: { source: { name: string }; count: number }[];
  languages: { language: string; count: number }[];
  dates: { label: string; start: string; count: number }[];
}

const brief = (facets: Answered) => ({
  categories: facets.categories.map(({ category, count }) => `${category.path.join("/")} ${count}`),
  authors: facets.authors.map(({ author, count }) => `${author.name} ${count}`),
  tags: facets.tags.map(({ tag, count }) => `${tag.name} ${count}`),
  sources: facets.sources.map(({ source, count }) => `${source.name} ${count}`),
  languages: facets.languages.map(({ language, count }) => `${language} ${count}`),
  dates: facets.dates.map(({ label, count }) => `${label} ${count}`),
});

const EVERYTHING = {
  categories: ["Craft 3", "Shop 2", "Craft/Fire 1", "Craft/Thread 1"],
  authors: ["Ann 2", "Bo 2", "Cy 1"],
  tags: ["Clay 4", "Wool 1"],
  sources: ["test 4", "second 1"],
  languages: ["en 2", "zh 1"],
  dates: ["2022-01 1", "2021-12 2", "2020-02 1"],
};

test("facets count over the whole list, whatever the page", async () => {
  const { data, errors } = await gateway.ask(`{ articles(first: 1) { facets { ${ALL} } } }`);
  expect(errors).toEqual([]);
  expect(brief(data.articles.facets)).toEqual(EVERYTHING);
});

test("counts that are kept and counts that are taken agree", async () => {
  const { data } = await gateway.ask(`{ articles(filter: {wordCount: {min: 0}}) { facets { ${ALL} } } }`);
  expect(brief(data.articles.facets)).toEqual(EVERYTHING);
});

test.each<[filter: string, expected: Partial<typeof EVERYTHING>]>([
  [
    '{category: {by: {path: ["Craft"]}}}',
    {
      categories: ["Craft 3", "Craft/Fire 1", "Craft/Thread 1", "Shop 1"],
      sources: ["test 3"],
      tags: ["Clay 3", "Wool 1"],
    },
  ],
  ['{category: {by: {path: ["Craft"]}, includeDescendants: false}}', { authors: ["Bo 1"], languages: ["zh 1"] }],
  [
    '{tags: [{name: "Clay"}]}',
    { tags: ["Clay 4", "Wool 1"], authors: ["Ann 2", "Bo 2"], sources: ["test 3", "second 1"] },
  ],
  ['{tags: [{name: "Clay"}, {name: "Wool"}]}', { tags: ["Clay 1", "Wool 1"], authors: ["Ann 1"] }],
  [
    '{author: {name: "Ann"}, hasImages: true}',
    { authors: ["Ann 2", "Bo 1"], languages: ["en 2"], dates: ["2021-12 2"] },
  ],
  ['{sources: ["second"]}', { sources: ["second 1"], categories: [], dates: ["2020-02 1"] }],
  ['{publishedAt: {from: "2022-01-01T00:00:00Z"}}', { categories: ["Craft 1"], languages: ["zh 1"] }],
  ["{status: [DRAFT]}", { categories: [], authors: [], tags: [], sources: [], languages: [], dates: [] }],
  [
    '{category: {by: {path: ["Nowhere"]}}}',
    { categories: [], authors: [], tags: [], sources: [], languages: [], dates: [] },
  ],
])("under the filter %s", async (filter, expected) => {
  const { data, errors } = await gateway.ask(`{ articles(filter: ${filter}) { facets { ${ALL} } } }`);
  expect(errors).toEqual([]);
  expect(brief(data.articles.facets)).toMatchObject(expected);
});

test("of the lists of many parents, each has its own, at one statement a kind", async () => {
  const { data, errors, statements } = await gateway.ask(
    `{ authors { nodes { name articles(first: 1) { facets { ${ALL} } } } } }`,
  );
  expect(errors).toEqual([]);
  const facets = Object.fromEntries(
    data.authors.nodes.map((author: { name: string; articles: { facets: Answered } }) => [
      author.name,
      brief(author.articles.facets),
    ]),
  );
  expect(facets.Ann).toEqual({
    categories: ["Craft 2", "Craft/Fire 1", "Craft/Thread 1", "Shop 1"],
    authors: ["Ann 2", "Bo 1"],
    tags: ["Clay 2", "Wool 1"],
    sources: ["test 2"],
    languages: ["en 2"],
    dates: ["2021-12 2"],
  });
  expect(facets.Cy).toEqual({
    categories: ["Shop 1"],
    authors: ["Cy 1"],
    tags: [],
    sources: ["test 1"],
    languages: [],
    dates: [],
  });
  expect(statements).toHaveLength(8);
});

test.each([
  ['category(by: {path: ["Craft"]}) { articles', 3],
  ['category(by: {path: ["Craft"]}) { articles(includeDescendants: false)', 1],
  ['tag(by: {name: "Clay"}) { articles', 4],
  ['image(by: {url: "https://img.example.com/shown.jpg"}) { articles', 2],
])("of %s", async (list, count) => {
  const { data, errors } = await gateway.ask(
    `{ ${list} { facets { sources { count } dates(unit: YEAR) { count } } } } }`,
  );
  expect(errors).toEqual([]);
  const [parent] = Object.values(data) as {
    articles: { facets: { sources: { count: number }[]; dates: { count: number }[] } };
  }[];
  for (const counts of Object.values(parent!.articles.facets))
    expect(counts.reduce((sum, one) => sum + one.count, 0)).toBe(count);
});

test("categories of one level, the most frequent first", async () => {
  const { data } = await gateway.ask(`{ articles { facets {
    roots: categories(depth: 0) { category { name } count } below: categories(depth: 1, first: 1) { category { name } }
    none: categories(depth: 9) { count } } } }`);
  expect(data.articles.facets).toEqual({
    roots: [
      { category: { name: "Craft" }, count: 3 },
      { category: { name: "Shop" }, count: 2 },
    ],
    below: [{ category: { name: "Fire" } }],
    none: [],
  });
});

test("dates begin where the time zone has them begin", async () => {
  const { data } = await gateway.ask(`{ articles { facets {
    shanghai: dates(timeZone: "Asia/Shanghai") { label start count }
    days: dates(unit: DAY, timeZone: "America/New_York", first: 2) { label start count }
    years: dates(unit: YEAR) { label start count } } } }`);
  expect(data.articles.facets).toEqual({
    shanghai: [
      { label: "2022-01", start: "2021-12-31T16:00:00.000Z", count: 2 },
      { label: "2021-12", start: "2021-11-30T16:00:00.000Z", count: 1 },
      { label: "2020-02", start: "2020-01-31T16:00:00.000Z", count: 1 },
    ],
    days: [
      { label: "2022-01-04", start: "2022-01-04T05:00:00.000Z", count: 1 },
      { label: "2021-12-31", start: "2021-12-31T05:00:00.000Z", count: 2 },
    ],
    years: [
      { label: "2022", start: "2022-01-01T00:00:00.000Z", count: 1 },
      { label: "2021", start: "2021-01-01T00:00:00.000Z", count: 2 },
      { label: "2020", start: "2020-01-01T00:00:00.000Z", count: 1 },
    ],
  });
});

test("days that clocks begin twice, or an hour late, begin with their first instant", async () => {
  await writeArticles(
    gateway.database,
    [
      // Clocks in Havana showed 00:30 twice on 7 November 2021, an hour apart.
      article({ path: "once.md", publishedAt: at("2021-11-07T04:30:00Z") }),
      article({ path: "twice.md", publishedAt: at("2021-11-07T05:30:00Z") }),
      // In Beirut, 28 March 2021 began at 01:00.
      article({ path: "late.md", publishedAt: at("2021-03-28T09:00:00Z") }),
      // A minute past midnight of 30 October 1988, clocks in Goose Bay were set back by two hours.
      article({ path: "back.md", publishedAt: at("1988-10-30T02:00:30Z") }),
    ],
    "clocks",
  );
  const { data } = await gateway.ask(`{ articles(filter: {sources: ["clocks"]}) { facets {
    havana: dates(unit: DAY, timeZone: "America/Havana") { label start count }
    beirut: dates(unit: DAY, timeZone: "Asia/Beirut") { label start count }
    goose: dates(unit: DAY, timeZone: "America/Goose_Bay") { label start count }
    months: dates(timeZone: "America/Havana", first: 2) { label start } } } }`);
  expect(data.articles.facets.goose.at(-1)).toEqual({
    label: "1988-10-30",
    start: "1988-10-30T02:00:00.000Z",
    count: 1,
  });
  expect(data.articles.facets.havana[0]).toEqual({
    label: "2021-11-07",
    start: "2021-11-07T04:00:00.000Z",
    count: 2,
  });
  expect(data.articles.facets.beirut.at(-2)).toEqual({
    label: "2021-03-28",
    start: "2021-03-27T22:00:00.000Z",
    count: 1,
  });
  expect(data.articles.facets.months).toEqual([
    { label: "2021-11", start: "2021-11-01T04:00:00.000Z" },
    { label: "2021-03", start: "2021-03-01T05:00:00.000Z" },
  ]);
});

test.each([
  ['dates(timeZone: "Mars/Olympus") { count }', /^timeZone takes a name of the IANA database .* is "Mars\/Olympus"\.$/],
  ['dates(timeZone: "+01:00") { count }', /^timeZone takes/],
  ['dates(timeZone: "CET") { count }', /^timeZone takes/],
  ['dates(timeZone: "") { count }', /^timeZone takes/],
  ['dates(timeZone: "Europe/Vienna\\u0000") { count }', /^timeZone takes/],
  ["dates(first: 1001) { count }", "first takes 1 to 1000, and is 1001."],
  ["dates(first: 0) { count }", "first takes 1 to 1000, and is 0."],
  ["tags(first: -1) { count }", "first takes 1 to 100, and is -1."],
  ["authors(first: 101) { count }", "first takes 1 to 100, and is 101."],
  ["categories(first: 0) { count }", "first takes 1 to 100, and is 0."],
  ["categories(depth: -1) { count }", /^depth takes 0 for the roots/],
])("bad input: %s", async (field, message) => {
  const { errors } = await gateway.ask(`{ articles { facets { ${field} } } }`);
  expect(errors).toHaveLength(1);
  expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
  expect(errors[0]?.message).toMatch(message);
});

test("a time zone that only JavaScript knows is refused like one that nobody knows", async () => {
  const { createQueries } = await import("../../../src/db/queries/queries.ts");
  const { UnknownTimeZone } = await import("../../../src/db/queries/date-facets.ts");
  const { PUBLIC } = await import("../../../src/db/queries/visibility.ts");
  const order = { field: "PUBLISHED_AT", descending: true } as const;
  const of = { scope: null, listing: { filter: {}, order, visible: PUBLIC } };
  const asked = createQueries(gateway.database).dateFacet({ of, unit: "DAY", timeZone: "Mars/Olympus", first: 1 }, [0]);
  await expect(asked).rejects.toThrow(UnknownTimeZone);
});

test("every zone that JavaScript names is one of PostgreSQL's", async () => {
  const names = Intl.supportedValuesOf("timeZone").filter((name) => name.includes("/"));
  const known = await gateway.database.client<{ name: string }[]>`select name from pg_timezone_names`;
  const there = new Set(known.map(({ name }) => name));
  expect(names.filter((name) => !there.has(name))).toEqual([]);
});

test("nothing is counted unless asked for, and what is kept is not counted anew", async () => {
  const plain = await gateway.ask("{ articles { nodes { title } } }");
  expect(plain.statements).toHaveLength(1);
  const kept = await gateway.ask(
    "{ articles { facets { categories { count } authors { count } tags { count } sources { count } } } }",
  );
  expect(kept.statements.join()).not.toContain("count(*)");
});
