import { rm } from "node:fs/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkCopies } from "../../bench/copies/check.ts";
import { multiply } from "../../bench/copies/multiply.ts";
import { writeSeed } from "../../bench/copies/seed.ts";
import { explainCalls } from "../../bench/plans/explain.ts";
import { choosePlanMaterial } from "../../bench/plans/material.ts";
import { reach } from "../../bench/plans/reach.ts";
import { functionsOf } from "../../bench/plans/recorder.ts";
import { connect, type Database } from "../../src/db/client.ts";
import { createQueries } from "../../src/db/queries/queries.ts";
import { runImport } from "../../src/import/run.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { useImporting } from "../support/importing.ts";
import { makeScratch } from "../support/scratch.ts";

// What the benchmark of a million articles stands on: copies that are whole, and operations that reach every statement.

const ARTICLES = 110;
const COPIES = 12;

const importing = useImporting();
let own: TestDatabase;
let database: Database;
let scratch: string;

beforeAll(async () => {
  own = await createTestDatabase();
  scratch = await makeScratch();
  database = connect(own.url, { poolSize: 2 });
  const paths = await writeSeed(scratch, { articles: ARTICLES, seed: 1, size: 512 });
  const deps = { ...importing, client: database.client, now: () => new Date() };
  await runImport(deps, { paths, cwd: scratch, imageProxies: [], signal: new AbortController().signal });
}, 120_000);

afterAll(async () => {
  await database.close();
  await own.drop();
  await rm(scratch, { recursive: true, force: true });
});

test("copies are what an import could have made", { timeout: 120_000 }, async () => {
  const client = postgres(own.url, { max: 1, onnotice: () => {} });
  try {
    // The rules hold of what an import has made, which the counts of the database itself are held against.
    await checkCopies(client, ARTICLES);
    await multiply(client, COPIES, () => {});
    await expect(checkCopies(client, ARTICLES * COPIES)).resolves.toBeUndefined();
    const [row] = await client`select (select count(*)::integer from categories where depth = 0) as roots,
      (select count(distinct name)::integer from authors) as authors,
      (select count(*)::integer from authors a where exists (select from authors b where b.name = a.name || ' 1')) as renamed`;
    expect(row?.roots).toBeLessThanOrEqual(10);
    expect(row?.renamed).toBe(row?.authors / 2);
    await client`update article_counts set total = total + 1 where scope = 'source'`;
    await expect(checkCopies(client, ARTICLES * COPIES)).rejects.toThrow("counts are those of the rows");
    await client`update article_counts set total = total - 1 where scope = 'source'`;
  } finally {
    await client.end();
  }
});

test("every function of the read side is reached, and its statement explained", { timeout: 240_000 }, async () => {
  const client = postgres(own.url, { max: 1, onnotice: () => {} });
  try {
    const calls = await reach(own.url, await choosePlanMaterial(client));
    const reached = new Set(calls.map(({ name }) => name));
    const unreached = [...functionsOf(createQueries(database)).keys()].filter((name) => !reached.has(name));
    expect(unreached).toEqual([]);
    const bySlug = calls.filter(({ name, operation }) => name === "articlesBy" && operation === "article by slug");
    const [explained] = await explainCalls(own.url, bySlug, () => {});
    expect(explained?.facts).toMatchObject({ rows: 1, sorted: expect.any(Number) });
    expect(explained?.facts.buffers).toBeGreaterThan(0);
  } finally {
    await client.end();
  }
});
