import type { Sql } from "postgres";
import { afterAll, beforeAll } from "vitest";
import { slugify } from "../../../src/content/slug.ts";
import { connect, type Database } from "../../../src/db/client.ts";
import type { NewArticle, NewImage } from "../../../src/db/write/article.ts";
import { writeBatch } from "../../../src/db/write/batch.ts";
import type { Outcome } from "../../../src/db/write/outcome.ts";
import { type Source, saveSource } from "../../../src/db/write/sources.ts";
import { article as plainArticle } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

/** The clock of these tests. */
export const NOW = new Date("2026-01-01T00:00:00.000Z");

/** A database of the file's own, made before its tests and dropped after them. */
export function useDatabase(): { readonly client: Sql; readonly url: string } {
  let test: TestDatabase | undefined;
  let database: Database | undefined;
  beforeAll(async () => {
    test = await createTestDatabase();
    database = connect(test.url, { poolSize: 4 });
  });
  afterAll(async () => {
    await database?.close();
    await test?.drop();
  });
  return {
    get client() {
      return database!.client;
    },
    get url() {
      return test!.url;
    },
  };
}

/** An article with a title, a date and little else. */
export const article = (path: string, fields: Partial<NewArticle> = {}): NewArticle =>
  plainArticle({ publishedAt: Date.UTC(2020, 0, 1), ...fields, path });

/** An image with an address. */
export const image = (url: string, width: number | null = null, height: number | null = null): NewImage => ({
  address: { url, localPath: null },
  width,
  height,
  format: "JPEG",
});

/** An image in a body. */
export const inline = (url: string, width?: number, height?: number) => ({
  ...image(url, width, height),
  alt: null,
  caption: null,
});

/** A source that needs no folder to be there. */
export const source = (client: Sql, name: string): Promise<Source> =>
  saveSource(
    client,
    { name, kind: "folder", format: null, root: `/srv/${name}`, timeZone: "UTC", baseUrl: null, categoryMode: "chain" },
    null,
    NOW,
  );

/** Writes one batch. */
export const write = (client: Sql, to: Source, articles: readonly NewArticle[], now = NOW): Promise<Outcome[]> =>
  writeBatch({ client, slugify, hasFile: async () => true, dryRun: false }, to, articles, now);

const COUNTED = ["source", "category", "author", "tag"];

/** Counts as they are maintained, without those that have come down to nothing. */
export async function maintainedCounts(client: Sql): Promise<string[]> {
  const rows = await client`select * from article_counts where direct <> 0 or total <> 0`;
  return rows.map((row) => `${row.scope} ${row.scope_id} ${row.status} ${row.direct} ${row.total}`).sort();
}

/** The same counts, from the articles themselves and the tree of categories. */
export async function recountedCounts(client: Sql): Promise<string[]> {
  const rows = await client`
    with recursive direct as (
      select f.article_id, f.category_id from article_categories f where f.direct
    ), above as (
      select article_id, category_id from direct
      union
      select a.article_id, c.parent_id from above a join categories c on c.id = a.category_id where c.parent_id is not null
    )
    select 'source' as scope, source_id as id, status, count(*) as direct, count(*) as total
      from articles group by 2, 3
    union all
    select 'category', a.category_id, s.status, count(d.article_id), count(*)
      from above a join articles s on s.id = a.article_id
      left join direct d on d.article_id = a.article_id and d.category_id = a.category_id group by 2, 3
    union all
    select 'author', f.author_id, s.status, count(*), count(*)
      from article_authors f join articles s on s.id = f.article_id group by 2, 3
    union all
    select 'tag', f.tag_id, s.status, count(*), count(*)
      from article_tags f join articles s on s.id = f.article_id group by 2, 3`;
  return rows
    .filter((row) => COUNTED.includes(row.scope))
    .map((row) => `${row.scope} ${row.id} ${row.status} ${row.direct} ${row.total}`)
    .sort();
}
