import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import type { CheckScope } from "../../../src/db/write/image-checks.ts";
import { type CheckReport, checkImages, USUAL_POLITENESS } from "../../../src/images/check.ts";
import { createImageFetcher } from "../../../src/images/fetch-image.ts";
import { article, image, NOW, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { useImageHosts } from "../../support/image-host.ts";
import { animation, bomb, picture } from "../../support/pictures.ts";

const startHost = useImageHosts();
const fetcher = createImageFetcher({
  imageHosts: [],
  allowedHosts: ["127.0.0.1"],
  limits: { silence: 300, total: 600 },
});
afterAll(() => fetcher.close());

let stored: TestDatabase;
let database: Database;
let jpeg: Buffer;

beforeAll(async () => {
  jpeg = await picture(300, 200).jpeg().toBuffer();
});
beforeEach(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 2 });
});
afterEach(async () => {
  await database.close();
  await stored.drop();
});

const POLITE = { ...USUAL_POLITENESS, pause: 1 };

const check = (
  scope: Partial<CheckScope> = {},
  more: Partial<Parameters<typeof checkImages>[0]> = {},
): Promise<CheckReport> => {
  const signal = new AbortController().signal;
  const deps = {
    client: database.client,
    fetcher,
    now: () => NOW,
    onProgress: () => {},
    signal,
    politeness: POLITE,
    ...more,
  };
  return checkImages(deps, { which: "unchecked", source: null, ...scope });
};

const show = (urls: readonly string[], source = "test") =>
  writeArticles(
    database,
    [article({ path: `${source}.md`, images: urls.map((url) => ({ ...image(url), format: null })) })],
    source,
  );

interface Row {
  url: string;
  status: string;
  width: number | null;
  height: number | null;
  format: string | null;
  placeholder: string | null;
  checked: boolean;
}

const rows = () => database.client<Row[]>`
  select coalesce(original_url, local_path) as url, status::text as status, width, height, format::text as format, placeholder,
    checked_at is not null as checked from images order by id`;

const changed = async () => {
  const found = await database.client<{ entities: string[] }[]>`select entities from changes order by seq`;
  return found.at(-1)?.entities.filter((entity) => entity.startsWith("Image:")).length;
};

test("it fills in what an image is, whatever articles or its address say of it", async () => {
  const host = await startHost({
    "/a.png": jpeg,
    "/side.jpg": await picture(300, 200).jpeg().withMetadata({ orientation: 6 }).toBuffer(),
    "/moving": await animation(60, 40),
    "/drawing.svg": Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80"/>`),
    "/glass.webp": await picture(20, 30).ensureAlpha(0.5).webp().toBuffer(),
  });
  const paths = ["/a.png", "/side.jpg", "/moving", "/drawing.svg", "/glass.webp"];
  await writeArticles(database, [article({ path: "a.md", images: paths.map((path) => image(host.at(path), 9, 9)) })]);
  expect(await check()).toMatchObject({ total: 5, ok: 5, broken: 0, unreachable: 0, problems: [] });
  const found = await rows();
  expect(found.map(({ status, format, width, height }) => [status, format, width, height])).toEqual([
    ["OK", "JPEG", 300, 200],
    ["OK", "JPEG", 200, 300],
    ["OK", "GIF", 60, 40],
    ["OK", "SVG", 120, 80],
    ["OK", "WEBP", 20, 30],
  ]);
  expect(found.map(({ placeholder }) => placeholder?.slice(0, 23) ?? null)).toEqual(
    [1, 1, 1, 0, 1].map((has) => (has ? "data:image/webp;base64," : null)),
  );
  expect(Math.max(...found.map(({ placeholder }) => placeholder?.length ?? 0))).toBeLessThan(500);
  expect(await changed()).toBe(5);
});

test("what articles claim afterwards does not change a size that was checked", async () => {
  const host = await startHost({ "/a.jpg": jpeg });
  await show([host.at("/a.jpg")]);
  await check();
  await writeArticles(database, [article({ path: "b.md", images: [image(host.at("/a.jpg"), 4000, 3000)] })]);
  expect((await rows())[0]).toMatchObject({ width: 300, height: 200 });
});

