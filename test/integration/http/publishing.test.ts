import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { connect, type Database } from "../../../src/db/client.ts";
import { nextDue, settleDue } from "../../../src/db/write/due.ts";
import { startPublisher } from "../../../src/publisher.ts";
import { type RunningServer, startServer } from "../../../src/server.ts";
import { article, image, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { startProxy } from "../../support/proxy.ts";
import { maintainedCounts, recountedCounts } from "../import/writing.ts";

let stored: TestDatabase;
let database: Database;
const servers: RunningServer[] = [];

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 4 });
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

afterAll(async () => {
  await database.close();
  await stored.drop();
});

const log = pino({ level: "silent" });

const start = async (): Promise<RunningServer> => {
  const server = await startServer({
    config: { ...parseConfig({}), port: 0 },
    database,
    log,
  });
  servers.push(server);
  return server;
};

const titles = async ({ url }: RunningServer): Promise<string[]> => {
  const query = "{ articles(first: 100) { nodes { title } } }";
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as { data: { articles: { nodes: { title: string }[] } } };
  return data.articles.nodes.map(({ title }) => title);
};

/** Milliseconds until the titles shown are as they should be. */
async function timeUntil(server: RunningServer, holds: (shown: string[]) => boolean): Promise<number> {
  const begun = Date.now();
  while (!holds(await titles(server))) {
    if (Date.now() - begun > 10_000) throw new Error(`still ${await titles(server)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return Date.now() - begun;
}

const filed = {
  categories: [["Coming", "Soon"]],
  authors: ["Later"],
  tags: ["Later"],
  images: [image("https://img.example.com/later.jpg")],
};

const scheduled = (title: string, publishedAt: number, more: Partial<Parameters<typeof article>[0]> = {}) =>
  article({ path: `${title}.md`, title, status: "SCHEDULED", publishedAt, ...filed, ...more });

test("a scheduled article comes out by itself, on time, with all that it leads to", async () => {
  const one = await start();
  const another = await start();
  // The first answer takes longest.
  expect(await titles(one)).toEqual([]);
  const due = Date.now() + 2_500;
  await writeArticles(database, [
    scheduled("Due", due),
    scheduled("Too early", due + 3_600_000),
    article({ path: "draft.md", title: "Draft", status: "DRAFT", publishedAt: due, ...filed }),
  ]);
  expect(await titles(one)).toEqual([]);
  await timeUntil(one, (shown) => shown.includes("Due"));
  expect(Date.now()).toBeGreaterThanOrEqual(due);
  expect(Date.now() - due).toBeLessThan(5_000);
  expect(await titles(another)).toEqual(["Due"]);
  expect(await maintainedCounts(database.client)).toEqual(await recountedCounts(database.client));
  const rows = await database.client`
    select f.status from article_categories f join articles a on a.id = f.article_id where a.title = 'Due'
    union all select f.status from article_authors f join articles a on a.id = f.article_id where a.title = 'Due'
    union all select f.status from article_tags f join articles a on a.id = f.article_id where a.title = 'Due'`;
  expect(rows.map(({ status }) => status)).toEqual(["PUBLISHED", "PUBLISHED", "PUBLISHED", "PUBLISHED"]);
});

test("what came out is told like an import's changes are", async () => {
  const at = Date.UTC(2030, 0, 1);
  await writeArticles(database, [
    scheduled("Told", at, {
      categories: [["Told"]],
      authors: ["Told"],
      tags: ["Told"],
      url: "https://example.com/told",
    }),
  ]);
  expect(await settleDue(database.client, new Date(at))).toBe(2); // and the one that was too early
  const [told] = await database.client<{ entities: string[]; lists: string[]; names: string[] }[]>`
    select entities, lists, names from changes order by seq desc limit 1`;
  const [ids] = await database.client<{ article: string; category: string }[]>`
    select (select id from articles where title = 'Told') as article,
      (select id from categories where name = 'Told') as category`;
  expect(told?.entities).toContain(`Article:${ids?.article}`);
  expect(told?.lists).toEqual(expect.arrayContaining(["Query", `Category:${ids?.category}`]));
  expect(told?.names).toEqual(
    expect.arrayContaining([
      "article.slug:told",
      "article.path:test/Told.md",
      "article.url:https://example.com/told",
      'category.path:["Told"]',
      "tag.name:Told",
      "author.name:Told",
    ]),
  );
});

test("an article whose time is over is withdrawn, and one that is due and over never comes out", async () => {
  const at = Date.UTC(2031, 0, 1);
  await writeArticles(database, [
    article({ path: "over.md", title: "Over", publishedAt: at - 1000, expiresAt: at, ...filed }),
    scheduled("Missed", at - 10, { expiresAt: at - 5 }),
  ]);
  expect(await nextDue(database.client)).toEqual(new Date(at - 10));
  expect(await settleDue(database.client, new Date(at))).toBe(2);
  const rows = await database.client`
    select title, status from articles where title in ('Over', 'Missed') order by title`;
  expect(rows.map(({ title, status }) => [title, status])).toEqual([
    ["Missed", "ARCHIVED"],
    ["Over", "ARCHIVED"],
  ]);
  expect(await maintainedCounts(database.client)).toEqual(await recountedCounts(database.client));
});

test("several gateways at once publish each article once", async () => {
  const at = Date.UTC(2032, 0, 1);
  await writeArticles(
    database,
    Array.from({ length: 40 }, (_, n) => scheduled(`Crowd ${n}`, at - n)),
  );
  const [before] = await database.client`select max(seq)::int as seq from changes`;
  const settled = await Promise.all(Array.from({ length: 4 }, () => settleDue(database.client, new Date(at))));
  expect(settled.sort()).toEqual([0, 0, 0, 40]);
  const [after] = await database.client`select max(seq)::int as seq from changes`;
  expect(after?.seq).toBe(before?.seq + 1);
  expect(await nextDue(database.client)).toBeNull();
  expect(await maintainedCounts(database.client)).toEqual(await recountedCounts(database.client));
});

test("what is scheduled without a date waits, and holds up nothing", async () => {
  const at = Date.UTC(2032, 6, 1);
  await writeArticles(database, [
    article({ path: "undated.md", title: "Undated", status: "SCHEDULED", publishedAt: null }),
    scheduled("Dated", at),
  ]);
  expect(await nextDue(database.client)).toEqual(new Date(at));
  expect(await settleDue(database.client, new Date(at))).toBe(1);
  const rows = await database.client`select status from articles where title in ('Dated', 'Undated') order by title`;
  expect(rows.map(({ status }) => status)).toEqual(["PUBLISHED", "SCHEDULED"]);
});

test("an import that comes later leaves what came out as it is", async () => {
  const at = Date.UTC(2033, 0, 1);
  const post = scheduled("Settled", at);
  await writeArticles(database, [post]);
  await settleDue(database.client, new Date(at));
  const version = () => database.client`select ctid::text, xmin::text from articles where title = 'Settled'`;
  const before = await version();
  await writeArticles(database, [{ ...post, status: "PUBLISHED" }]);
  expect(await version()).toEqual(before);
});

test("news that never ends does not keep an article from coming out", async () => {
  const server = await start();
  const due = Date.now() + 500;
  await writeArticles(database, [scheduled("Amid news", due)]);
  const news = setInterval(() => database.client.notify("broadsheet_changes", "0").catch(() => {}), 50);
  try {
    await timeUntil(server, (shown) => shown.includes("Amid news"));
  } finally {
    clearInterval(news);
  }
});

test("a database that fails is logged once, and asked again", async () => {
  const lines: string[] = [];
  const gone = connect(stored.url.replace(/\/[^/]+$/, "/no_such_database"), { poolSize: 1 });
  const publisher = startPublisher({
    client: gone.client,
    now: () => new Date(),
    log: pino({}, { write: (line: string) => lines.push(line) }),
  });
  const failures = () => lines.filter((line) => line.includes("could not be published"));
  await vi.waitFor(() => expect(failures()).toHaveLength(1), { timeout: 5_000 });
  // By then it has been asked once more.
  await new Promise((resolve) => setTimeout(resolve, 5_500));
  publisher.close();
  await gone.close();
  expect(failures()).toHaveLength(1);
});

test("what is scheduled while the database cannot be reached comes out soon after it can again", async () => {
  const proxy = await startProxy(stored.url);
  const through = connect(proxy.url, { poolSize: 1 });
  const publisher = startPublisher({ client: through.client, now: () => new Date(), log });
  const statusOf = async (title: string) => {
    const [row] = await database.client`select status from articles where title = ${title}`;
    return row?.status;
  };
  // By then it listens, and nothing is due for a minute.
  await writeArticles(database, [scheduled("Before the cut", Date.now() + 1_000)]);
  await vi.waitFor(async () => expect(await statusOf("Before the cut")).toBe("PUBLISHED"), { timeout: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await proxy.cut();
  await writeArticles(database, [scheduled("During the cut", Date.now() + 100)]);
  await proxy.restore();
  await vi.waitFor(async () => expect(await statusOf("During the cut")).toBe("PUBLISHED"), { timeout: 15_000 });
  publisher.close();
  await through.close();
  await proxy.cut();
}, 40_000);
