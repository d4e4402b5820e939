import { readdir, stat, utimes } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, test, vi } from "vitest";
import { useImageGateway } from "../../support/image-gateway.ts";
import { useImageHosts } from "../../support/image-host.ts";
import { animation, bomb, picture } from "../../support/pictures.ts";

const gateway = useImageGateway();
const startHost = useImageHosts();

let jpeg: Buffer;

beforeAll(async () => {
  jpeg = await picture(1000, 500)
    .jpeg()
    .withMetadata({ exif: { IFD0: { Copyright: "somebody's name" } } })
    .toBuffer();
  await gateway.start();
});

const body = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

const refusal = async (address: string) => {
  const response = await fetch(address);
  const { code, message } = (await response.json()) as { code: string; message: string };
  return { status: response.status, code, message };
};

/** Starts a host with one page, has an article show it, and gives back its address. */
async function showing(...page: [path: string, page: Parameters<typeof startHost>[0][string]]) {
  const host = await startHost({ [page[0]]: page[1] });
  await gateway.show(host.at(page[0]));
  return { host, url: host.at(page[0]) };
}

test("url leads to the original, byte for byte, kept for ever and asked for without a referrer", async () => {
  const { host, url } = await showing("/a.jpg", jpeg);
  const address = (await gateway.ask(url, "url")).image.url;
  expect(address).toMatch(/\/images\/v\/\d+\/[\w-]{22}\/original$/);
  const response = await fetch(address, { headers: { referer: "https://reader.example/", cookie: "a=b" } });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/jpeg",
    "content-length": String(jpeg.length),
    "cache-control": "public, max-age=31536000, immutable",
    "access-control-allow-origin": "*",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
  });
  expect(await body(response)).toEqual(jpeg);
  const { headers } = host.last() ?? {};
  expect(headers?.["user-agent"]).toBe("Broadsheet");
  expect(headers).not.toHaveProperty("referer");
  expect(headers).not.toHaveProperty("cookie");
});

test("a variant is resized, in the format that was asked for, and holds nothing that the camera wrote", async () => {
  const { url } = await showing("/b.jpg", jpeg);
  const cases: [string, string, string, number, number][] = [
    ["width: 300", "w320-q80.webp", "webp", 320, 160],
    ["width: 320, format: JPEG, quality: 70", "w320-q80.jpeg", "jpeg", 320, 160],
    ["height: 96, format: PNG", "h96.png", "png", 192, 96],
    ["width: 64, height: 64, format: AVIF", "w64-h64-q50.avif", "heif", 64, 64],
    ["width: 3000", "w3840-q80.webp", "webp", 1000, 500],
    ["width: 1920, height: 1920", "w1920-h1920-q80.webp", "webp", 500, 500],
    ["format: GIF", "full.gif", "gif", 1000, 500],
  ];
  for (const [wanted, name, format, width, height] of cases) {
    const address = await gateway.src(url, wanted);
    expect(address.endsWith(`/${name}`), address).toBe(true);
    const metadata = await sharp(await body(await fetch(address))).metadata();
    expect(metadata).toMatchObject({ format, width, height });
    expect(metadata.exif).toBeUndefined();
  }
});

test("a picture that lies on its side is turned upright", async () => {
  const { url } = await showing(
    "/side.jpg",
    await picture(200, 100).jpeg().withMetadata({ orientation: 6 }).toBuffer(),
  );
  const response = await fetch(await gateway.src(url, "width: 64"));
  expect(await sharp(await body(response)).metadata()).toMatchObject({ width: 64, height: 128 });
});

test("five widths cost the image's host one request, and so do fifty readers at once", async () => {
  const { host, url } = await showing("/c.jpg", (_request, response) => {
    setTimeout(() => response.end(jpeg), 100);
  });
  const { image } = await gateway.ask(url, "url a: src(width: 320) b: src(width: 640) c: src(width: 64)");
  const addresses: string[] = Object.values(image);
  const responses = await Promise.all(Array.from({ length: 48 }, (_, at) => fetch(addresses[at % 4] ?? "")));
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
  expect(host.asked).toEqual(["/c.jpg"]);
});

test("another gateway on the folder and the database serves what this one fetched, by the same address", async () => {
  const { host, url } = await showing("/d.jpg", jpeg);
  const address = new URL(await gateway.src(url));
  const first = await body(await fetch(address));
  await gateway.start();
  const again = await gateway.src(url);
  expect(new URL(again).pathname).toBe(address.pathname);
  expect((await body(await fetch(again))).equals(first)).toBe(true);
  expect(host.asked).toHaveLength(1);
});

