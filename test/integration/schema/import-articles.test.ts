import { afterAll, beforeAll, expect, test } from "vitest";
import { articlesToImport, importArticles as example } from "../../../src/http/import-examples.ts";
import { createImporter, type Importer } from "../../../src/import/importer.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { makeKey } from "../../support/keys.ts";

// Articles that come over HTTP, with a key, and what their sender is told.

let gateway: TestGateway;
let importer: Importer;
let key: string;

beforeAll(async () => {
  gateway = await startTestGateway((client) => {
    importer = createImporter({ client, imageProxies: [] });
    return importer;
  });
  key = await makeKey(gateway.database.client, "sender");
});

afterAll(async () => {
  await importer.close();
  await gateway.close();
});

const IMPORT = `mutation ($input: ImportArticlesInput!) { importArticles(input: $input) {
  run { id source { name } status dryRun filesTotal filesRead created updated unchanged skipped failed
    issues { nodes { path line severity code } } }
  articles { path title status body { text } source { name } }
  userErrors { code message field } } }`;

const DELETE = `mutation ($input: DeleteArticlesInput!) {
  deleteArticles(input: $input) { deletedIds userErrors { code message field } } }`;

const post = (title: string, more = "", body = `Text of ${title}.`) =>
  `---\ntitle: ${title}\ndate: 2026-01-02T03:04:05Z\n${more}---\n${body}\n`;

async function send(source: string, files: Record<string, string>, options: object = {}) {
  const list = Object.entries(files).map(([path, content]) => ({ path, content }));
  const { data, errors } = await gateway.ask(IMPORT, { input: { source, files: list, ...options } }, key);
  expect(errors).toEqual([]);
  return data.importArticles;
}

async function remove(source: string, paths: string[]) {
  const { data, errors } = await gateway.ask(DELETE, { input: { source, paths } }, key);
  expect(errors).toEqual([]);
  return data.deleteArticles;
}

const titles = async (source: string): Promise<string[]> => {
  const { data } = await gateway.ask(
    `query ($source: String!) { articles(filter: {sources: [$source]}, orderBy: {field: TITLE, direction: ASC}, first: 100)
      { nodes { title } } }`,
    { source },
  );
  return data.articles.nodes.map((node: { title: string }) => node.title);
};

test("files become articles, for everybody, and the run says so", async () => {
  const answer = await send("sent", { "b.md": post("B"), "2026/a.md": post("A") });
  expect(answer).toEqual({
    run: {
      id: expect.any(String),
      source: { name: "sent" },
      status: "SUCCEEDED",
      dryRun: false,
      filesTotal: 2,
      filesRead: 2,
      created: 2,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      failed: 0,
      issues: { nodes: [] },
    },
    articles: [
      { path: "b.md", title: "B", status: "PUBLISHED", body: { text: "Text of B." }, source: { name: "sent" } },
      { path: "2026/a.md", title: "A", status: "PUBLISHED", body: { text: "Text of A." }, source: { name: "sent" } },
    ],
    userErrors: [],
  });
  expect(await titles("sent")).toEqual(["A", "B"]);
  const { data } = await gateway.ask('{ importRuns(source: "sent") { nodes { id created } } }', {}, key);
  expect(data.importRuns.nodes).toEqual([{ id: answer.run.id, created: 2 }]);
});

test("the same again changes nothing, and what changed is updated", async () => {
  const files = { "a.md": post("Before"), "b.md": post("Same") };
  await send("again", files);
  expect(await send("again", files)).toMatchObject({ run: { created: 0, updated: 0, unchanged: 2 } });
  const answer = await send("again", { ...files, "a.md": post("After") });
  expect(answer).toMatchObject({
    run: { updated: 1, unchanged: 1 },
    articles: [{ title: "After" }, { title: "Same" }],
  });
});

test("mutations of one request run one after another, and each shows what it made", async () => {
  const one = (body: string) => ({ source: "serial", files: [{ path: "a.md", content: post("A", "", body) }] });
  const { data, errors } = await gateway.ask(
    `mutation ($one: ImportArticlesInput!, $two: ImportArticlesInput!) {
      one: importArticles(input: $one) { run { created } articles { body { text } categories { name } } }
      two: importArticles(input: $two) { run { updated } articles { body { text } } }
      gone: deleteArticles(input: {source: "serial", paths: ["a.md"]}) { deletedIds }
      again: importArticles(input: $one) { run { created } articles { body { text } } } }`,
    { one: one("One."), two: one("Two.") },
    key,
  );
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    one: { run: { created: 1 }, articles: [{ body: { text: "One." } }] },
    two: { run: { updated: 1 }, articles: [{ body: { text: "Two." } }] },
    gone: { deletedIds: [expect.any(String)] },
    again: { run: { created: 1 }, articles: [{ body: { text: "One." } }] },
  });
});

