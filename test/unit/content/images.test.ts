import { expect, test } from "vitest";
import { formatOf, type ImageRules, resolveImage } from "../../../src/content/image-addresses.ts";
import { largestCandidate } from "../../../src/content/srcset.ts";
import type { ContentOptions } from "../../../src/content/types.ts";
import { articleOf, articleWithBody, codesOf, parseText } from "./support.ts";

const RULES: ImageRules = {
  articlePath: "2021/spring/post.md",
  baseUrl: null,
  proxies: ["https://cors.zfour.workers.dev/?", "https://proxy.example/"],
};
const url = (address: string) => ({ kind: "image", address: { url: address, localPath: null } });
const file = (path: string) => ({ kind: "image", address: { url: null, localPath: path } });
const addressesOf = (body: string, options: Partial<ContentOptions> = {}) =>
  articleWithBody(`<div>${body}</div>`, options).images.map(({ address }) => address.url ?? address.localPath);

test.each([
  ["http://a.example/b.jpg", url("http://a.example/b.jpg")],
  [" HTTPS://A.example/b c.jpg#pic_center ", url("https://a.example/b%20c.jpg")],
  ["//a.example/b.jpg", url("https://a.example/b.jpg")],
  ["https://cors.zfour.workers.dev/?http://a.example/b.jpg?c=d", url("http://a.example/b.jpg?c=d")],
  ["//cors.zfour.workers.dev/?http://a.example/b.jpg", url("http://a.example/b.jpg")],
  ["HTTP://cors.zfour.workers.dev/?http://a.example/b.jpg", url("http://a.example/b.jpg")],
  ["https://cors.zfour.workers.dev/?http%3A%2F%2Fa.example%2Fb.jpg", url("http://a.example/b.jpg")],
  ["https://proxy.example/https://cors.zfour.workers.dev/?https://a.example/b.jpg", url("https://a.example/b.jpg")],
  ["https://cors.zfour.workers.dev/?http://a.example/b%2Fc.jpg", url("http://a.example/b%2Fc.jpg")],
  ["https://images.weserv.nl/?url=a.example/b.jpg&w=300", url("http://a.example/b.jpg")],
  ["https://images.weserv.nl?url=https%3A%2F%2Fa.example%2Fb.jpg%3Fc%3Dd", url("https://a.example/b.jpg?c=d")],
  ["//wsrv.nl/?url=ssl:a.example/b.jpg", url("https://a.example/b.jpg")],
  ["https://picsum.photos/id/237/200", url("https://picsum.photos/id/237/200")],
  ["b.jpg", file("2021/spring/b.jpg")],
  ["./b%20c.jpg?x=1#y", file("2021/spring/b c.jpg")],
  ["images\\b.jpg", file("2021/spring/images/b.jpg")],
  ["../../b.jpg", file("b.jpg")],
  ["/images/b.jpg", file("images/b.jpg")],
  ["100%.jpg", file("2021/spring/100%.jpg")],
  ["e\u0301.png", file("2021/spring/é.png")],
  ["../../../b.jpg", { kind: "unresolvable" }],
  ["/../b.jpg", { kind: "unresolvable" }],
  ["%2e%2e/%2e%2e/%2e%2e/etc/passwd", { kind: "unresolvable" }],
  ["file:///c:/b.jpg", { kind: "unresolvable" }],
  ["C:\\b.jpg", { kind: "unresolvable" }],
  ["https://", { kind: "unresolvable" }],
  ["http:///x.png", { kind: "unresolvable" }],
  ["///x.png", { kind: "unresolvable" }],
  ["a\u0007.png", { kind: "unresolvable" }],
  ["%00.png", { kind: "unresolvable" }],
  ["%e2%80%aegnp.exe", { kind: "unresolvable" }],
  ["a\u2069.png", { kind: "unresolvable" }],
  ["https://me:secret@a.example/b.jpg", url("https://a.example/b.jpg")],
  ["javascript:alert(1)", { kind: "unresolvable" }],
  ["data:image/gif;base64,R0lGOD", { kind: "data" }],
  ["", { kind: "none" }],
  ["undefined", { kind: "none" }],
  ["https://a.example/p/undefined", { kind: "none" }],
  ["/images/404.gif", { kind: "none" }],
  ["https://picsum.photos/400/300?random=9", { kind: "none" }],
  ["https://via.placeholder.com/150", { kind: "none" }],
])("the address %j is resolved", (written, resolved) => {
  expect(resolveImage(written, RULES)).toEqual(resolved);
});

