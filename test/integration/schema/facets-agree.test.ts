import { afterAll, beforeAll, expect, test } from "vitest";
import { createRandom } from "../../../bench/import/random.ts";
import { article, image, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

// Whatever the filter, and whether articles are listed or searched: facets count what a walk through the pages finds.

const random = createRandom(20_240_229);
const { pick } = random;
const maybe = <Value>(value: Value): Value[] => (random.next() < 0.3 ? [value] : []);
const some = <Value>(values: readonly Value[]): Value[] => values.filter(() => random.next() < 0.4);

const CATEGORIES = [["X"], ["X", "Y"], ["X", "Y", "Z"], ["W"]];
const NAMES = ["Ann", "Bo", "Cy"];
const ZONE = "America/New_York";

let gateway: TestGateway;

const madeUp = (path: string) =>
  article({
    path,
    title: `${pick(["Kiln", "Loom", "Glaze"])} ${path}`,
    text: `${pick(["kiln", "loom"])} wool 陶瓷`,
    status: pick(["PUBLISHED", "PUBLISHED", "PUBLISHED", "DRAFT", "ARCHIVED"]),
    publishedAt: pick([null, Date.UTC(2020, random.integer(0, 7), 1, random.integer(0, 23))]),
    language: pick([null, "en-GB", "en", "zh"]),
    wordCount: random.integer(0, 20),
    authors: some(NAMES),
    tags: some(NAMES),
    categories: some(CATEGORIES),
    images: maybe(image("https://img.example.com/shared.jpg")),
  });

beforeAll(async () => {
  gateway = await startTestGateway();
  for (const source of ["one", "two"]) {
    const articles = Array.from({ length: 70 }, (_, number) => madeUp(`${source}-${number}.md`));
    await writeArticles(gateway.database, articles, source);
  }
});

afterAll(() => gateway.close());

function madeUpFilter(): string {
  const path = JSON.stringify(pick([["X"], ["X", "Y"], ["W"]]));
  const parts = [
    ...maybe(`category: {by: {path: ${path}}, includeDescendants: ${pick([true, false])}}`),
    ...maybe(`author: {name: "${pick(["Ann", "Bo"])}"}`),
    ...maybe(`tags: [${some(NAMES).map((name) => `{name: "${name}"}`)}]`),
    ...maybe(`sources: ["${pick(["one", "two"])}"]`),
    ...maybe(`languages: ["${pick(["en", "zh"])}"]`),
    ...maybe(`hasImages: ${pick([true, false])}`),
    ...maybe(`wordCount: {min: ${random.integer(0, 10)}}`),
    ...maybe(`publishedAt: {from: "2020-0${random.integer(1, 6)}-01T00:00:00Z"}`),
  ];
  return `filter: {${parts.join(", ")}}`;
}

type Named = { name: string };
interface Listed {
  language: string | null;
  publishedAt: string | null;
  source: Named;
  authors: Named[];
  tags: Named[];
  categories: { path: string[] }[];
}

const NODES = "nodes { language publishedAt source { name } authors { name } tags { name } categories { path } }";
const FACETS = `facets { categories(first: 100) { category { path } count } authors { author { name } count }
  tags { tag { name } count } sources { source { name } count } languages { language count }
  dates(unit: DAY, timeZone: "${ZONE}") { label count } }`;

/** All pages of a list. */
async function walk(
  list: string,
): Promise<{ articles: Listed[]; totalCount: number; facets: Record<string, unknown> }> {
  const articles: Listed[] = [];
  for (let after = ""; ; ) {
    const { data, errors } = await gateway.ask(
      `{ page: ${list}, first: 50${after}) { totalCount pageInfo { hasNextPage endCursor } ${NODES} ${FACETS} } }`,
    );
    expect({ list, errors }).toEqual({ list, errors: [] });
    const { nodes, pageInfo, totalCount, facets } = data.page;
    articles.push(...nodes);
    if (!pageInfo.hasNextPage) return { articles, totalCount, facets };
    after = `, after: "${pageInfo.endCursor}"`;
  }
}

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

const withAncestors = ({ categories }: Listed): string[] => [
  ...new Set(categories.flatMap(({ path }) => path.map((_, depth) => path.slice(0, depth + 1).join("/")))),
];
const dayOf = (at: string): string => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(new Date(at));

const recounted = (articles: readonly Listed[]) => ({
  categories: tally(articles.flatMap(withAncestors)),
  authors: tally(articles.flatMap(({ authors }) => authors.map(({ name }) => name))),
  tags: tally(articles.flatMap(({ tags }) => tags.map(({ name }) => name))),
  sources: tally(articles.map(({ source }) => source.name)),
  languages: tally(articles.flatMap(({ language }) => (language ? [language.slice(0, 2)] : []))),
  dates: tally(articles.flatMap(({ publishedAt }) => (publishedAt ? [dayOf(publishedAt)] : []))),
});

/** Counts by what is counted: its name, its path or its label. */
function byName(facets: Record<string, unknown>): Record<string, Record<string, number>> {
  const nameOf = ({ count: _, ...of }: { count: number }): string => {
    const [value] = Object.values(of) as [string | { name: string } | { path: string[] }];
    if (typeof value === "string") return value;
    return "path" in value ? value.path.join("/") : value.name;
  };
  const counted = Object.entries(facets) as [string, { count: number }[]][];
  return Object.fromEntries(
    counted.map(([kind, counts]) => [kind, Object.fromEntries(counts.map((one) => [nameOf(one), one.count]))]),
  );
}

const LISTS = Array.from({ length: 30 }, () => {
  const filter = madeUpFilter();
  return random.next() < 0.5
    ? `articles(${filter}`
    : `search(query: "${pick(["kiln", "wool", "陶瓷", "gla"])}", ${filter}`;
});

test("facets and totals count what the pages hold", async () => {
  let found = 0;
  for (const list of LISTS) {
    const { articles, totalCount, facets } = await walk(list);
    expect({ list, totalCount, ...byName(facets) }).toEqual({
      list,
      totalCount: articles.length,
      ...recounted(articles),
    });
    found += articles.length;
  }
  // Not only of lists that hold nothing.
  expect(found).toBeGreaterThan(300);
}, 60_000);
