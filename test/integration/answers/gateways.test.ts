import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { acknowledged } from "../../../src/db/write/acknowledged.ts";
import type { NewArticle } from "../../../src/db/write/article.ts";
import { CHANGES_CHANNEL } from "../../../src/db/write/changes.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { type Started, startServing } from "../../support/start-script.ts";

// Two gateways, each a process of its own, over one database.

const project = fileURLToPath(new URL("../../../", import.meta.url));

let stored: TestDatabase;
let database: Database;
let gateways: Started[];
let urls: string[];

const start = async (): Promise<Started> => startServing(project, { DATABASE_URL: stored.url, LOG_LEVEL: "error" });

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 3 });
  gateways = await Promise.all([start(), start()]);
  urls = await Promise.all(gateways.map(({ url }) => url));
}, 60_000);

afterAll(async () => {
  for (const { child } of gateways) child.kill("SIGTERM");
  await Promise.all(gateways.map(({ exit }) => exit));
  await database.close();
  await stored.drop();
}, 30_000);

const TITLE = "query($slug: String!) { article(by: {slug: $slug}) { title } }";

async function titleFrom(url: string | undefined, slug: string): Promise<string | null> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: TITLE, variables: { slug } }),
  });
  const { data } = (await response.json()) as { data: { article: { title: string } | null } };
  return data.article?.title ?? null;
}

const titles = (slug: string) => Promise.all(urls.map((url) => titleFrom(url, slug)));

/** As an import does, to the moment at which it returns. */
async function importArticles(...articles: (Partial<NewArticle> & { path: string })[]): Promise<number> {
  await writeArticles(database, articles.map(article));
  const began = performance.now();
  await acknowledged(database.client);
  return performance.now() - began;
}

/** Alters an article behind the gateways' backs, without a row of `changes`: who gives the old title has it in memory. */
const alterInSecret = (slug: string, title: string) =>
  database.client`update articles set title = ${title} where slug = ${slug}`;

/** Has both gateways forget what they keep of an article, as a change of it would. */
async function forget(slug: string): Promise<void> {
  await database.client`
    with change as (
      insert into changes (at, entities, lists, names)
      select now(), array['Article:' || id], '{}', '{}' from articles where slug = ${slug}
      returning seq
    )
    select pg_notify(${CHANGES_CHANNEL}::text, seq::text) from change`;
  await acknowledged(database.client);
}

/** Has both gateways keep an answer, and sees to it that they do. */
async function keep(slug: string, title: string): Promise<void> {
  const secret = `${title} in secret`;
  await vi.waitFor(
    async () => {
      expect(await titles(slug)).toEqual([title, title]);
      await alterInSecret(slug, secret);
      const shown = await titles(slug);
      await alterInSecret(slug, title);
      // One that did not trust its memory yet may have begun to at this very answer.
      if (shown.includes(secret)) await forget(slug);
      expect(shown).toEqual([title, title]);
    },
    { timeout: 10_000 },
  );
}

test("answers come from memory, and once an import has returned no gateway gives an old one", async () => {
  await importArticles({ path: "a.md", title: "One", slug: "a" });
  await keep("a", "One");
  for (const title of ["Two", "Three", "Four"]) {
    await importArticles({ path: "a.md", title });
    expect(await titles("a")).toEqual([title, title]);
  }
});

test("what was not there is, once an import has brought it", async () => {
  expect(await titles("new")).toEqual([null, null]);
  expect(await titles("new")).toEqual([null, null]);
  await importArticles({ path: "new.md", title: "New", slug: "new" });
  expect(await titles("new")).toEqual(["New", "New"]);
});

test("answers that share nothing with an import stay", async () => {
  await importArticles({ path: "stays.md", title: "Stays", slug: "stays" });
  await keep("stays", "Stays");
  await importArticles({ path: "other.md", title: "Other" });
  await alterInSecret("stays", "Altered");
  expect(await titles("stays")).toEqual(["Stays", "Stays"]);
  await alterInSecret("stays", "Stays");
});

test("a gateway whose listener is cut off gives no old answer, and takes up its memory again", async () => {
  await importArticles({ path: "cut.md", title: "Before", slug: "cut" });
  await keep("cut", "Before");
  const [{ count } = { count: 0 }] = await database.client<{ count: number }[]>`
    select count(pg_terminate_backend(pid))::int as count from pg_stat_activity
    where application_name = 'broadsheet follower' and datname = current_database()`;
  expect(count).toBe(2);
  await importArticles({ path: "cut.md", title: "After" });
  expect(await titles("cut")).toEqual(["After", "After"]);
  await keep("cut", "After");
});

test("a gateway that stood still while an import returned sees it before it answers", async () => {
  await importArticles({ path: "still.md", title: "Before", slug: "still" });
  await keep("still", "Before");
  const [still] = gateways;
  still?.child.kill("SIGSTOP");
  try {
    const waited = await importArticles({ path: "still.md", title: "After" });
    expect(waited).toBeLessThan(11_000);
    expect(await titleFrom(urls[1], "still")).toBe("After");
  } finally {
    still?.child.kill("SIGCONT");
  }
  expect(await titleFrom(urls[0], "still")).toBe("After");
  await keep("still", "After");
}, 40_000);

test("an import does not wait for a gateway that was stopped, and not for long for one that was killed", async () => {
  const [stopped, killed] = await Promise.all([start(), start()]);
  await Promise.all([stopped.url, killed.url]);
  const known = async () => (await database.client`select from gateways`).length;
  await vi.waitFor(async () => expect(await known()).toBe(4), 10_000);
  stopped.child.kill("SIGTERM");
  await stopped.exit;
  expect(await known()).toBe(3);
  killed.child.kill("SIGKILL");
  await killed.exit;
  expect(await importArticles({ path: "killed.md", title: "Killed" })).toBeLessThan(11_000);
  expect(await importArticles({ path: "killed.md", title: "Killed again" })).toBeLessThan(5_000);
}, 60_000);

test("by GET an answer has an ETag and says how long it may be kept; compressed once it is asked for again", async () => {
  await importArticles({ path: "get.md", title: "Get", slug: "get", text: "much text ".repeat(500) });
  const query = '{ article(by: {slug: "get"}) { title body { text } } }';
  const get = (headers: Record<string, string> = {}) =>
    fetch(`${urls[0]}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { accept: "application/json", ...headers },
    });
  const first = await get();
  expect(first.status).toBe(200);
  expect(first.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
  expect(first.headers.get("vary")).toBe("Accept, Accept-Encoding, Authorization, Origin");
  expect(first.headers.get("cache-tag")).toBeNull();
  const etag = first.headers.get("etag") ?? "";
  expect((await get({ "if-none-match": etag })).status).toBe(304);
  for (const encoding of ["br", "gzip"]) {
    await vi.waitFor(async () => {
      const compressed = await get({ "accept-encoding": encoding });
      expect(compressed.headers.get("content-encoding")).toBe(encoding);
      expect(await compressed.text()).toBe(await (await get()).text());
      expect(compressed.headers.get("etag")).not.toBe(etag);
    }, 5_000);
  }
  await importArticles({ path: "get.md", title: "Got", slug: "get" });
  const after = await get({ "if-none-match": etag });
  expect(after.status).toBe(200);
  expect(after.headers.get("etag")).not.toBe(etag);
});
