import { afterAll, beforeAll, expect, test } from "vitest";
import { slugify } from "../../../src/content/slug.ts";
import type { NewArticle } from "../../../src/db/write/article.ts";
import { writeBatch } from "../../../src/db/write/batch.ts";
import { article, NOW, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const KEY = Buffer.alloc(32, 1);

/** Writes an article at one path, and then finds it at another: renamed, or a copy where the first file stays. */
async function twoPaths(source: string, fields: Partial<NewArticle>, keepsFile: boolean): Promise<void> {
  const at = (path: string) => article({ contentKey: KEY, ...fields, path });
  const to = await writeArticles(gateway.database, [at("first.md")], source);
  const deps = { client: gateway.database.client, slugify, hasFile: async () => keepsFile, dryRun: false };
  const [outcome] = await writeBatch(deps, to, [at("second.md")], NOW);
  expect(outcome?.outcome).toBe(keepsFile ? "duplicate" : "renamed");
}

const AT_PATH = `query ($path: String!, $source: String) {
  article(by: {path: {path: $path, source: $source}}) { title path }
}`;
const ask = (path: string, source: string | null = null) => gateway.ask(AT_PATH, { path, source });

test("a renamed article is found by its old path, in one statement", async () => {
  await twoPaths("renamed", { title: "Renamed" }, false);
  for (const source of ["renamed", null]) {
    const { data, errors, statements } = await ask("first.md", source);
    expect(errors).toEqual([]);
    expect(data.article).toEqual({ title: "Renamed", path: "second.md" });
    expect(statements).toHaveLength(1);
  }
});

test("a file that holds an article again leads to it", async () => {
  await twoPaths("copied", { title: "Copied" }, true);
  expect((await ask("second.md", "copied")).data.article).toEqual({ title: "Copied", path: "first.md" });
});

test("an article's own path comes before one that an article of another source had", async () => {
  await twoPaths("had", { title: "Had it" }, false);
  await writeArticles(gateway.database, [article({ path: "own/first.md", title: "Has it" })], "has");
  await gateway.database.client`
    update article_paths p set path_key = a.path_key from articles a, sources s
    where a.path = 'own/first.md' and s.id = p.source_id and s.name = 'had'`;
  expect((await ask("own/first.md")).data.article.title).toBe("Has it");
  expect((await ask("own/first.md", "had")).data.article.title).toBe("Had it");
});

test("an old path that articles of several sources had has to name the source", async () => {
  for (const source of ["left", "right"]) {
    const [first, second] = ["shared/first.md", "shared/second.md"].map((path) => article({ path, contentKey: KEY }));
    const to = await writeArticles(gateway.database, [first!], source);
    const deps = { client: gateway.database.client, slugify, hasFile: async () => false, dryRun: false };
    await writeBatch(deps, to, [second!], NOW);
  }
  expect((await ask("shared/first.md")).errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
  expect((await ask("shared/first.md", "left")).data.article.path).toBe("shared/second.md");
});

test("an old path of a draft leads nowhere for the public", async () => {
  await twoPaths("hidden", { title: "Hidden", status: "DRAFT" }, false);
  expect((await ask("first.md", "hidden")).data.article).toBeNull();
});