test("whoever has an image is told so, without its being fetched; HEAD says its size", async () => {
  const { host, url } = await showing("/e.jpg", jpeg);
  const address = await gateway.src(url);
  const head = await fetch(address, { method: "HEAD" });
  expect(Number(head.headers.get("content-length"))).toBeGreaterThan(100);
  const { url: other } = await showing("/e2.jpg", jpeg);
  const etag = head.headers.get("etag") ?? "";
  expect((await fetch(address, { headers: { "if-none-match": etag } })).status).toBe(304);
  expect((await fetch(await gateway.src(other), { headers: { "if-none-match": etag } })).status).toBe(200);
  expect(host.asked).toHaveLength(1);
});

test.each(["/f.svg", "/f.png"])("an SVG at %s stays as it is, and can run nothing", async (path) => {
  const svg = `<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
  const { url } = await showing(path, Buffer.from(svg));
  const response = await fetch(await gateway.src(url));
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("content-type")).toBe("image/svg+xml");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(response.headers.get("content-security-policy")).toContain("sandbox");
  expect(await response.text()).toBe(svg);
});

test("what moves goes on moving as GIF or WEBP, and stands still in other formats", async () => {
  const gif = await animation(60, 40);
  const { url } = await showing("/g.gif", gif);
  const moving = await fetch(await gateway.src(url, "width: 32"));
  expect(moving.headers.get("content-type")).toBe("image/gif");
  expect((await body(moving)).equals(gif)).toBe(true);
  const still = await body(await fetch(await gateway.src(url, "width: 32, format: PNG")));
  expect(await sharp(still).metadata()).toMatchObject({ format: "png", width: 32 });
});

test("an address that the gateway did not make is refused before anything is fetched", async () => {
  const { host, url } = await showing("/h.jpg", jpeg);
  const address = await gateway.src(url);
  const changed = (from: RegExp, to: string) => refusal(address.replace(from, to));
  expect(await changed(/w320/, "w640")).toMatchObject({ status: 403, code: "BAD_SIGNATURE" });
  expect(await changed(/\/[\w-]{22}\//, `/${"A".repeat(22)}/`)).toMatchObject({ status: 403, code: "BAD_SIGNATURE" });
  expect(await changed(/\/[\w-]{22}\//, "/short/")).toMatchObject({ status: 403, code: "BAD_SIGNATURE" });
  // Other ways to write the same bytes.
  const forged = { status: 403, code: "BAD_SIGNATURE" };
  expect(await changed(/\/([\w-]{22})\//, "/$1==/")).toMatchObject(forged);
  expect(await changed(/\/([\w-]{22})\//, "/!$1/")).toMatchObject(forged);
  expect(await changed(/\/v\/\d+/, "/v/999999")).toMatchObject({ status: 403, code: "BAD_SIGNATURE" });
  for (const name of ["w-320-q80.webp", "w0-q80.webp", "w321-q80.webp", "w99999-q80.webp", "w320-q81.webp", "x.svg"]) {
    const answer = await changed(/w320-q80\.webp$/, name);
    expect(answer).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
    expect(answer.message).toContain("sizes of 32, 64,");
  }
  expect(await changed(/\/v\/\d+\/.*/, "/v/nonsense")).toMatchObject({ status: 404, code: "IMAGE_NOT_FOUND" });
  expect((await fetch(address, { method: "POST" })).status).toBe(405);
  expect(host.asked).toEqual([]);
});

test.each([
  ["is gone", 404, "", 502, "UPSTREAM_FAILED"],
  ["is a page that calls itself a PNG", 200, "<!doctype html><title>No</title>".padEnd(5000), 422, "NOT_AN_IMAGE"],
  ["is nothing", 200, "", 422, "NOT_AN_IMAGE"],
  ["is a TIFF", 200, "II*\0".padEnd(2000, "\0"), 422, "NOT_AN_IMAGE"],
  ["is damaged", 200, "\xff\xd8\xff\xe0".padEnd(2000, "x"), 422, "IMAGE_DAMAGED"],
])("an image that %s is refused, and not asked for again at once", async (what, status, content, answered, code) => {
  const { host, url } = await showing(`/${encodeURIComponent(what)}.png`, (_request, response) => {
    response.writeHead(status, { "content-type": "image/png" }).end(content, "latin1");
  });
  const started = performance.now();
  expect(await refusal(await gateway.src(url))).toMatchObject({ status: answered, code });
  expect(performance.now() - started).toBeLessThan(1000);
  expect(await refusal(await gateway.src(url, "width: 640"))).toMatchObject({ status: answered, code });
  expect(host.asked).toHaveLength(1);
});

test("a bomb of 16,000 × 16,000 pixels is refused by its head alone", async () => {
  const file = bomb();
  expect(file.length).toBeLessThan(64 * 1024);
  const { url } = await showing("/bomb.png", file);
  const address = await gateway.src(url);
  const started = performance.now();
  expect(await refusal(address)).toMatchObject({ status: 422, code: "TOO_MANY_PIXELS" });
  // 100 ms on a machine of its own; the tests share theirs.
  expect(performance.now() - started).toBeLessThan(500);
});

test("beyond what is being made and what waits, an image is refused for a moment", async () => {
  const slow: (() => void)[] = [];
  const paths = Array.from({ length: 140 }, (_, at) => `/slow-${at}.jpg`);
  const answerLater = (_request: IncomingMessage, response: ServerResponse) => void slow.push(() => response.end(jpeg));
  const host = await startHost(Object.fromEntries(paths.map((path) => [path, answerLater])));
  await gateway.show(...paths.map(host.at));
  const addresses = await Promise.all(paths.map((path) => gateway.src(host.at(path))));
  const asked = addresses.map((address) => fetch(address));
  const first = await Promise.race(asked);
  expect([first.status, first.headers.get("retry-after"), first.headers.get("cache-control")]).toEqual([
    503,
    "2",
    "no-store",
  ]);
  expect(await first.json()).toMatchObject({ code: "BUSY" });
  expect(host.asked.length).toBeLessThanOrEqual(3);
  const timer = setInterval(() => slow.splice(0).map((end) => end()), 20);
  const statuses = (await Promise.all(asked)).map((response) => response.status);
  clearInterval(timer);
  const busy = statuses.filter((status) => status === 503).length;
  expect(busy).toBeGreaterThan(0);
  expect(busy).toBeLessThanOrEqual(140 - 3 - 64);
  expect(statuses.filter((status) => status === 200)).toHaveLength(140 - busy);
  // It says nothing about the image itself.
  const refused = paths[statuses.indexOf(503)] ?? "";
  const again = setInterval(() => slow.splice(0).map((end) => end()), 20);
  expect((await fetch(await gateway.src(host.at(refused)))).status).toBe(200);
  clearInterval(again);
});

test("two gateways of one secret make the same addresses, and do not know those of another's", async () => {
  const { url } = await showing("/secret.jpg", jpeg);
  await gateway.start({ imageSecret: "a secret that is set" });
  const own = new URL(await gateway.src(url)).pathname;
  await gateway.start({ imageSecret: "a secret that is set" });
  expect(new URL(await gateway.src(url)).pathname).toBe(own);
  await gateway.start({ imageSecret: "another secret, as long" });
  expect(await refusal(`${gateway.url()}${own}`)).toMatchObject({ status: 403, code: "BAD_SIGNATURE" });
  await gateway.start();
});

test("where originals are given, nothing is fetched or drawn", async () => {
  const { host, url } = await showing("/original.jpg", jpeg);
  const { pathname } = new URL(await gateway.src(url));
  await gateway.start({ images: "original" });
  const { image } = await gateway.ask(url, "url src(width: 320) srcSet");
  expect(image).toEqual({ url, src: url, srcSet: null });
  expect((await fetch(`${gateway.url()}${pathname}`)).status).toBe(404);
  expect(host.asked).toEqual([]);
  await gateway.start();
});

test("where a service is named, addresses lead there", async () => {
  const { host, url } = await showing("/service.jpg", jpeg);
  await gateway.start({ images: "https://cdn.example/{url}[?w={width}]" });
  const { image } = await gateway.ask(url, "url src(width: 300)");
  const inner = encodeURIComponent(url);
  expect(image).toEqual({ url: `https://cdn.example/${inner}`, src: `https://cdn.example/${inner}?w=320` });
  expect((await gateway.ask(image.url, "originalUrl")).image).toEqual({ originalUrl: url });
  expect(host.asked).toEqual([]);
  await gateway.start();
});

