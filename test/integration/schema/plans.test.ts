import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import type { ArticleListing } from "../../../src/db/queries/article-listing.ts";
import { createQueries, type Queries } from "../../../src/db/queries/queries.ts";
import { EVERY, PUBLIC } from "../../../src/db/queries/visibility.ts";
import { article, image, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

// A prepared statement is worth its name only where PostgreSQL settles for one plan: five times it plans for the values
// at hand, and goes on to do so for ever where that looks cheaper.

let stored: TestDatabase;
let database: Database;
let queries: Queries;

beforeAll(async () => {
  stored = await createTestDatabase();
  // One connection, which has all of the statements.
  database = connect(stored.url, { poolSize: 1 });
  queries = createQueries(database);
  const picture = image("https://img.example.com/a.jpg", 800, 600);
  await writeArticles(
    database,
    Array.from({ length: 200 }, (_, n) =>
      article({
        path: `${n}.md`,
        title: `Article ${n}`,
        publishedAt: Date.UTC(2024, 0, 1 + n),
        authors: [`Author ${n % 7}`],
        categories: [[`Root ${n % 12}`, `Child ${n % 3}`]],
        tags: [`Tag ${n % 5}`],
        images: [picture, picture, picture].map((each) => ({ ...each, alt: null, caption: null })),
      }),
    ),
  );
  await database.client`analyze`;
});

afterAll(async () => {
  await database.close();
  await stored.drop();
});

const LISTING: ArticleListing = {
  filter: {},
  order: { field: "PUBLISHED_AT", descending: true },
  visible: PUBLIC,
};
const WINDOW = { limit: 20, backward: false };
const EVERYTHING = { lead: true, details: true, categories: true, author: true, headImage: true };

// With one key each, as a page of one article asks.
const BATCHES: [string, (key: number) => Promise<unknown>][] = [
  ["articles by ids", (key) => queries.articlesByIds([key], PUBLIC)],
  ["categories by ids", (key) => queries.categoriesByIds([key], PUBLIC)],
  ["categories by paths", (key) => queries.categoriesByPaths([[`Root ${key}`]], PUBLIC)],
  ["authors by ids", (key) => queries.authors.byIds([key], PUBLIC)],
  ["images by ids", (key) => queries.imagesByIds([key], PUBLIC)],
  ["authors of articles", (key) => queries.authorsByArticleIds([key], PUBLIC)],
  ["tags of articles", (key) => queries.tagsByArticleIds([key], PUBLIC)],
  ["bodies of articles", (key) => queries.bodiesByArticleIds([key], ["html"], PUBLIC)],
  [
    "images of articles",
    (key) => queries.usesByArticleIds([key], { roles: ["INLINE"], window: WINDOW, texts: true, facts: true }, PUBLIC),
  ],
  ["counts", (key) => queries.countsByIds("category", [key], PUBLIC)],
  [
    "articles of categories",
    (key) =>
      queries.articlesByParents({ of: "category", includeDescendants: true }, [key], LISTING, WINDOW, EVERYTHING),
  ],
  ["a page of all", () => queries.articlePage(LISTING, WINDOW, EVERYTHING)],
  [
    "a page of a category",
    () =>
      queries.articlePage(
        { ...LISTING, filter: { category: { lookup: { path: ["Root 1"] }, includeDescendants: true } } },
        WINDOW,
        EVERYTHING,
      ),
  ],
  ["an article by slug", (key) => queries.articlesBy({ slug: `article-${key}` }, EVERYTHING, PUBLIC)],
];

test.each(BATCHES)("%s are planned once", async (_name, run) => {
  await database.close();
  database = connect(stored.url, { poolSize: 1 });
  queries = createQueries(database);
  for (let n = 1; n <= 12; n++) await run(n);
  const rows = await database.reads.run({
    text: `select custom_plans::integer, generic_plans::integer from pg_prepared_statements
      where statement like '%article%' or statement like '%from "%' and statement not like '%pg_prepared%'`,
    values: [],
    options: { prepare: false },
  });
  const plans = rows.map(([custom, generic]) => ({ custom: Number(custom), generic: Number(generic) }));
  const asked = plans.filter(({ custom, generic }) => custom + generic >= 12);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ custom: 5, generic: 7 });
});

test.each([
  ["everybody", PUBLIC],
  ["an editor", EVERY],
])("for %s, a page with its articles' categories is read by indexes alone", async (_who, visible) => {
  const statements: [string, unknown[]][] = [];
  const own = connect(stored.url, { poolSize: 1, onStatement: (sql, values) => statements.push([sql, [...values]]) });
  await createQueries(own).articlePage({ ...LISTING, visible }, WINDOW, EVERYTHING);
  const [sql = "", values = []] = statements.findLast(([text]) => text.includes("articles")) ?? [];
  const plan = await own.client.begin(async (tx) => {
    // What a table of 200 rows is not worth of itself.
    await tx`set local enable_seqscan = off`;
    return tx.unsafe<{ "QUERY PLAN": string }[]>(`explain ${sql}`, values as never[]);
  });
  const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
  // Each status is a range of its own, in the list's order.
  expect(text.match(/articles_newest/g)).toHaveLength(visible.length);
  expect(text).toMatch(/Index.* article_categories_article_id_category_id_pk/);
  expect(text).not.toMatch(/Seq Scan/);
  await own.close();
});
