import { rm } from "node:fs/promises";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { migrate } from "../../../src/db/migrate.ts";
import { createQueries, type Queries } from "../../../src/db/queries/queries.ts";
import { PUBLIC } from "../../../src/db/queries/visibility.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { holdTable } from "../../support/hold-table.ts";
import { embeddedPrograms, type OwnPostgres, startOwnPostgres } from "../../support/own-postgres.ts";
import { findPgBouncer, type PgBouncer, startPgBouncer } from "../../support/pgbouncer.ts";
import { makeScratch } from "../../support/scratch.ts";

const program = findPgBouncer();
const WITHOUT = program ? "" : " (skipped: PgBouncer is not installed on this machine)";

describe.skipIf(program === null)(`behind PgBouncer in transaction mode${WITHOUT}`, () => {
  let folder: string;
  let server: OwnPostgres;
  let pooler: PgBouncer;
  let database: Database;
  let queries: Queries;

  beforeAll(async () => {
    folder = await makeScratch();
    server = await startOwnPostgres(await embeddedPrograms(), folder);
    pooler = await startPgBouncer(program ?? "", server, folder);
    const url = `${pooler.url}?prepare=false`;
    await migrate(url);
    database = connect(url, { poolSize: 8, statementTimeout: 500 });
    queries = createQueries(database);
    await writeArticles(
      database,
      Array.from({ length: 20 }, (_, n) => article({ path: `${n}.md`, authors: ["Ada"], publishedAt: n })),
    );
  }, 60_000);

  afterAll(async () => {
    await database?.close();
    await pooler?.stop();
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  test("more are asked at once than it has connections, and all are answered", async () => {
    const counts = await Promise.all(Array.from({ length: 100 }, () => queries.countOfAll(PUBLIC)));
    expect(new Set(counts)).toEqual(new Set([20]));
  });

  test("an import while readers read", async () => {
    let reading = true;
    const readers = Array.from({ length: 4 }, async () => {
      while (reading) expect(await queries.countOfAll(PUBLIC)).toBeGreaterThanOrEqual(20);
    });
    for (let n = 20; n < 25; n++) await writeArticles(database, [article({ path: `${n}.md` })]);
    reading = false;
    await Promise.all(readers);
    expect(await queries.countOfAll(PUBLIC)).toBe(25);
  });

  test("a statement that takes too long is cancelled in PostgreSQL, and no other", async () => {
    const authors = await holdTable(server.url, "authors");
    const slow = [queries.authors.byIds([1], PUBLIC), queries.authors.byIds([2], PUBLIC)];
    const outcomes = Promise.allSettled(slow);
    await expect.poll(authors.waiting).toBe(2);
    // By the connection that is left, and then by those of what was cancelled.
    for (let n = 0; n < 200; n++) expect(await queries.countOfAll(PUBLIC)).toBeGreaterThanOrEqual(20);
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "57014" } });
    }
    await expect.poll(authors.waiting).toBe(0);
    await authors.release();
    expect(await queries.authors.byIds([1], PUBLIC)).toHaveLength(1);
  });

  test("its connections to the server are killed, and reads are answered all the same", async () => {
    const admin = postgres(server.url, { max: 1 });
    let reading = true;
    let answers = 0;
    const readers = Array.from({ length: 4 }, async () => {
      while (reading) {
        expect(await queries.countOfAll(PUBLIC)).toBeGreaterThanOrEqual(20);
        answers++;
      }
    });
    for (let kill = 0; kill < 10; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'broadsheet' limit 1`;
    }
    reading = false;
    await Promise.all(readers);
    await admin.end();
    expect(answers).toBeGreaterThan(0);
  });
});
