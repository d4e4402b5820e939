import { afterAll, beforeAll, expect, test } from "vitest";
import { createRandom } from "../../../bench/import/random.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

// Which of several filings a list is read from, and whether it is read from one at all, depends on how many articles each
// has by the kept counts. What is listed does not.

const random = createRandom(20_261_123);
const { pick } = random;
const some = <Value>(values: readonly Value[]): Value[] => values.filter(() => random.next() < 0.5);

const NAMES = ["Ann", "Bo", "Cy"] as const;
const CATEGORIES: readonly [string[], ...string[][]] = [["X"], ["X", "Y"], ["W"]];

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  const articles = Array.from({ length: 120 }, (_, n) =>
    article({
      path: `${n}.md`,
      title: `${pick(["Kiln", "Loom"])} ${n % 40}`,
      status: pick(["PUBLISHED", "PUBLISHED", "PUBLISHED", "DRAFT"]),
      publishedAt: pick([null, Date.UTC(2020, 0, random.integer(1, 20))]),
      wordCount: random.integer(0, 9),
      language: pick(["en", "zh"]),
      authors: some(NAMES),
      tags: some(NAMES),
      categories: some(CATEGORIES),
    }),
  );
  await writeArticles(gateway.database, articles);
});

afterAll(() => gateway.close());

interface Listed {
  slug: string;
  title: string;
  wordCount: number;
  language: string;
  publishedAt: string | null;
  authors: { name: string }[];
  tags: { name: string }[];
  categories: { path: string[] }[];
}

/** A filter, and whether an article passes it by what is shown of it. */
interface Filter {
  text: string;
  passes: (article: Listed) => boolean;
}

const names = (of: { name: string }[]): string[] => of.map(({ name }) => name);

function madeUpFilter(): Filter {
  const tags = some(NAMES);
  const author = pick(NAMES);
  const path = pick(CATEGORIES);
  const within = ({ categories }: Listed) => categories.some((one) => path.every((name, n) => one.path[n] === name));
  const itself = ({ categories }: Listed) => categories.some((one) => one.path.join() === path.join());
  const includeDescendants = pick([true, false]);
  const parts: Filter[] = [
    {
      text: `tags: [${tags.map((name) => `{${pick(["name", "slug"])}: "NAME"}`.replace("NAME", name)).join()}]`,
      passes: (each) => tags.every((name) => names(each.tags).includes(name)),
    },
    { text: `author: {name: "${author}"}`, passes: (each) => names(each.authors).includes(author) },
    {
      text: `category: {by: {path: ${JSON.stringify(path)}}, includeDescendants: ${includeDescendants}}`,
      passes: includeDescendants ? within : itself,
    },
    { text: `languages: ["en"]`, passes: ({ language }) => language === "en" },
    {
      text: `publishedAt: {from: "2020-01-08T00:00:00Z"}`,
      passes: ({ publishedAt }) => publishedAt !== null && publishedAt >= "2020-01-08T00:00:00.000Z",
    },
  ];
  const chosen = some(parts);
  return {
    // A slug is in lower case.
    text: `{${chosen.map(({ text }) => text).join(", ")}}`.replace(
      /slug: "(\w+)"/g,
      (_, name) => `slug: "${name.toLowerCase()}"`,
    ),
    passes: (each) => chosen.every(({ passes }) => passes(each)),
  };
}

const NODES = "nodes { slug title wordCount language publishedAt authors { name } tags { name } categories { path } }";

/** A walk from either end. */
async function walk(filter: string, order: string, backward: boolean): Promise<{ listed: Listed[]; total: number }> {
  const listed: Listed[] = [];
  const [size, from, cursor, more] = backward
    ? ["last", "before", "startCursor", "hasPreviousPage"]
    : ["first", "after", "endCursor", "hasNextPage"];
  for (let at = ""; ; ) {
    const { data, errors } = await gateway.ask(`{ articles(filter: ${filter}, orderBy: ${order}, ${size}: 9${at}) {
      totalCount pageInfo { ${more} ${cursor} } ${NODES} } }`);
    expect({ filter, errors }).toEqual({ filter, errors: [] });
    const { nodes, pageInfo, totalCount: total } = data.articles;
    if (backward) listed.unshift(...nodes);
    else listed.push(...nodes);
    if (!pageInfo[more]) return { listed, total };
    at = `, ${from}: "${pageInfo[cursor]}"`;
  }
}

const madeUpOrder = (): string =>
  `{field: ${pick(["PUBLISHED_AT", "CHANGED_AT", "TITLE", "WORD_COUNT"])}, direction: ${pick(["ASC", "DESC"])}}`;
const LISTS = Array.from({ length: 40 }, () => ({
  ...madeUpFilter(),
  order: madeUpOrder(),
  backward: pick([true, false]),
}));

/** The kept counts are as of a large archive: of all filings, of the tags, of none. */
const SIZES = {
  small: "select 1",
  "with large tags": "update article_counts set total = total + 1000000, direct = direct + 1000000 where scope = 'tag'",
  large: "update article_counts set total = total + 1000000, direct = direct + 1000000 where scope <> 'tag'",
};

test("pages and totals hold what passes the filter, however many articles the counts say there are", async () => {
  const before: Listed[][] = [];
  for (const [size, counts] of Object.entries(SIZES)) {
    await gateway.database.client.unsafe(counts);
    const all = (await walk("{}", "{field: PUBLISHED_AT, direction: ASC}", false)).listed;
    for (const [n, { text, passes, order, backward }] of LISTS.entries()) {
      const { listed, total } = await walk(text, order, backward);
      const expected = all.filter(passes).map(({ slug }) => slug);
      expect({ size, text, slugs: listed.map(({ slug }) => slug).sort() }).toEqual({
        size,
        text,
        slugs: expected.sort(),
      });
      // Where the filter is one that has a kept count, it is that.
      if (size === "small") expect(total).toBe(expected.length);
      before[n] ??= listed;
      expect({ size, text, order, listed }).toEqual({ size, text, order, listed: before[n] });
    }
  }
  expect(before.flat().length).toBeGreaterThan(300);
}, 120_000);