test("what is gone, no image, or not to be fetched is broken; what may pass stays unchecked", async () => {
  const host = await startHost({
    "/410.jpg": (_request, response) => void response.writeHead(410).end(),
    "/page.png": Buffer.from("<!doctype html>"),
    "/bomb.png": bomb(),
    "/500.jpg": (_request, response) => void response.writeHead(500).end(),
    "/403.jpg": (_request, response) => void response.writeHead(403).end(),
    "/never.jpg": () => {},
  });
  const paths = ["/404.jpg", "/410.jpg", "/page.png", "/bomb.png", "/500.jpg", "/403.jpg", "/never.jpg"];
  await show([...paths.map(host.at), "http://10.0.0.1/a.jpg"]);
  const report = await check();
  expect(report).toMatchObject({ total: 8, ok: 0, broken: 5, unreachable: 3 });
  expect((await rows()).map(({ status, checked }) => [status, checked])).toEqual([
    ...Array.from({ length: 4 }, () => ["BROKEN", true]),
    ...Array.from({ length: 3 }, () => ["UNCHECKED", true]),
    ["BROKEN", true],
  ]);
  expect(report.problems.find(({ place }) => place.endsWith("/page.png"))?.why).toContain("JPEG, PNG, GIF");
});

test("files of a source are looked at where they lie, and one that is not there is broken", async () => {
  const folder = await mkdtemp(join(tmpdir(), "broadsheet-check-"));
  await writeFile(join(folder, "here.jpg"), jpeg);
  const local = (localPath: string) => ({ ...image(""), address: { url: null, localPath } });
  await writeArticles(database, [article({ path: "a.md", images: ["here.jpg", "gone.jpg"].map(local) })]);
  await database.client`update sources set root = ${folder}`;
  expect(await check()).toMatchObject({ ok: 1, broken: 1 });
  expect((await rows()).map(({ url, status, width }) => [url, status, width])).toEqual([
    ["here.jpg", "OK", 300],
    ["gone.jpg", "BROKEN", null],
  ]);
  await rm(folder, { recursive: true });
});

test("the second time only what was not had is asked for, and with --all everything", async () => {
  let up = false;
  const host = await startHost({
    "/a.jpg": jpeg,
    "/b.jpg": (_request, response) => void (up ? response.end(jpeg) : response.writeHead(500).end()),
  });
  await show([host.at("/a.jpg"), host.at("/b.jpg")]);
  await check();
  up = true;
  expect(await check()).toMatchObject({ total: 1, ok: 1 });
  expect(await check()).toMatchObject({ total: 0, ok: 0 });
  expect(await check({ which: NOW })).toMatchObject({ total: 0 });
  expect(await check({ which: new Date(NOW.getTime() + 1) })).toMatchObject({ total: 2, ok: 2 });
  expect(await changed()).toBe(1);
  expect(await check({ which: "all" })).toMatchObject({ total: 2, ok: 2 });
  expect(host.asked).toHaveLength(7);
});

test("an image that was there and cannot be had now stays as it was", async () => {
  let up = true;
  const host = await startHost({
    "/a.jpg": (_request, response) => void (up ? response.end(jpeg) : response.writeHead(500).end()),
  });
  await show([host.at("/a.jpg")]);
  await check();
  up = false;
  expect(await check({ which: "all" })).toMatchObject({ unreachable: 1 });
  expect((await rows())[0]).toMatchObject({ status: "OK", width: 300 });
});

test("only the images of one source are looked at where one is named", async () => {
  const host = await startHost({ "/a.jpg": jpeg, "/b.jpg": jpeg });
  await show([host.at("/a.jpg")], "one");
  await show([host.at("/b.jpg")], "two");
  expect(await check({ source: "two" })).toMatchObject({ total: 1, ok: 1 });
  expect(host.asked).toEqual(["/b.jpg"]);
});

