import fc from "fast-check";
import { expect, test } from "vitest";
import type { NewArticle } from "../../../src/db/write/article.ts";
import { article, maintainedCounts, recountedCounts, source, useDatabase, write } from "./writing.ts";

const db = useDatabase();

const name = fc.constantFrom("a", "b", "c");
const written = fc.record({
  path: fc.constantFrom("1.md", "2.md", "3.md", "4.md", "5.md"),
  status: fc.constantFrom<NewArticle["status"]>("DRAFT", "SCHEDULED", "PUBLISHED"),
  categories: fc.array(fc.array(name, { minLength: 1, maxLength: 4 }), { maxLength: 3 }),
  tags: fc.array(name, { maxLength: 3 }),
  authors: fc.array(name, { maxLength: 2 }),
});
const batch = fc.record({
  source: fc.constantFrom("left", "right"),
  articles: fc.uniqueArray(written, { selector: ({ path }) => path, minLength: 1, maxLength: 5 }),
});

test("the counts equal a recount after any sequence of batches", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 4 }), async (batches) => {
      for (const { source: name, articles } of batches) {
        const to = await source(db.client, name);
        const outcomes = await write(
          db.client,
          to,
          articles.map(({ path, ...fields }) => article(path, fields)),
        );
        expect(outcomes.filter(({ outcome }) => outcome === "failed")).toEqual([]);
        expect(await maintainedCounts(db.client)).toEqual(await recountedCounts(db.client));
      }
    }),
    { numRuns: 25 },
  );
}, 30_000);

test("an article under two children of a category counts once in it", async () => {
  const to = await source(db.client, "once");
  await write(db.client, to, [
    article("once.md", {
      categories: [
        ["Once", "x"],
        ["Once", "y"],
      ],
    }),
  ]);
  const [row] = await db.client`
    select n.direct, n.total from article_counts n join categories c on c.id = n.scope_id and n.scope = 'category'
    where c.slug = 'once'`;
  expect(row).toEqual({ direct: 0, total: 1 });
});

test("writers at the same time neither deadlock nor miscount", async () => {
  const to = await source(db.client, "crowd");
  const batches = Array.from({ length: 8 }, (_, run) =>
    Array.from({ length: 5 }, (_, index) =>
      article(`crowd-${(run % 4) * 5 + index}.md`, {
        categories: [["crowd", `c${index}`]],
        tags: ["t", `t${run % 3}`],
      }),
    ),
  );
  await Promise.all(batches.map((articles) => write(db.client, to, articles)));
  const [row] = await db.client`select count(*)::int as n from articles where source_id = ${to.id}`;
  expect(row?.n).toBe(20);
  expect(await maintainedCounts(db.client)).toEqual(await recountedCounts(db.client));
});
