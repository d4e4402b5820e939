import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { runImport } from "../../../src/import/run.ts";
import { type RunningServer, startServer } from "../../../src/server.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { useImporting } from "../../support/importing.ts";
import { makeKey } from "../../support/keys.ts";
import { picture as gradient } from "../../support/pictures.ts";
import { serverConfig } from "../../support/server-config.ts";

const importing = useImporting();

let stored: TestDatabase;
let database: Database;
let server: RunningServer;
let folder: string;

const picture = new URL("../../../samples/images/halftone.png", import.meta.url);

const article = (title: string, image: string, more = "") =>
  `---\ntitle: ${title}\ndate: 2024-05-06 07:08:09\n${more}---\n\n![](${image})\n`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "broadsheet-source-"));
  await mkdir(join(folder, "影"));
  for (const name of ["影/a b.png", "draft.png", "unused.png"]) await copyFile(picture, join(folder, name));
  await writeFile(join(folder, "shown.md"), article("Shown", "/影/a%20b.png"));
  await writeFile(join(folder, "draft.md"), article("Draft", "/draft.png", "draft: true\n"));
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 2 });
  const deps = { ...importing, client: database.client, now: () => new Date() };
  await runImport(deps, { paths: [folder], cwd: folder, imageProxies: [] });
  const config = { ...serverConfig(), dataDir: join(folder, "data") };
  server = await startServer({ config, database, log: pino({ level: "silent" }) });
});

afterAll(async () => {
  await server.close();
  await database.close();
  await stored.drop();
  await rm(folder, { recursive: true });
});

const imageUrls = async (): Promise<string[]> => {
  const query = "{ images(first: 100) { nodes { url } } }";
  const response = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as { data: { images: { nodes: { url: string }[] } } };
  return data.images.nodes.map(({ url }) => url);
};

test("the addresses that the API gives for a source's images lead to them", async () => {
  const urls = await imageUrls();
  expect(urls).toHaveLength(1);
  const response = await fetch(urls[0] ?? "");
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/png"]);
});

test("a file is resized too, and again when it changes", async () => {
  const variant = async () => {
    const response = await fetch(await srcOf("Shown"));
    expect(response.headers.get("cache-control")).toBe("public, max-age=3600");
    return { etag: response.headers.get("etag"), width: (await sharp(await response.arrayBuffer()).metadata()).width };
  };
  const before = await variant();
  expect(before.width).toBe(320);
  await gradient(100, 50)
    .png()
    .toFile(join(folder, "影", "a b.png"));
  const after = await variant();
  expect(after.width).toBe(100);
  expect(after.etag).not.toBe(before.etag);
  await rm(join(folder, "影", "a b.png"));
  const gone = await fetch(await srcOf("Shown"));
  expect([gone.status, await gone.json()]).toMatchObject([404, { code: "IMAGE_NOT_FOUND" }]);
  await copyFile(picture, join(folder, "影", "a b.png"));
});

test("the images in an article's HTML lead to the same files", async () => {
  const query = "{ articles { nodes { body { html blocks { html } } } } }";
  const response = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as {
    data: { articles: { nodes: { body: { html: string; blocks: { html: string }[] } }[] } };
  };
  const [article] = data.articles.nodes;
  for (const html of [article?.body.html, article?.body.blocks[0]?.html]) {
    const [, src = ""] = /<img src="([^"]*)"/.exec(html ?? "") ?? [];
    expect(src).toBe((await imageUrls())[0]);
    expect((await fetch(src)).status).toBe(200);
  }
});

test("an image of a draft, and a file that no article shows, are not there", async () => {
  const [url = ""] = await imageUrls();
  const beside = (name: string) => url.replace(/[^/]+\/[^/]+$/, name);
  expect(await status(beside("draft.png"))).toBe(404);
  expect(await status(beside("unused.png"))).toBe(404);
  expect(await status(beside("shown.md"))).toBe(404);
});

test("an editor's addresses lead to the images of drafts, each to its own, for two hours at the most", async () => {
  const key = await makeKey(database.client, "editor", null, "EDITOR");
  const ask = async (query: string) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ query }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's.
    return ((await response.json()) as any).data;
  };
  const { articles } = await ask(
    "{ articles { nodes { title body { html } images { nodes { id url src(width: 320) } } } } }",
  );
  const [draft, shown] = ["Draft", "Shown"].map((title) =>
    articles.nodes.find((one: { title: string }) => one.title === title),
  );
  const [{ id, url, src }] = draft.images.nodes;
  expect(draft.body.html).toContain(`<img src="${url}"`);
  for (const address of [url, src]) {
    const response = await fetch(address);
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "private, max-age=3600"]);
    expect(await status(address.replace(/\?.*/, ""))).toBe(404);
    expect(await status(address.replace(/.$/, address.endsWith("A") ? "Q" : "A"))).toBe(404);
  }
  expect(await ask(`{ image(by: {url: "${url}"}) { id } }`)).toEqual({ image: { id } });
  // What everybody may see, an editor sees by such an address too; and its pass opens nothing else.
  const [open] = shown.images.nodes;
  expect([await status(open.url), await status(open.src), await status(open.url.replace(/\?.*/, ""))]).toEqual([
    200, 200, 200,
  ]);
  const pass = (address: string) => address.replace(/^[^?]*/, "");
  expect(pass(open.url)).toMatch(/^\?preview=/);
  expect(await status(url.replace(/\?.*/, "") + pass(open.url))).toBe(404);
  expect(await status(src.replace(/\?.*/, "") + pass(url))).toBe(404);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 7_200_000 });
  expect([await status(url), await status(src), await status(open.url)]).toEqual([404, 404, 200]);
  vi.useRealTimers();
});

async function srcOf(title: string): Promise<string> {
  const query = `{ articles { nodes { title images { nodes { src(width: 320) } } } } }`;
  const response = await fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { accept: "application/json" },
  });
  const { data } = (await response.json()) as {
    data: { articles: { nodes: { title: string; images: { nodes: { src: string }[] } }[] } };
  };
  return data.articles.nodes.find((article) => article.title === title)?.images.nodes[0]?.src ?? "";
}

const status = async (url: string): Promise<number> => (await fetch(url)).status;
