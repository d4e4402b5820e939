import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { type Started, startInShell, startScript } from "../../support/start-script.ts";

let folder: string;
let stored: TestDatabase;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "broadsheet-start-"));
  stored = await createTestDatabase();
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

afterAll(async () => {
  await stored.drop();
  await rm(folder, { recursive: true, force: true });
});

const start = (settings: Record<string, string>, ...args: string[]): Started => {
  const started = startScript(folder, settings, ...args);
  children.push(started.child);
  return started;
};

const titles = async (url: string): Promise<string[]> => {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ articles(first: 100) { nodes { title } } }" }),
  });
  const { data } = (await response.json()) as { data: { articles: { nodes: { title: string }[] } } };
  return data.articles.nodes.map(({ title }) => title);
};

test("with nothing set, the samples are served from an embedded database, once imported for good", async () => {
  const environment = { DATA_DIR: join(folder, "data") };
  const first = start(environment);
  const url = await first.url;
  const found = await titles(url);
  expect(found.length).toBeGreaterThanOrEqual(25);
  expect(first.output()).toMatch(/Imported +\S*samples: \d+ created\n/);
  const [image = ""] = /http:\S+\/images\/\S+/.exec(first.output()) ?? [];
  expect((await fetch(image)).headers.get("content-type")).toMatch(/^image\//);
  first.child.kill("SIGTERM");
  expect(await first.exit).toBe(0);

  const second = start(environment);
  expect((await titles(await second.url)).length).toBe(found.length);
  expect(second.output()).not.toContain("Imported");
  // As the terminal sends it: to all of the group, the database server's processes among them if they were in it.
  process.kill(-(second.child.pid ?? 0), "SIGINT");
  expect(await second.exit).toBe(0);
  expect(second.output()).not.toMatch(/error/i);
}, 60_000);

test("a database that was given gets nothing that was not asked for", async () => {
  const server = start({ DATABASE_URL: stored.url });
  expect(await titles(await server.url)).toEqual([]);
  expect(server.output()).toContain("none yet");
  server.child.kill("SIGTERM");
  expect(await server.exit).toBe(0);
}, 30_000);

test("folders that were given are imported into whatever database there is", async () => {
  await writeFile(join(folder, "post.md"), "---\ntitle: A first post\ndate: 2024-05-06\n---\n\nHello.\n");
  const server = start({ DATABASE_URL: stored.url }, "post.md");
  expect(await titles(await server.url)).toEqual(["A first post"]);
  expect(server.output()).toMatch(/Imported +\S+: 1 created/);
  server.child.kill("SIGTERM");
  expect(await server.exit).toBe(0);
}, 30_000);

test.each([
  ["a wrong setting", { PORT: "http" }, [], /^PORT has a value that cannot be used: .+\n$/],
  ["an unknown option", {}, ["--fast"], /^unknown option '--fast'\nSee --help\.\n$/],
  ["a folder that is not there", {}, ["nowhere"], /^.*nowhere.*\n$/],
])(
  "%s ends the start with code 2 and says what is wrong",
  async (_what, environment, args, message) => {
    const failed = start({ DATABASE_URL: stored.url, ...environment }, ...args);
    expect(await failed.exit).toBe(2);
    expect(failed.output()).toMatch(message);
  },
  30_000,
);

test.each([[], ["post.md"]])(
  "a taken port ends the start with code 2, in one line and before anything is imported: %s",
  async (...folders) => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const { port } = holder.address() as AddressInfo;
    const failed = start({ DATABASE_URL: stored.url, PORT: String(port) }, ...folders);
    expect(await failed.exit).toBe(2);
    expect(failed.output()).toMatch(new RegExp(`^Port ${port} is taken: .+\\n$`));
    holder.close();
  },
  30_000,
);

test("a SIGTERM that reaches npm's shell only ends the server as well", async () => {
  const server = startInShell(folder, { DATABASE_URL: stored.url });
  const url = await server.url;
  server.child.kill("SIGTERM");
  await server.exit;
  expect(server.output()).toContain("Stopping.");
  await expect(fetch(url)).rejects.toThrow();
}, 30_000);

test("--help says what can be given", async () => {
  const help = start({}, "--help");
  expect(await help.exit).toBe(0);
  expect(help.output()).toContain("[folders...]");
}, 30_000);