test("an endless image, and one that never comes, are left", async () => {
  const host = await startHost({
    "/endless.jpg": (_request, response) => {
      const more = () => {
        while (response.write(Buffer.concat([jpeg, Buffer.alloc(65_536)])));
        response.once("drain", more);
      };
      more();
    },
  });
  await gateway.show(host.at("/endless.jpg"), "http://127.0.0.1:1/nobody.jpg");
  expect(await refusal(await gateway.src(host.at("/endless.jpg")))).toMatchObject({
    status: 413,
    code: "IMAGE_TOO_LARGE",
  });
  expect(await refusal(await gateway.src("http://127.0.0.1:1/nobody.jpg"))).toMatchObject({
    status: 502,
    code: "UPSTREAM_FAILED",
  });
});

test("an image of an article that is not published, or of none, is not there", async () => {
  const { host, url } = await showing("/draft.jpg", jpeg);
  const address = await gateway.src(url);
  const { client } = gateway.database();
  await client`update articles set status = 'DRAFT' where id in (
    select article_id from article_images join images on images.id = image_id where original_url = ${url})`;
  expect(await refusal(address)).toMatchObject({ status: 404, code: "IMAGE_NOT_FOUND" });
  expect(host.asked).toEqual([]);
});

const PRIVATE = [
  "127.0.0.1",
  "localhost",
  "0.0.0.0",
  "127.1",
  "2130706433",
  "0x7f.1",
  "017700000001",
  "10.0.0.1",
  "192.168.0.1",
  "169.254.169.254",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[64:ff9b::7f00:1]",
];

