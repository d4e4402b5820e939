import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  beginRun,
  finishRun,
  issuesOfRun,
  type RunCounts,
  type RunIssue,
  recordRun,
} from "../../../src/db/write/runs.ts";
import { saveSource } from "../../../src/db/write/sources.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { makeKey } from "../../support/keys.ts";

// Runs of imports as data: what an import has recorded is what a query shows.

const NOW = new Date("2026-01-02T03:04:05.678Z");

let gateway: TestGateway;
let key: string;
let blog: number;
let notes: number;

beforeAll(async () => {
  gateway = await startTestGateway();
  key = await makeKey(gateway.database.client, "reader");
  blog = await source("blog");
  notes = await source("notes");
});

afterAll(() => gateway.close());

beforeEach(async () => {
  await gateway.database.client`truncate import_runs cascade`;
});

async function source(name: string): Promise<number> {
  const options = { kind: "folder", format: null, root: null, timeZone: null, baseUrl: null, categoryMode: null };
  return (await saveSource(gateway.database.client, { name, ...options }, null, NOW)).id;
}

const counts = (given: Partial<RunCounts> = {}): RunCounts => ({
  filesTotal: null,
  filesRead: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  renamed: 0,
  deleted: 0,
  skipped: 0,
  failed: 0,
  ...given,
});

const issue = (path: string, severity: "WARNING" | "ERROR" = "WARNING"): RunIssue => ({
  path,
  line: 3,
  severity,
  code: severity === "ERROR" ? "NOT_UTF8" : "YAML_REPAIRED",
  message: `About ${path}.`,
  hint: null,
});

/** Begins a run, and says what it found. */
async function run(sourceId: number, issues: RunIssue[] = [], given: Partial<RunCounts> = {}): Promise<number> {
  const { client } = gateway.database;
  const id = await beginRun(client, { sourceId, dryRun: false }, NOW);
  await finishRun(client, id, "SUCCEEDED", counts(given), issues, new Date(NOW.getTime() + 1500));
  return id;
}

const globalId = (id: number) => Buffer.from(`ImportRun:${id}`).toString("base64url");

async function ask(query: string, variables: Record<string, unknown> = {}) {
  const { data, errors, statements } = await gateway.ask(query, variables, key);
  expect(errors).toEqual([]);
  const own = statements.filter((sql) => !sql.includes("api_keys"));
  return { data, statements: own };
}

test("a run shows what was recorded of it", async () => {
  const { client } = gateway.database;
  const id = await beginRun(client, { sourceId: blog, dryRun: true }, NOW);
  const read = async () => (await ask(FIELDS, { id: globalId(id) })).data.importRun;
  expect(await read()).toEqual({
    id: globalId(id),
    source: { name: "blog", articleCount: 0 },
    status: "RUNNING",
    startedAt: NOW.toISOString(),
    finishedAt: null,
    dryRun: true,
    ...counts(),
    issues: { totalCount: 0, nodes: [] },
  });
  await recordRun(client, id, counts({ filesTotal: 9, filesRead: 3, created: 1, updated: 2 }), [issue("b.md")]);
  expect(await read()).toMatchObject({ status: "RUNNING", filesTotal: 9, filesRead: 3, created: 1, updated: 2 });
  const end = counts({ filesTotal: 9, filesRead: 9, unchanged: 1, renamed: 2, deleted: 3, skipped: 4, failed: 5 });
  await finishRun(client, id, "FAILED", end, [issue("a.md", "ERROR"), issue("b.md")], NOW);
  expect(await read()).toMatchObject({
    status: "FAILED",
    finishedAt: NOW.toISOString(),
    ...end,
    issues: {
      totalCount: 3,
      nodes: [
        { path: "b.md", line: 3, severity: "WARNING", code: "YAML_REPAIRED", message: "About b.md.", hint: null },
        { path: "a.md", severity: "ERROR" },
        { path: "b.md" },
      ],
    },
  });
});

const FIELDS = `query ($id: ID!) { importRun(id: $id) { id source { name articleCount } status startedAt finishedAt dryRun
  filesTotal filesRead created updated unchanged renamed deleted skipped failed
  issues { totalCount nodes { path line severity code message hint } } } }`;

