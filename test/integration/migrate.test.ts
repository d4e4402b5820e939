import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { expect, inject, onTestFinished, test } from "vitest";
import { checkServer } from "../../src/db/check-server.ts";
import { MigrationError, migrate } from "../../src/db/migrate.ts";
import { DatabaseUnreachable, explainConnectionError } from "../../src/db/unreachable.ts";
import { createTestDatabase, withDatabase } from "../support/database.ts";
import { holdTable } from "../support/hold-table.ts";

/** An empty database that no migration has seen, and a connection to it. */
async function emptyDatabase(): Promise<{ url: string; client: postgres.Sql }> {
  const database = await createTestDatabase();
  const client = postgres(database.url, { max: 1, onnotice: () => {} });
  await client`drop schema drizzle, public cascade`;
  await client`create schema public`;
  onTestFinished(async () => {
    await client.end();
    await database.drop();
  });
  return { url: database.url, client };
}

/** What is thrown is one line that explains, and holds no password. */
async function refusal(url: string): Promise<string> {
  const error = await migrate(url).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(DatabaseUnreachable);
  expect(error.message).toMatch(/^The database cannot be reached: .*\.$/);
  expect(error.message).not.toContain("s3cret");
  return error.message;
}

test("an empty database gets every table, and a second run finds nothing to do", async () => {
  const { url, client } = await emptyDatabase();
  const { applied } = await migrate(url);
  expect(applied).toBeGreaterThan(0);
  expect(await client`select count(*)::int as articles from articles`).toEqual([{ articles: 0 }]);
  expect(await client`select count(*)::int as applied from drizzle.__drizzle_migrations`).toEqual([{ applied }]);
  expect(await migrate(url)).toEqual({ applied: 0 });
});

test("of processes that migrate at once, one does", async () => {
  const { url } = await emptyDatabase();
  const runs = await Promise.all([1, 2, 3, 4].map(() => migrate(url)));
  expect(runs.filter(({ applied }) => applied > 0)).toHaveLength(1);
});

test("a migration that fails leaves the database as it was", async () => {
  const { url, client } = await emptyDatabase();
  await client`create table articles ()`;
  const error = await migrate(url).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(MigrationError);
  expect(error.message).toMatch(/^The tables could not be brought up to date.*"articles" already exists\.$/);
  expect(await client`select to_regclass('authors') as authors, to_regnamespace('drizzle') as drizzle`).toEqual([
    { authors: null, drizzle: null },
  ]);
});

test("a migration that has to wait for somebody steps back, so that nobody waits behind it for long", async () => {
  const { url, client } = await emptyDatabase();
  await migrate(url);
  // As before the one that makes an index: it has to wait for who writes, as others have to wait for who reads.
  await client`drop index article_search_newest`;
  await client`alter type api_key_role rename value 'EDITOR' to 'ONCE_EDITOR'`;
  await client`alter type api_key_role rename value 'ADMIN' to 'ONCE_ADMIN'`;
  await client`delete from drizzle.__drizzle_migrations where id in
    (select id from drizzle.__drizzle_migrations order by created_at desc limit 2)`;
  const [{ before } = { before: 0 }] = await client<{ before: number }[]>`
    select count(*)::integer as before from drizzle.__drizzle_migrations`;
  const writer = await holdTable(url, "article_search", "row exclusive");
  const migrating = migrate(url);
  await expect.poll(writer.waiting).toBe(1);
  // It lets go by itself, with the writer still at it.
  await expect.poll(writer.waiting).toBe(0);
  expect(await client`select count(*)::integer as there from article_search`).toEqual([{ there: 0 }]);
  await writer.release();
  expect(await migrating).toEqual({ applied: 2 });
  expect(await client`select count(*)::integer as now from drizzle.__drizzle_migrations`).toEqual([
    { now: before + 2 },
  ]);
});

test("bodies are compressed with lz4 where the server can, and not at all where it cannot", async () => {
  const { url, client } = await emptyDatabase();
  await migrate(url);
  const [row] = await client`
    select 'lz4' = any(enumvals) as offered,
           (select array_agg(distinct attcompression::text || attstorage::text) from pg_attribute
            where attrelid = 'article_bodies'::regclass and attname in ('raw', 'html', 'text')) as used
    from pg_settings where name = 'default_toast_compression'`;
  // Storage is x (extended: compressed and out of line) or e (external: out of line as it is).
  expect(row?.used).toEqual([row?.offered ? "lx" : "e"]);
});

test("an address that leads nowhere is told of in one line", async () => {
  expect(await refusal("postgres://me:s3cret@127.0.0.1:1/articles")).toContain("nothing listens at 127.0.0.1:1");
  expect(await refusal("postgres://me:s3cret@localhost:1/articles")).toContain("nothing listens at localhost:1");
  expect(await refusal("postgres://me:s3cret@no-such-host.invalid/articles")).toContain("no-such-host.invalid");
  expect(await refusal(withDatabase(inject("serverUrl"), "no_such_database"))).toContain(
    "there is no database no_such_database",
  );
});

// A server that is given may well trust everybody.
test.skipIf(process.env.TEST_DATABASE_URL)("a wrong password is told of without repeating it", async () => {
  const { host } = new URL(inject("serverUrl"));
  expect(await refusal(`postgres://broadsheet:s3cret@${host}/broadsheet`)).toContain(
    "the password of broadsheet is wrong",
  );
});

test("a server that takes connections and closes them is given up", async () => {
  let taken = 0;
  const server = createServer((socket) => {
    taken++;
    socket.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const url = `postgres://me:s3cret@127.0.0.1:${port}/articles`;
  const client = postgres(url, { max: 1 });

  const error = await checkServer(client, 200).catch((thrown) => thrown);
  expect(explainConnectionError(error, url)).toContain(`127.0.0.1:${port} does not answer as PostgreSQL does`);

  await client.end({ timeout: 0 });
  // One may be on its way still.
  await sleep(50);
  const before = taken;
  expect(before).toBeGreaterThan(0);
  await sleep(100);
  expect(taken).toBe(before);
});

test("an error that is not about the connection is not explained as one", () => {
  expect(
    explainConnectionError(Object.assign(new Error("syntax error"), { code: "42601" }), "postgres://h/d"),
  ).toBeNull();
  expect(explainConnectionError(new TypeError("x is not a function"), "postgres://h/d")).toBeNull();
  expect(explainConnectionError("text", "postgres://h/d")).toBeNull();
});
