import { mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FindImage, serveImage } from "../../../src/http/images.ts";
import { type Listening, listen } from "./listener.ts";

// One red pixel.
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
  "base64",
);
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>`;

let folder: string;
let server: Listening;
const asked: string[] = [];

// Stands for the database: everything below the root is known there, except what is withdrawn.
const findImage: FindImage = async (sourceId, path) => {
  asked.push(`${sourceId}: ${path}`);
  return sourceId === 7 && !path.startsWith("withdrawn") ? { root: join(folder, "root"), path } : null;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "broadsheet-images-"));
  const root = join(folder, "root");
  await mkdir(join(root, "照片"), { recursive: true });
  await writeFile(join(root, "照片", "a b.png"), PNG);
  await writeFile(join(root, "drawing.SVG"), SVG);
  await writeFile(join(root, "empty.gif"), "");
  await writeFile(join(root, "withdrawn.png"), PNG);
  await writeFile(join(root, "notes.txt"), "private");
  await writeFile(join(folder, "outside.png"), PNG);
  await symlink(join(folder, "outside.png"), join(root, "escape.png"));
  await symlink(join(root, "drawing.SVG"), join(root, "link.svg"));
  await mkdir(join(root, "folder.png"));
  await writeFile(join(root, "huge.png"), "");
  await truncate(join(root, "huge.png"), 65 * 1024 * 1024);
  await utimes(join(root, "drawing.SVG"), new Date("2024-05-06T07:08:09.500Z"), new Date("2024-05-06T07:08:09.500Z"));
  server = await listen(async (request, response) => {
    const served = await serveImage(findImage, request.url ?? "", request, response);
    if (!served) response.writeHead(404).end();
  });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);

test("an image arrives byte for byte, to be shown and kept by any site", async () => {
  const response = await get(`/images/7/${encodeURIComponent("照片")}/a%20b.png`);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/png",
    "content-length": String(PNG.length),
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=3600",
    "x-content-type-options": "nosniff",
  });
});

test("the database is asked for the decoded path", async () => {
  asked.length = 0;
  await get(`/images/12/${encodeURIComponent("照片")}/50%25.png`);
  expect(asked).toEqual(["12: 照片/50%.png"]);
});

test("an SVG opened by itself can run nothing", async () => {
  const response = await get("/images/7/drawing.SVG");
  expect(await response.text()).toBe(SVG);
  expect(response.headers.get("content-type")).toBe("image/svg+xml");
  expect(response.headers.get("content-security-policy")).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  );
});

test("HEAD says the same without the bytes", async () => {
  const response = await get("/images/7/drawing.SVG", { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-length")).toBe(String(SVG.length));
  expect(await response.text()).toBe("");
});

test("an empty file is an answer, too", async () => {
  const response = await get("/images/7/empty.gif");
  expect([response.status, await response.text()]).toEqual([200, ""]);
});

test("whoever has the current version is told so", async () => {
  const { headers } = await get("/images/7/drawing.SVG");
  const etag = headers.get("etag") ?? "";
  const modified = headers.get("last-modified") ?? "";
  expect(modified).toBe("Mon, 06 May 2024 07:08:09 GMT");
  const status = async (condition: Record<string, string>) =>
    (await get("/images/7/drawing.SVG", { headers: condition })).status;
  expect(await status({ "if-none-match": etag })).toBe(304);
  expect(await status({ "if-none-match": `"other", ${etag}` })).toBe(304);
  expect(await status({ "if-modified-since": modified })).toBe(304);
  expect(await status({ "if-none-match": `"other"` })).toBe(200);
  expect(await status({ "if-none-match": `"other"`, "if-modified-since": modified })).toBe(200);
  expect(await status({ "if-modified-since": "Mon, 06 May 2024 07:08:08 GMT" })).toBe(200);
  expect(await status({ "if-modified-since": "yesterday" })).toBe(200);
});

test("a link inside the root is followed", async () => {
  expect((await get("/images/7/link.svg")).status).toBe(200);
});

test.each([
  ["a link out of the root", "/images/7/escape.png"],
  ["an image that no public article shows", "/images/7/withdrawn.png"],
  ["another source", "/images/8/drawing.SVG"],
  ["a file that is gone", "/images/7/gone.png"],
  ["a folder", "/images/7/folder.png"],
  ["a file of more than 64 MiB", "/images/7/huge.png"],
  ["a file that is no image", "/images/7/notes.txt"],
  ["no file", "/images/7"],
  ["no source", "/images/"],
  ["a source by its name", "/images/blog/drawing.SVG"],
  ["dots", "/images/7/../outside.png"],
  ["encoded dots", "/images/7/%2e%2e/outside.png"],
  ["an encoded slash", "/images/7/..%2Foutside.png"],
  ["an encoded backslash", "/images/7/..%5Coutside.png"],
  ["an encoded zero", "/images/7/drawing.SVG%00.png"],
  ["a zero in the source", "/images/7%00/drawing.SVG"],
  ["half an escape", "/images/7/%E7%85.png"],
])("there is no image where the path names %s", async (_what, path) => {
  // Sent as it stands: fetch would resolve the dots.
  const answer = await server.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 404 /);
});

test("an image is served to the end while its first reader leaves", async () => {
  const big = join(folder, "root", "big.png");
  await writeFile(big, Buffer.alloc(20 * 1024 * 1024, 7));
  const leaving = new AbortController();
  const first = await get("/images/7/big.png", { signal: leaving.signal });
  leaving.abort();
  await expect(first.arrayBuffer()).rejects.toThrow();
  const second = await get("/images/7/big.png");
  expect((await second.arrayBuffer()).byteLength).toBe(20 * 1024 * 1024);
});
