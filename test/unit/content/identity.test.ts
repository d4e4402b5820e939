import { expect, test } from "vitest";
import type { ContentOptions } from "../../../src/content/types.ts";
import { articleOf, parseText } from "./support.ts";

const PROXY = "https://cors.zfour.workers.dev/?";
const LONG = `<p>${"A sentence that stands for a whole article. ".repeat(20)}</p>`;

const article = (front: string, body: string, options: Partial<ContentOptions> = {}, before = "\n") =>
  articleOf(parseText(`${before}---\n${front}\n---\n${body}`, options));
const essence = (...given: Parameters<typeof article>) => Buffer.from(article(...given).essence).toString("hex");
const contentKey = (...given: Parameters<typeof article>) => Buffer.from(article(...given).contentKey).toString("hex");

test("what only a crawl changes is not of the essence: the proxy, a random placeholder, the time of the crawl", () => {
  const one = essence(
    `title: x\ndate: 2021-10-28 14:08:07\nthumbnail: https://picsum.photos/400/300?random=7`,
    `<div><img src="${PROXY}http://img.example/a.png">text</div>`,
  );
  const other = essence(
    `title: x\ndate: 2021-11-02 09:15:40\nthumbnail: https://picsum.photos/400/300?random=81`,
    `<div><img src="http://img.example/a.png">text</div>`,
  );
  expect(other).toBe(one);
  expect(
    essence("title: x\ndate: 2021-10-28 14:08:07\nthumbnail:", `<div><img src="http://img.example/a.png">text</div>`),
  ).toBe(one);
});

test("all that a person changes is of the essence", () => {
  const body = `<p>text <img src="http://img.example/a.png"></p>`;
  const essences = [
    essence("title: x\ndate: Thu, 28 Oct 2021 14:08:07 GMT", body),
    essence("title: x\ndate: Fri, 29 Oct 2021 14:08:07 GMT", body),
    essence("title: x\ndate: 2021-10-28", body),
    essence("title: x\ndate: 2021-10-29", body),
    essence("title: y\ndate: 2021-10-28", body),
    essence("title: x\ndate: 2021-10-28\ntags: [a]", body),
    essence("title: x\ndate: 2021-10-28", `${body} `),
    essence("title: x\ndate: 2021-10-28\nthumbnail: https://picsum.photos/id/7/400/300", body),
    // Written by hand: in Markdown, or with the fence on the first line.
    essence("title: x\ndate: 2021-10-28 14:08:07", "text"),
    essence("title: x\ndate: 2021-10-28 14:08:08", "text"),
    essence("title: x\ndate: 2021-10-28 14:08:07", body, {}, ""),
    essence("title: x\ndate: 2021-10-28 14:08:08", body, {}, ""),
  ];
  expect(new Set(essences).size).toBe(essences.length);
});

test("how a file is read is of the essence", () => {
  const changes: Partial<ContentOptions>[] = [
    {},
    { kind: "hexo" },
    { timeZone: "Asia/Shanghai" },
    { baseUrl: "https://a.example/" },
    { categoryMode: "flat" },
    { imageProxies: [] },
  ];
  const essences = changes.map((options) => essence("title: x", "text", options));
  expect(new Set(essences).size).toBe(essences.length);
});

test("a copy under another title, date, thumbnail, proxy or in other code has the same content", () => {
  const one = contentKey("title: x\ndate: 2021-10-28", `${LONG}<img src="${PROXY}http://img.example/a.png">`);
  expect(contentKey("title: y\nthumbnail: /t.png", `<div>${LONG}<img src="http://img.example/a.png"></div>\n`)).toBe(
    one,
  );
  expect(contentKey("title: x", `${LONG}<img src="http://img.example/b.png">`)).not.toBe(one);
  expect(contentKey("title: x\nlang: de", `${LONG}<img src="http://img.example/a.png">`)).not.toBe(one);
});

test("a file of the source that is shown is the same one after both have moved", () => {
  const key = (path: string) =>
    Buffer.from(articleOf(parseText(`---\ntitle: x\n---\n![](pictures/a.png)`, {}, path)).contentKey);
  expect(key("2021/a.md").equals(key("archive/2021/a.md"))).toBe(true);
});

test("short texts are the same only under the same title and categories, and with the same tags in the body", () => {
  const one = contentKey("title: x\ncategories: [a]", "<p>No copy allowed.</p>");
  expect(contentKey("title: x\ncategories: [a]\ndate: 2021-10-28", "<p>No copy  allowed.</p>\n")).toBe(one);
  expect(contentKey("title: y\ncategories: [a]", "<p>No copy allowed.</p>")).not.toBe(one);
  expect(contentKey("title: x\ncategories: [b]", "<p>No copy allowed.</p>")).not.toBe(one);
  expect(contentKey("title: x\ncategories: [a]", "<h2>No copy allowed.</h2>")).not.toBe(one);
});

test("components say more than their text", () => {
  const key = (body: string) => {
    const { contentKey } = articleOf(parseText(`---\ntitle: x\n---\n${LONG}${body}`, { kind: "astro" }, "a.mdx"));
    return Buffer.from(contentKey).toString("hex");
  };
  expect(key("<Downloads />")).not.toBe(key("<Meetings />"));
});

test("articles that the source itself tells apart are not the same, whatever they say", () => {
  const keys = ["", "\nlink: https://a.example/1", "\nlink: https://a.example/2", "\nguid: a-1"].map((more) =>
    contentKey(`title: x${more}`, LONG),
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test("a source's own id is its guid, uuid or abbrlink, as text", () => {
  expect(article("title: x\nguid: urn:a:1\nabbrlink: 3", "").guid).toBe("urn:a:1");
  expect(article("title: x\nuuid: 0f-1", "").guid).toBe("0f-1");
  expect(article("title: x\nabbrlink: 1234", "").guid).toBe("1234");
  expect(article("title: x\nabbrlink: 0007", "").guid).toBe("0007");
  expect(article("title: x\nguid:", "").guid).toBe(null);
});