test("a run that has ended stays as it is, whatever arrives late", async () => {
  const { client } = gateway.database;
  const id = await run(blog, [], { filesRead: 7 });
  await recordRun(client, id, counts({ filesRead: 1 }), [issue("late.md")]);
  const { data } = await ask(FIELDS, { id: globalId(id) });
  expect(data.importRun).toMatchObject({ status: "SUCCEEDED", filesRead: 7, issues: { totalCount: 0 } });
});

test("a run that was silent for a minute was interrupted, until it speaks again", async () => {
  const { client } = gateway.database;
  const status = async (id: number) =>
    (await ask("query ($id: ID!) { importRun(id: $id) { status finishedAt } }", { id: globalId(id) })).data.importRun;
  const age = (id: number, seconds: number) =>
    client`update import_runs set seen_at = now() - make_interval(secs => ${seconds}::int) where id = ${id}`;
  const id = await beginRun(client, { sourceId: blog, dryRun: false }, NOW);
  await age(id, 55);
  expect(await status(id)).toEqual({ status: "RUNNING", finishedAt: null });
  await age(id, 61);
  expect(await status(id)).toEqual({ status: "INTERRUPTED", finishedAt: null });
  // The next run of its source writes down what everybody has seen.
  await beginRun(client, { sourceId: notes, dryRun: false }, NOW);
  const stored = () => client`select status from import_runs where id = ${id}`;
  expect(await stored()).toEqual([{ status: "RUNNING" }]);
  await beginRun(client, { sourceId: blog, dryRun: false }, NOW);
  expect(await stored()).toEqual([{ status: "INTERRUPTED" }]);
  await recordRun(client, id, counts(), []);
  expect(await status(id)).toEqual({ status: "RUNNING", finishedAt: null });
});

test("the last hundred runs of a source are kept, with their issues", async () => {
  const { client } = gateway.database;
  const other = await run(notes, [issue("kept.md")]);
  const first = await run(blog, [issue("gone.md")]);
  const alive = await beginRun(client, { sourceId: blog, dryRun: false }, NOW);
  for (let n = 0; n < 99; n++) await run(blog, n < 2 ? [issue(`${n}.md`)] : []);
  const kept = async () => (await client`select id from import_runs order by id`).map((row) => Number(row.id));
  expect((await kept()).slice(0, 3)).toEqual([other, first, alive]);
  await run(blog);
  expect((await kept()).slice(0, 3)).toEqual([other, alive, alive + 1]);
  const paths = (await client`select path from import_issues order by id`).map((row) => row.path);
  expect(paths).toEqual(["kept.md", "0.md", "1.md"]);
  // What a run that was forgotten has to say is lost, and no fault.
  await recordRun(client, first, counts(), [issue("late.md")]);
});

test("whatever a path or a message holds can be recorded", async () => {
  const id = await run(blog, [{ ...issue("a\0b\ud800.md"), message: "“\udfff”, '; drop table import_runs; --" }]);
  const { data } = await ask(FIELDS, { id: globalId(id) });
  expect(data.importRun.issues.nodes).toMatchObject([
    { path: "a\ufffdb\ufffd.md", message: "“\ufffd”, '; drop table import_runs; --" },
  ]);
});

test("issues are read back whole and in order, a page at a time", async () => {
  const { client } = gateway.database;
  const paths = Array.from({ length: 2001 }, (_, n) => `${n}.md`);
  const id = await run(
    blog,
    paths.map((path) => issue(path)),
  );
  await run(blog, [issue("other.md")]);
  const pages: RunIssue[][] = [];
  for await (const page of issuesOfRun(client, id)) pages.push(page);
  expect(pages.map((page) => page.length)).toEqual([1000, 1000, 1]);
  expect(pages.flat().map(({ path }) => path)).toEqual(paths);
  expect(pages[0]?.[0]).toEqual(issue("0.md"));
});

test("runs are listed newest first, those of one source or of all, and walked both ways", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.unshift(globalId(await run(n % 2 ? notes : blog)));
  const page = async (args: string) => (await ask(`{ importRuns(${args}) { ${PAGE} } }`)).data.importRuns;
  const all = await page("first: 100");
  expect(all.nodes.map((node: { id: string }) => node.id)).toEqual(ids);
  expect(all.totalCount).toBe(5);
  const ofNotes = await page('source: "notes"');
  expect(ofNotes).toMatchObject({ totalCount: 2, nodes: [{ id: ids[1] }, { id: ids[3] }] });
  expect(await page('source: "nowhere"')).toMatchObject({ totalCount: 0, nodes: [] });
  const first = await page("first: 2");
  const next = await page(`first: 2, after: "${first.pageInfo.endCursor}"`);
  expect(next).toMatchObject({
    nodes: [{ id: ids[2] }, { id: ids[3] }],
    pageInfo: { hasNextPage: true, hasPreviousPage: true },
  });
  expect(await page(`last: 2, before: "${next.pageInfo.startCursor}"`)).toMatchObject({
    nodes: [{ id: ids[0] }, { id: ids[1] }],
    pageInfo: { hasPreviousPage: false },
  });
  expect(await page("last: 1")).toMatchObject({ nodes: [{ id: ids[4] }] });
});