test("a dry run says what would come of it, and writes no article", async () => {
  const answer = await send("dry", { "a.md": post("A") }, { dryRun: true });
  expect(answer).toMatchObject({ run: { dryRun: true, created: 1 }, articles: [], userErrors: [] });
  expect(await titles("dry")).toEqual([]);
});

test("a file that fails costs no other, and its error says which it is and where", async () => {
  const answer = await send("partly", { "a.md": post("A"), "bad.md": "---\ntitle: x\n", "c.md": post("C") });
  expect(answer).toMatchObject({
    run: { status: "FAILED", created: 2, failed: 1 },
    articles: [{ title: "A" }, { title: "C" }],
    userErrors: [
      {
        code: "FRONT_MATTER_UNCLOSED",
        message: expect.stringContaining("never closed"),
        field: ["input", "files", "1", "content"],
      },
    ],
  });
  expect(answer.run.issues.nodes).toMatchObject([{ path: "bad.md", severity: "ERROR", code: "FRONT_MATTER_UNCLOSED" }]);
});

test("drafts are stored, and shown to no importer either", async () => {
  const answer = await send("drafts", { "draft.md": post("Draft", "draft: true\n"), "a.md": post("A") });
  expect(answer).toMatchObject({ run: { created: 2 }, articles: [{ title: "A" }] });
  expect(await send("only-drafts", { "d.md": post("D", "draft: true\n") })).toMatchObject({
    run: { source: { name: "only-drafts" }, created: 1 },
    articles: [],
  });
});

test("options are remembered: what is left out stays as it was", async () => {
  const zoneless = "---\ntitle: Noon\ndate: 2026-01-02 12:00:00\n---\nText.\n";
  const options = { timeZone: "Asia/Shanghai", baseUrl: "https://blog.example.com/" };
  await send("options", { "a.md": zoneless }, options);
  await send("options", { "b.md": zoneless.replace("Text", "Other text") });
  const { data } = await gateway.ask(`{ source(name: "options") { timeZone baseUrl }
    articles(filter: {sources: ["options"]}) { nodes { publishedAt } } }`);
  expect(data.source).toEqual(options);
  expect(data.articles.nodes).toEqual(Array(2).fill({ publishedAt: "2026-01-02T04:00:00.000Z" }));
});

const FILE = { path: "a.md", content: post("A") };
const WRONG: [what: string, input: object, field: string[]][] = [
  ["a path that leads out", { files: [{ ...FILE, path: "../a.md" }] }, ["input", "files", "0", "path"]],
  ["an absolute path", { files: [{ ...FILE, path: "/etc/a.md" }] }, ["input", "files", "0", "path"]],
  ["no path", { files: [{ ...FILE, path: "" }] }, ["input", "files", "0", "path"]],
  ["a path twice", { files: [FILE, FILE] }, ["input", "files", "1", "path"]],
  ["a path that is no article's", { files: [{ ...FILE, path: "a.exe" }] }, ["input", "files", "0", "path"]],
  ["a time zone that is none", { files: [FILE], timeZone: "Mars/Olympus" }, ["input", "timeZone"]],
  ["a base URL that is no site's", { files: [FILE], baseUrl: "mailto:ida@example.com" }, ["input", "baseUrl"]],
  ["a source without a name", { source: " ", files: [FILE] }, ["input", "source"]],
  [
    "too many files",
    { files: Array.from({ length: 101 }, (_, n) => ({ ...FILE, path: `${n}.md` })) },
    ["input", "files"],
  ],
];

test.each(WRONG)("%s is a user error, and nothing is written", async (_what, input, field) => {
  const { data, errors } = await gateway.ask(IMPORT, { input: { source: "wrong", ...input } }, key);
  expect(errors).toEqual([]);
  expect(data.importArticles).toMatchObject({
    run: null,
    articles: [],
    userErrors: [{ code: "BAD_USER_INPUT", message: expect.stringMatching(/^\S.*\.$/), field }],
  });
  const { client } = gateway.database;
  expect(await client`select from sources where name in ('wrong', '', ' ')`).toHaveLength(0);
});

test("what GraphQL itself knows to be wrong never comes to the importer", async () => {
  for (const input of [
    { source: "s" },
    { source: "s", files: [{ path: "a.md" }] },
    { source: "s", files: [], format: "WORD" },
  ]) {
    const { errors } = await gateway.ask(IMPORT, { input }, key);
    expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
  }
});