test("what is not public is never connected to, however it is written, also by way of a redirect", async () => {
  const inner = await startHost({ "/x.jpg": jpeg });
  const port = inner.host.split(":")[1];
  const outer = await startHost(
    Object.fromEntries(
      PRIVATE.map((written, at) => [
        `/${at}.jpg`,
        (_request: IncomingMessage, response: ServerResponse) =>
          void response.writeHead(302, { location: `http://${written}:${port}/x.jpg` }).end(),
      ]),
    ),
  );
  await gateway.start({ fetchAllow: [outer.host] });
  const direct = PRIVATE.map((written) => new URL(`http://${written}:${port}/x.jpg`).href);
  await gateway.show(...new Set(direct), ...PRIVATE.map((_, at) => outer.at(`/${at}.jpg`)));
  for (const url of [...direct, ...PRIVATE.map((_, at) => outer.at(`/${at}.jpg`))]) {
    const answer = await refusal(await gateway.src(url));
    expect(answer, url).toMatchObject({ status: 403, code: "ADDRESS_NOT_ALLOWED" });
    expect(answer.message).not.toContain("127");
  }
  expect(inner.asked).toEqual([]);
  await gateway.start();
});

test("of the hosts, only those that the setting names are fetched from, also by way of a redirect", async () => {
  const allowed = await startHost({
    "/ok.jpg": jpeg,
    "/away.jpg": (_request, response) => void response.writeHead(302, { location: "http://localhost:1/a.jpg" }).end(),
  });
  await gateway.show(allowed.at("/ok.jpg"), allowed.at("/away.jpg"), "http://elsewhere.example/a.jpg");
  await gateway.start({ imageHosts: ["127.0.0.1", "*.images.example"] });
  expect((await fetch(await gateway.src(allowed.at("/ok.jpg")))).status).toBe(200);
  for (const url of [allowed.at("/away.jpg"), "http://elsewhere.example/a.jpg"]) {
    expect(await refusal(await gateway.src(url))).toEqual({
      status: 403,
      code: "HOST_NOT_ALLOWED",
      message: "Images are served from 127.0.0.1, *.images.example only.",
    });
  }
  await gateway.start();
});

test("the folder keeps to its size: what was not used for longest goes", async () => {
  const pictures = await Promise.all([1, 2, 3, 4].map((n) => sharp(noise(n), NOISE).png().toBuffer()));
  const host = await startHost(Object.fromEntries(pictures.map((png, at) => [`/n${at}.png`, png])));
  await gateway.show(...pictures.map((_, at) => host.at(`/n${at}.png`)));
  const most = (pictures[0]?.length ?? 0) * 3;
  await gateway.start({ imageCacheSize: most });
  for (const [at] of pictures.entries()) {
    await body(await fetch((await gateway.ask(host.at(`/n${at}.png`), "url")).image.url));
    // Room is made behind the answer's back.
    await vi.waitFor(async () => expect(sizeOf(await files())).toBeLessThanOrEqual(most), 5000);
    // As if they had been fetched a day apart.
    for (const { path, mtimeMs } of await files()) await utimes(path, mtimeMs / 1000 - 86_400, mtimeMs / 1000 - 86_400);
  }
  await body(await fetch((await gateway.ask(host.at("/n3.png"), "url")).image.url));
  expect(host.asked).toHaveLength(4);
  await body(await fetch((await gateway.ask(host.at("/n0.png"), "url")).image.url));
  expect(host.asked).toHaveLength(5);
  await gateway.start();
});

const sizeOf = (found: readonly { size: number }[]): number => found.reduce((sum, { size }) => sum + size, 0);

const NOISE = { raw: { width: 100, height: 100, channels: 3 as const } };
const noise = (seed: number): Buffer =>
  Buffer.from(Array.from({ length: 30_000 }, (_, at) => ((at + 1) * 2_654_435_761 * seed) % 251));

async function files() {
  const entries = await readdir(gateway.cache(), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(paths.map(async (path) => ({ path, ...(await stat(path)) })));
}
