import { readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { connect, type Database } from "../../src/db/client.ts";
import { migrate } from "../../src/db/migrate.ts";
import { runImport } from "../../src/import/run.ts";
import { startServer } from "../../src/server.ts";
import { article, writeArticles } from "../support/articles.ts";
import { useImporting } from "../support/importing.ts";
import { makeKey } from "../support/keys.ts";
import { embeddedPrograms, type OwnPostgres, startOwnPostgres } from "../support/own-postgres.ts";
import { makeScratch } from "../support/scratch.ts";
import { serverConfig } from "../support/server-config.ts";
import { maintainedCounts, recountedCounts } from "./import/writing.ts";

// deploy/roles.sql as it stands there, on a server that has roles: `owner` owns the tables, `desk` imports, `web` serves.

const samples = fileURLToPath(new URL("../../samples", import.meta.url));
const script = new URL("../../deploy/roles.sql", import.meta.url);

const importing = useImporting();

let folder: string;
let server: OwnPostgres;
const pools: Database[] = [];

const pool = (user: string, database = "articles"): Database => {
  const made = connect(server.as(user, database), { poolSize: 2 });
  pools.push(made);
  return made;
};

let owner: Database["client"];
let desk: Database;
let web: Database;

beforeAll(async () => {
  folder = await makeScratch();
  server = await startOwnPostgres(await embeddedPrograms(), folder);
  const admin = pool("postgres", "postgres").client;
  await admin`create role owner login createrole`;
  await admin`create database articles owner owner`;
  await migrate(server.as("owner", "articles"));
  owner = pool("owner").client;
  const roles = await readFile(script, "utf8");
  // It may be run again.
  for (let round = 0; round < 2; round++) await owner.unsafe(roles);
  await owner`create role web login in role broadsheet_gateway`;
  await owner`create role desk login in role broadsheet_importer`;
  desk = pool("desk");
  web = pool("web");
}, 60_000);

afterAll(async () => {
  await Promise.all(pools.map((made) => made.close()));
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(database: Database) {
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(line) });
  const { url, close } = await startServer({ config: { ...serverConfig(), drainDelay: 0 }, database, log });
  closing.push(close);
  const ask = async (query: string, key?: string) => {
    const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...authorization },
      body: JSON.stringify({ query }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's.
    return (await response.json()) as any;
  };
  return { url, ask, logged };
}

test("neither role migrates, and neither has to once the owner has", async () => {
  expect(await migrate(server.as("web", "articles"))).toEqual({ applied: 0 });
  expect(await migrate(server.as("desk", "articles"))).toEqual({ applied: 0 });
  const last = await owner`
    delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)
    returning hash, created_at`;
  await expect(migrate(server.as("web", "articles"))).rejects.toThrow(/could not be brought up to date/);
  await owner`insert into drizzle.__drizzle_migrations ${owner(last)}`;
});

test("the importer imports a folder, again, and prunes; the gateway serves it", async () => {
  const deps = { ...importing, client: desk.client, now: () => new Date() };
  const options = { paths: [samples], cwd: samples, imageProxies: [] };
  expect((await runImport(deps, options)).created).toBeGreaterThan(20);
  expect((await runImport(deps, { ...options, prune: true })).unchanged).toBeGreaterThan(20);

  const { ask, logged } = await serve(web);
  const { data, errors } = await ask(`{
    articles(first: 100) { totalCount facets { tags { count } } nodes {
      title author { name } categories { path } body { html blocks { __typename } } related { title } next { title }
      images { nodes { url } } } }
    search(query: "moon") { totalCount }
    suggest(prefix: "m") { __typename }
    sources { nodes { name } }
  }`);
  expect(errors).toBeUndefined();
  expect(data.articles.nodes.length).toBeGreaterThan(20);
  expect(data.search.totalCount).toBeGreaterThan(0);
  expect(logged).toEqual([]);
});

const IMPORT = `mutation { importArticles(input: {source: "sent", timeZone: "UTC", files: [
  {path: "a.md", content: "---\\ntitle: Sent\\ndate: 2026-01-02\\n---\\nText."}]}) { articles { title } userErrors { code } } }`;

test("a key's use is noted by the gateway, which imports nothing with it and says no more than that it failed", async () => {
  const key = await makeKey(desk.client, "ci");
  const { ask, logged } = await serve(web);
  const { errors } = await ask(IMPORT, key);
  expect(errors).toMatchObject([{ extensions: { code: "INTERNAL_SERVER_ERROR" } }]);
  expect(JSON.stringify(errors)).not.toContain("permission");
  expect(logged.join()).toContain("permission denied");
  await expect
    .poll(() => owner`select last_used_at is not null as used from api_keys where name = 'ci'`)
    .toEqual([{ used: true }]);
  expect(await owner`select count(*)::int as sent from sources where name = 'sent'`).toEqual([{ sent: 0 }]);

  const importer = await serve(desk);
  expect((await importer.ask(IMPORT, key)).data.importArticles).toEqual({
    articles: [{ title: "Sent" }],
    userErrors: [],
  });
});

test("the gateway brings articles out on their dates", async () => {
  const soon = Date.now() + 500;
  await writeArticles(desk, [article({ path: "soon.md", status: "SCHEDULED", publishedAt: soon })], "planned");
  const { ask, logged } = await serve(web);
  const published = async () =>
    (await ask('{ articles(filter: {sources: ["planned"]}) { totalCount } }')).data?.articles.totalCount;
  await expect.poll(published).toBe(1);
  expect(await maintainedCounts(owner)).toEqual(await recountedCounts(owner));
  expect(logged.filter((line) => !line.includes("came out"))).toEqual([]);
});

test.each([
  "update articles set title = 'mine'",
  "delete from articles",
  "insert into api_keys (name, role, key_hash, created_at) values ('mine', 'IMPORTER', '', now())",
  "update secrets set value = ''",
  "create table mine ()",
  "create schema mine",
  "insert into drizzle.__drizzle_migrations (hash) values ('')",
])("the gateway may not %s", async (statement) => {
  await expect(web.client.unsafe(statement)).rejects.toThrow(/permission denied/);
});

test("tables that a later migration makes are theirs as well", async () => {
  await owner`create table later (id bigint primary key generated always as identity, word text)`;
  await desk.client`insert into later (word) values ('new')`;
  expect(await web.client`select word from later`).toEqual([{ word: "new" }]);
  await expect(web.client`delete from later`).rejects.toThrow(/permission denied/);
  await owner`drop table later`;
});