test("articles are deleted by their paths, with what only they led to", async () => {
  await send("shrinking", { "a.md": post("Stays"), "b.md": post("Goes", "tags: [only here]\n") });
  const { data } = await gateway.ask('{ article(by: {path: {path: "b.md", source: "shrinking"}}) { id } }');
  expect(await remove("shrinking", ["b.md", "never.md"])).toEqual({
    deletedIds: [data.article.id],
    userErrors: [{ code: "NOT_FOUND", message: expect.stringContaining("never.md"), field: ["input", "paths", "1"] }],
  });
  expect(await titles("shrinking")).toEqual(["Stays"]);
  const { data: after } = await gateway.ask('{ tag(by: {name: "only here"}) { id } }');
  expect(after.tag).toBeNull();
});

test("a source that is not there has nothing to delete", async () => {
  expect(await remove("nowhere", ["a.md"])).toMatchObject({
    deletedIds: [],
    userErrors: [{ code: "NOT_FOUND", field: ["input", "source"] }],
  });
});

test("more than a hundred at a time are refused, and nothing is done", async () => {
  await send("many", { "0.md": post("Stays") });
  const paths = Array.from({ length: 101 }, (_, number) => `${number}.md`);
  const imported = await send("many", Object.fromEntries(paths.map((path) => [path, post(path)])));
  const error = { code: "BAD_USER_INPUT", message: expect.stringContaining("101") };
  expect(imported).toMatchObject({ run: null, articles: [], userErrors: [{ ...error, field: ["input", "files"] }] });
  expect(await remove("many", paths)).toMatchObject({
    deletedIds: [],
    userErrors: [{ ...error, field: ["input", "paths"] }],
  });
  expect(await titles("many")).toEqual(["Stays"]);
});

test("who changes an article is told to send its copies again, of which nobody knows the text any more", async () => {
  const text = (title: string) => post(title, "", `${title} went on. `.repeat(60));
  await send("copies", { "a.md": text("Twice") });
  await send("copies", { "b.md": text("Twice") });
  const changed = await send("copies", { "a.md": text("Changed") });
  expect(changed.userErrors).toMatchObject([{ code: "COPY_UNKNOWN", field: null }]);
  expect(changed.run).toMatchObject({ status: "FAILED", updated: 1, failed: 1 });
  expect(changed.run.issues.nodes).toMatchObject([{ path: "b.md", code: "COPY_UNKNOWN" }]);
  await send("copies", { "b.md": text("Twice") });
  expect(await titles("copies")).toEqual(["Changed", "Twice"]);
  const both = await send("copies", { "a.md": text("Again"), "c.md": text("Again") });
  expect(both.userErrors).toEqual([]);
  const together = await send("copies", { "a.md": text("New"), "c.md": text("Again") });
  expect(together).toMatchObject({ userErrors: [], articles: [{ title: "New" }, { title: "Again" }] });
});

test("the example of GraphiQL does what it says, and twice", async () => {
  for (const dryRun of [true, false]) {
    const input = { ...articlesToImport.input, dryRun };
    const { data, errors } = await gateway.ask(example, { input }, key);
    expect(errors).toEqual([]);
    expect(data.importArticles).toMatchObject({
      run: { status: "SUCCEEDED", created: 1, issues: { nodes: [] } },
      articles: dryRun ? [] : [{ title: "Hello" }],
      userErrors: [],
    });
  }
});

test("the key is in no log and no answer, whatever comes of the request", async () => {
  const { client } = gateway.database;
  await client`alter table import_runs rename to gone`;
  const { errors } = await gateway.ask(IMPORT, { input: { source: "broken", files: [FILE] } }, key);
  await client`alter table gone rename to import_runs`;
  expect(errors[0]?.extensions.code).toBe("INTERNAL_SERVER_ERROR");
  expect(JSON.stringify(errors) + gateway.logged.join()).not.toContain(key);
  expect(gateway.logged).toHaveLength(1);
  gateway.logged.length = 0;
});

test("a hundred files of 300 kilobytes come in one request", async () => {
  // Without front matter a file is soon done with: what is tried is the way there.
  const text = "A line of a file that is long.\n".repeat(9_700);
  const files = Array.from({ length: 99 }, (_, n) => [`${n}.md`, `${n} ${text}`]);
  const answer = await send("large", { ...Object.fromEntries(files), "article.md": post("Large", "", text) });
  expect(answer).toMatchObject({ run: { filesRead: 100, skipped: 99, created: 1 }, articles: [{ title: "Large" }] });
}, 60_000);
