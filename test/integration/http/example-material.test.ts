import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { createQueries } from "../../../src/db/queries/queries.ts";
import { findExampleMaterial } from "../../../src/http/example-material.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

let stored: TestDatabase;
let database: Database;

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 1 });
});

afterAll(async () => {
  await database.close();
  await stored.drop();
});

test("examples ask for what is there, and for something where nothing is", async () => {
  const queries = createQueries(database);
  expect(await findExampleMaterial(queries)).toEqual({ category: ["News"], word: "news" });
  await writeArticles(database, [
    article({ path: "a.md", title: "On gliders", publishedAt: 2, categories: [["Air", "Sport"]] }),
    article({ path: "b.md", title: "Older", publishedAt: 1, categories: [["Air"], ["Water"]] }),
    article({ path: "c.md", title: "Unfinished business", publishedAt: 3, status: "DRAFT", categories: [["Fire"]] }),
  ]);
  expect(await findExampleMaterial(queries)).toEqual({ category: ["Air"], word: "gliders" });
});
