import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { connect } from "../../../src/db/client.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { type HeldTable, holdTable } from "../../support/hold-table.ts";

// What takes too long, takes too long on the real thing: a table that is read is locked by somebody else.

let gateway: TestGateway;
let patient: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway(undefined, undefined, undefined, { statementTimeout: 300 });
  patient = await startTestGateway(undefined, undefined, undefined, { requestTimeout: 400 });
  for (const { database } of [gateway, patient]) {
    await writeArticles(database, [article({ path: "a.md", authors: ["Ada"] }), article({ path: "b.md" })]);
  }
});

const held: HeldTable[] = [];
afterEach(async () => {
  for (const table of held.splice(0)) await table.release();
  gateway.logged.length = 0;
  patient.logged.length = 0;
});

afterAll(async () => {
  await gateway.close();
  await patient.close();
});

async function hold({ databaseUrl }: TestGateway, name: string): Promise<HeldTable> {
  const table = await holdTable(databaseUrl, name);
  held.push(table);
  return table;
}

const TIMEOUT = {
  message: expect.stringMatching(/^This took longer than it may/),
  path: ["authors"],
  extensions: { code: "TIMEOUT", requestId: expect.any(String) },
};

test("a statement that takes longer than STATEMENT_TIMEOUT is cancelled, and its field is a TIMEOUT", async () => {
  const authors = await hold(gateway, "authors");
  const { data, errors, headers } = await gateway.ask("{ authors { nodes { name } } }");
  expect(data).toBeNull();
  expect(errors).toMatchObject([TIMEOUT]);
  expect(errors[0]?.extensions.requestId).toBe(headers.get("x-request-id"));
  expect(JSON.stringify(errors)).not.toMatch(/select|statement/);
  await expect.poll(authors.waiting).toBe(0);
  expect(gateway.logged).toHaveLength(1);
  const line = gateway.logged[0] ?? "";
  expect(JSON.parse(line)).toMatchObject({ level: 40, requestId: headers.get("x-request-id") });
  // By its shape, without SQL.
  expect(line).toMatch(/the statement \\".+\\" failed/);
  expect(line).not.toMatch(/select .* from/i);
});

test("a statement that fails all fields of a list is logged once", async () => {
  await hold(gateway, "article_authors");
  const { errors } = await gateway.ask("{ articles { nodes { authors { name } } } }");
  expect(errors.length).toBeGreaterThan(0);
  expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(["TIMEOUT"]));
  expect(gateway.logged).toHaveLength(1);
});

test("what else is asked meanwhile and afterwards is answered, and is never cancelled in its place", async () => {
  const authors = await hold(gateway, "authors");
  const slow = Array.from({ length: 3 }, () => gateway.ask("{ authors { nodes { name } } }"));
  const quick = async () => {
    const { data, errors } = await gateway.ask("{ articles { nodes { path } } }");
    expect(errors).toEqual([]);
    expect(data.articles.nodes.map(({ path }: { path: string }) => path).sort()).toEqual(["a.md", "b.md"]);
  };
  let asking = true;
  const askers = Array.from({ length: 4 }, async () => {
    while (asking) await quick();
  });
  for (const { errors } of await Promise.all(slow)) expect(errors).toMatchObject([TIMEOUT]);
  await authors.release();
  held.length = 0;
  for (let n = 0; n < 50; n++) await quick();
  asking = false;
  await Promise.all(askers);
  expect((await gateway.ask("{ authors { nodes { name } } }")).data).toEqual({ authors: { nodes: [{ name: "Ada" }] } });
});

test("statements that end just when they are cancelled leave right answers, and nothing to those after them", async () => {
  const database = connect(gateway.databaseUrl, { poolSize: 4, statementTimeout: 150 });
  let number = 0;
  const outcomes = { right: 0, late: 0 };
  const asker = async () => {
    for (let n = 0; n < 15; n++) {
      const mine = ++number;
      const text = "select $1::integer, pg_sleep($2::float8)";
      const seconds = n % 3 === 0 ? 0.1 + Math.random() / 5 : 0.001;
      try {
        const rows = await database.reads.run({ text, values: [mine, seconds], options: { prepare: true } });
        expect(rows[0]?.[0]).toBe(mine);
        outcomes.right++;
      } catch (error) {
        expect(error).toMatchObject({ code: "57014" });
        expect(seconds).toBeGreaterThan(0.05);
        outcomes.late++;
      }
    }
  };
  // More than there are connections: they are asked behind others, too.
  await Promise.all(Array.from({ length: 12 }, asker));
  await database.close();
  expect(outcomes.right).toBeGreaterThanOrEqual(120);
  expect(outcomes.late).toBeGreaterThan(0);
});

test("what was asked behind a statement that takes long is asked elsewhere", async () => {
  const database = connect(gateway.databaseUrl, { poolSize: 2, statementTimeout: 0 });
  const run = async (text: string) => (await database.reads.run({ text, values: [], options: { prepare: true } }))[0];
  await Promise.all([run("select pg_sleep(0.05)"), run("select pg_sleep(0.05)")]);
  const authors = await hold(gateway, "authors");
  const slow = run("select count(*)::integer from authors");
  const slower = run("select pg_sleep(0.3)");
  const quick = Array.from({ length: 8 }, (_, n) => run(`select ${n}::integer`));
  expect(await Promise.all(quick)).toEqual(Array.from({ length: 8 }, (_, n) => [n]));
  expect(await authors.waiting()).toBe(1);
  await authors.release();
  expect(await slow).toEqual([1]);
  await slower;
  await database.close();
});

test("an operation that takes longer than REQUEST_TIMEOUT is a TIMEOUT, and what it still asks is cancelled", async () => {
  const authors = await hold(patient, "authors");
  const { errors } = await patient.ask("{ authors { nodes { name } } }");
  expect(errors).toMatchObject([TIMEOUT]);
  await expect.poll(authors.waiting).toBe(0);
});

test("that holds for an operation that waits for a connection as well", async () => {
  await hold(patient, "authors");
  // More than there are connections.
  const asked = Array.from({ length: 9 }, () => patient.ask("{ authors { nodes { name } } }"));
  for (const { errors } of await Promise.all(asked)) expect(errors).toMatchObject([TIMEOUT]);
});

test("what a client asked for that has gone is cancelled", async () => {
  // No time limits at all: nothing else would end it.
  const endless = await startTestGateway();
  const authors = await hold(endless, "authors");
  const leaving = new AbortController();
  const body = JSON.stringify({ query: "{ authors { nodes { name } } }" });
  const headers = { "content-type": "application/json" };
  const asked = fetch(endless.url, { method: "POST", headers, body, signal: leaving.signal });
  await expect.poll(authors.waiting).toBe(1);
  leaving.abort();
  await expect(asked).rejects.toThrow();
  await expect.poll(authors.waiting).toBe(0);
  for (const table of held.splice(0)) await table.release();
  await endless.close();
});