test("a host is asked two things at once and pauses in between, while others go on", async () => {
  let active = 0;
  let most = 0;
  const pages = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [
      `/${at}.jpg`,
      (_request: unknown, response: { end: (body: Buffer) => void }) => {
        most = Math.max(most, ++active);
        setTimeout(() => {
          active--;
          response.end(jpeg);
        }, 150);
      },
    ]),
  );
  const slow = await startHost(pages);
  const other = await startHost({ "/x.jpg": jpeg });
  await show([...Object.keys(pages).map(slow.at), other.at("/x.jpg")]);
  const order: string[] = [];
  const spying = {
    fetchImage: (url: string) => {
      order.push(new URL(url).host);
      return fetcher.fetchImage(url);
    },
  };
  const started = performance.now();
  await check({}, { fetcher: spying, politeness: { ...POLITE, pause: 30 } });
  expect(performance.now() - started).toBeGreaterThan(11 * 30);
  expect(most).toBe(2);
  expect(order.indexOf(other.host)).toBeLessThan(4);
});

test("a host that asks for a moment gets it, and one that asks for long, or is silent, is left", async () => {
  const busy = await startHost({
    "/a.jpg": (_request, response) => {
      if (busy.asked.length === 1) response.writeHead(429, { "retry-after": "1" }).end();
      else response.end(jpeg);
    },
  });
  const away = await startHost({
    "/a.jpg": (_request, response) => void response.writeHead(503, { "retry-after": "3600" }).end(),
    "/b.jpg": jpeg,
    "/c.jpg": jpeg,
  });
  const silent = Array.from({ length: 20 }, (_, at) => `http://127.0.0.1:1/${at}.jpg`);
  await show([busy.at("/a.jpg"), ...["/a.jpg", "/b.jpg", "/c.jpg"].map(away.at), ...silent]);
  const started = performance.now();
  const report = await check({}, { politeness: { ...POLITE, perHost: 1 } });
  expect(performance.now() - started).toBeGreaterThan(1000);
  expect(report).toMatchObject({ total: 24, ok: 1, unreachable: 23 });
  expect(report.hostsLeft.sort()).toEqual(["127.0.0.1:1", away.host].sort());
  expect(busy.asked).toHaveLength(2);
  expect(away.asked).toEqual(["/a.jpg"]);
  expect((await rows()).filter(({ checked }) => checked)).toHaveLength(1 + 5);
});

test("a host that puts everything off is left, however short it asks to wait", async () => {
  const paths = Array.from({ length: 20 }, (_, at) => `/${at}.jpg`);
  const refusing = (_request: unknown, response: ServerResponse) =>
    void response.writeHead(429, { "retry-after": "0" }).end();
  const host = await startHost(Object.fromEntries(paths.map((path) => [path, refusing])));
  await show(paths.map(host.at));
  const report = await check({}, { politeness: { ...POLITE, perHost: 1 } });
  expect(report).toMatchObject({ unreachable: 20, hostsLeft: [host.host] });
  expect(host.asked).toHaveLength(10);
});

test("what no article shows any more is not asked for", async () => {
  const host = await startHost({ "/a.jpg": jpeg, "/b.jpg": jpeg });
  await show([host.at("/a.jpg"), host.at("/b.jpg")]);
  await show([host.at("/b.jpg")]);
  expect(await check()).toMatchObject({ total: 1, ok: 1 });
  expect(host.asked).toEqual(["/b.jpg"]);
});

test("stopped, it keeps what it has found, and goes on from there", async () => {
  const paths = Array.from({ length: 30 }, (_, at) => `/${at}.jpg`);
  const host = await startHost(Object.fromEntries(paths.map((path) => [path, jpeg])));
  await show(paths.map(host.at));
  const stopping = new AbortController();
  const onProgress = ({ ok }: { ok: number }) => ok === 10 && stopping.abort();
  const first = await check({}, { signal: stopping.signal, onProgress });
  expect(first.ok).toBeGreaterThanOrEqual(10);
  expect(first.ok).toBeLessThan(20);
  expect((await rows()).filter(({ status }) => status === "OK")).toHaveLength(first.ok);
  expect(await check()).toMatchObject({ total: 30 - first.ok, ok: 30 - first.ok });
  expect(host.asked).toHaveLength(30);
});