test("relative addresses resolve against the base URL where there is one", () => {
  const options = { baseUrl: "https://site.example/blog" };
  expect(addressesOf('<img src="a.png"><img src="/b.png"><img src="//c.example/d.png">', options)).toEqual([
    "https://site.example/blog/a.png",
    "https://site.example/b.png",
    "https://c.example/d.png",
  ]);
});

test("of several attributes, the most trusted one that is an image counts", () => {
  const attributes = [
    'data-original-src="//a.example/1.png"',
    'zoomfile="https://a.example/2.png"',
    'data-original="https://a.example/3.png"',
    'data-src="https://a.example/4.png"',
    'data-actualsrc="https://a.example/5.png"',
    'srcset="https://a.example/6s.png 1x, https://a.example/6.png 2x"',
    'src="https://a.example/7.png"',
  ];
  for (const from of attributes.keys()) {
    const body = `<img ${attributes.slice(from).reverse().join(" ")}>`;
    expect(addressesOf(body)).toEqual([`https://a.example/${from + 1}.png`]);
  }
  expect(addressesOf('<img data-original="undefined" data-src="" src="https://a.example/7.png">')).toEqual([
    "https://a.example/7.png",
  ]);
});

test("the largest candidate of a srcset counts, and that of a picture where its image has no other", () => {
  expect(largestCandidate("a.png 480w, b.png 1080w, c.png 800w")).toBe("b.png");
  expect(largestCandidate("a.png, b.png 2x")).toBe("b.png");
  expect(largestCandidate("https://a.example/w_1,h_2/a.png 1x,b.png 1.5x")).toBe("b.png");
  expect(largestCandidate(" , ")).toBe(null);
  const picture = '<picture><source srcset="https://a.example/big.webp 2x"><img alt="x"></picture>';
  expect(addressesOf(picture)).toEqual(["https://a.example/big.webp"]);
});

test.each([
  ['data-width="10" data-height="20"', 10, 20],
  ['data-rawwidth="10" data-rawheight="20" width="1" height="2"', 10, 20],
  ['data-original-width="10" data-original-height="20" data-width="1"', 10, 20],
  ['width="10" height="20px"', 10, 20],
  ['w="10" h="20"', 10, 20],
  ['style="max-width: 5px; WIDTH: 27px; height:auto"', 27, null],
  ['style="width: 10px; height: 20.4px !important"', 10, 20],
  ['width="100%" height="20"', null, 20],
  ['width="0" height="-1"', null, null],
  ['width="10" data-w="10" data-h="20"', 10, 20],
  ['width="999999999" height="1e9"', null, null],
])("the size in %s is read", (attributes, width, height) => {
  const article = articleWithBody(`<div><img src="/a.png" ${attributes}></div>`);
  expect(article.images).toMatchObject([{ width, height }]);
});

test("a size on the parent element counts where the image has none", () => {
  const article = articleWithBody('<div data-width="1848" data-height="756"><img src="/a.png" width="50%"></div>');
  expect(article.images).toMatchObject([{ width: 1848, height: 756 }]);
});

test("the copy of a lazy image in noscript counts once, on either side; another image counts", () => {
  const lazy = '<img src="data:image/svg+xml;utf8,<svg></svg>" data-original="https://a.example/1_r.jpg">';
  const copy =
    '<noscript><img src="https://a.example/1_b.jpg" data-original="https://a.example/1_r.jpg?x=1"></noscript>';
  expect(addressesOf(`<figure>${copy}${lazy}</figure>`)).toEqual(["https://a.example/1_r.jpg"]);
  expect(addressesOf(`<figure>${lazy}${copy}</figure>`)).toEqual(["https://a.example/1_r.jpg"]);
  expect(addressesOf('<noscript><img src="https://a.example/2.jpg"></noscript>')).toEqual(["https://a.example/2.jpg"]);
  expect(articleWithBody(`<figure>${copy}${lazy}</figure>`).html.match(/<img/g)).toHaveLength(1);
});

test("the same image twice is two entries, in reading order", () => {
  expect(addressesOf('<img src="/b.png"><p><img src="/a.png"></p><img src="/b.png">')).toEqual([
    "b.png",
    "a.png",
    "b.png",
  ]);
});