const PAGE = "totalCount nodes { id } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }";

test("issues are filtered by severity and walked both ways", async () => {
  const id = await run(
    blog,
    Array.from({ length: 7 }, (_, n) => issue(`${n}.md`, n % 3 ? "WARNING" : "ERROR")),
  );
  const page = async (args: string) => {
    const query = `query ($id: ID!) { importRun(id: $id) { issues(${args}) { totalCount nodes { path }
      pageInfo { startCursor endCursor hasNextPage } } } }`;
    const { issues } = (await ask(query, { id: globalId(id) })).data.importRun;
    return { ...issues, nodes: issues.nodes.map((node: { path: string }) => node.path.slice(0, 1)).join("") };
  };
  expect(await page("severity: [ERROR]")).toMatchObject({ totalCount: 3, nodes: "036" });
  expect(await page("severity: [ERROR, WARNING]")).toMatchObject({ totalCount: 7, nodes: "0123456" });
  expect(await page("severity: []")).toMatchObject({ totalCount: 0, nodes: "" });
  const first = await page("severity: [WARNING], first: 2");
  expect(first).toMatchObject({ nodes: "12", pageInfo: { hasNextPage: true } });
  const rest = await page(`severity: [WARNING], first: 5, after: "${first.pageInfo.endCursor}"`);
  expect(rest).toMatchObject({ nodes: "45", pageInfo: { hasNextPage: false } });
  expect(await page(`last: 2, before: "${rest.pageInfo.startCursor}"`)).toMatchObject({ nodes: "23" });
});

test.each([
  ["a page of runs", "", 1],
  ["the source of each", "source { name }", 1],
  ["the issues of each", "issues(first: 2) { nodes { path } }", 2],
  ["the issues of each, counted", "issues(severity: [ERROR]) { totalCount nodes { path } }", 3],
  ["the articles of each source, counted", "source { articleCount }", 2],
])("%s costs the same for 2 runs as for 20", async (_name, selection, expected) => {
  for (let n = 0; n < 20; n++) await run(n % 2 ? blog : notes, [issue("a.md"), issue("b.md", "ERROR")]);
  for (const first of [2, 20]) {
    const { data, statements } = await ask(`{ importRuns(first: ${first}) { nodes { id ${selection} } } }`);
    expect(data.importRuns.nodes).toHaveLength(first);
    expect(statements).toHaveLength(expected);
  }
});

test("a run is a node for importers, and nothing for anybody else", async () => {
  const id = globalId(await run(blog, [issue("secret.md")]));
  const query = "query ($id: ID!) { node(id: $id) { id __typename } nodes(ids: [$id]) { id } }";
  const { data } = await ask(query, { id });
  expect(data).toEqual({ node: { id, __typename: "ImportRun" }, nodes: [{ id }] });
  const outside = await gateway.ask(query, { id });
  expect(outside.errors).toEqual([]);
  expect(outside.data).toEqual({ node: null, nodes: [null] });
});

test.each([
  [
    `{ importRun(id: "${Buffer.from("Article:1").toString("base64url")}") { id } }`,
    /of an Article, not of an ImportRun/,
  ],
  ["{ importRuns(first: 101) { totalCount } }", /first takes 1 to 100/],
  ['{ importRuns(after: "x") { totalCount } }', /is not a cursor of this list/],
  [
    `{ importRuns(after: "${Buffer.from('["FOUND","1",1]').toString("base64url")}") { totalCount } }`,
    /ordered by FOUND; this one is ordered by NEWEST/,
  ],
])("%s", async (query, says) => {
  const { errors } = await gateway.ask(query, {}, key);
  expect(errors[0]).toMatchObject({
    message: expect.stringMatching(says),
    extensions: { code: "BAD_USER_INPUT" },
  });
  expect(gateway.logged).toEqual([]);
});