test("an image in the body shows what was found, and nothing of how it was hidden", () => {
  const body =
    '<img class="lazy" id="i" alt="A &quot;b&quot;" title="T" data-src="//a.example/b.jpg" srcset="c 1x" onload="x()" style="width:9px">';
  expect(articleWithBody(`<div>${body}</div>`).html).toBe(
    '<div><img src="https://a.example/b.jpg" alt="A &quot;b&quot;" title="T" width="9" loading="lazy" referrerpolicy="no-referrer"></div>',
  );
});

test("alt and caption come along, on one line, null where they are empty", () => {
  const article = articleWithBody(
    '<figure><a href="/x"><img src="/a.png" alt=" An\n alt "></a><figcaption>The <b>caption</b>\n here</figcaption></figure><p><img src="/b.png" alt=""></p>',
  );
  expect(article.images).toMatchObject([
    { alt: "An alt", caption: "The caption here" },
    { alt: null, caption: null },
  ]);
});

test("data: images stay in the body without an entry, if they are of pixels", () => {
  const png = '<img src="data:image/png;base64,iVBORw0KGgo=" alt="dot">';
  const svg = '<img src="data:image/svg+xml,%3Csvg%20onload=alert(1)%3E">';
  const article = articleWithBody(`<div>${png}${svg}</div>`);
  expect(article.images).toEqual([]);
  expect(article.html).toContain('src="data:image/png;base64,iVBORw0KGgo="');
  expect(article.html).not.toContain("svg");
});

test("an address that leads nowhere is reported, and the image stays as it is written", () => {
  const parsed = parseText("---\ntitle: x\nheadimg: ../../b.png\n---\n![a](../../../a.png)");
  expect(codesOf(parsed)).toEqual(["IMAGE_UNRESOLVED", "IMAGE_UNRESOLVED"]);
  expect(articleOf(parsed)).toMatchObject({ images: [], headImage: null, thumbnail: null });
  expect(articleOf(parsed).html).toContain('src="../../../a.png"');
});

test("the format is told by the extension, else by a declared type", () => {
  const format = (text: string) => formatOf({ url: text, localPath: null });
  expect(format("https://a.example/b.JPG?x=.png")).toBe("JPEG");
  expect(format("https://a.example/b.jpeg")).toBe("JPEG");
  expect(format("https://a.example/b.avif#x")).toBe("AVIF");
  expect(format("https://a.example/b")).toBe(null);
  expect(formatOf({ url: null, localPath: "a.b/c.svg" })).toBe("SVG");
});

test("the head image and the thumbnail: head keys, thumbnail keys, photos, then the first of the body", () => {
  const images = (yaml: string, body = '<p><img src="/body.png" width="3" height="4"></p>') => {
    const { headImage, thumbnail } = articleOf(parseText(`---\ntitle: x\n${yaml}\n---\n${body}`));
    return [headImage?.address.localPath ?? null, thumbnail?.address.localPath ?? null];
  };
  expect(images("a: b")).toEqual([null, "body.png"]);
  expect(images("cover: /c.png")).toEqual(["c.png", "c.png"]);
  expect(images("headimg: ''\nbanner: /b.png\nthumbnail: /t.png")).toEqual(["b.png", "t.png"]);
  expect(images("photos:\n  - /p.png\n  - /q.png")).toEqual(["p.png", "p.png"]);
  expect(images("headimg: data:image/png;base64,AAAA\nthumbnail: data:image/png;base64,AAAA")).toEqual([
    null,
    "body.png",
  ]);
  expect(images("cover: false")).toEqual([null, "body.png"]);
  expect(images("thumbnail: /t.png", "")).toEqual([null, "t.png"]);
  expect(images("a: b", "")).toEqual([null, null]);
});

test("captions are cut where thousands of images may repeat one, and the body has all of it", () => {
  const caption = "word ".repeat(1_000).trim();
  const { images, text } = articleWithBody(
    `<figure>${'<img src="https://a.example/1.jpg">'.repeat(3)}<figcaption>${caption}</figcaption></figure>`,
  );
  expect(images.map((image) => image.caption?.length)).toEqual([2_000, 2_000, 2_000]);
  expect(text).toBe(caption);
});
