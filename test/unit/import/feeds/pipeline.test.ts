// An entry is a file like any other: what the content room makes of it.
import { expect, test } from "vitest";
import { parseArticle } from "../../../../src/content/article.ts";
import type { Article, ContentOptions } from "../../../../src/content/types.ts";
import { fixture, openPieces } from "./support.ts";

async function articlesOf(name: string): Promise<{ articles: Article[]; codes: string[] }> {
  const feed = (await openPieces(fixture(name), "https://feeds.example/feed", null))!;
  const options: ContentOptions = {
    kind: feed.kind,
    timeZone: "UTC",
    timeZoneAssumed: true,
    baseUrl: feed.siteUrl,
    categoryMode: "chain",
    imageProxies: [],
  };
  const articles: Article[] = [];
  const codes: string[] = [];
  for await (const one of feed.entries()) {
    if (!("bytes" in one)) continue;
    const { article, issues } = parseArticle(one, options);
    if (article) articles.push(article);
    codes.push(...issues.map(({ code }) => code));
  }
  return { articles, codes };
}

test("every entry of every format becomes an article, and nothing needs to be repaired", async () => {
  for (const [name, count] of [
    ["rss.xml", 2],
    ["rdf.xml", 1],
    ["zh.xml", 1],
    ["atom.xml", 3],
    ["feed.json", 2],
  ] as const) {
    const { articles, codes } = await articlesOf(name);
    expect(articles).toHaveLength(count);
    expect(codes).toEqual([]);
  }
});

test("an item of RSS arrives with all its parts", async () => {
  const { articles } = await articlesOf("rss.xml");
  expect(articles[0]).toMatchObject({
    path: "tag:marginalia.example,2021:117",
    guid: "tag:marginalia.example,2021:117",
    title: "The manicule, or how to point",
    status: "PUBLISHED",
    publishedAt: Date.UTC(2021, 11, 18, 17, 38, 22),
    updatedAt: Date.UTC(2021, 11, 20, 8),
    url: "https://marginalia.example/2021/12/manicule/",
    summary: "A hand in the margin says look here — and we do.",
    language: "en-gb",
    authors: ["Ada Ruler", "Ben Gutter"],
    categories: [["Marks"], ["C/C++ & print"]],
    headImage: { address: { url: "https://marginalia.example/i/hand.jpg" } },
    thumbnail: { address: { url: "https://marginalia.example/i/hand-300.jpg" } },
    images: [{ address: { url: "https://marginalia.example/i/hand.jpg" }, alt: "A hand" }],
    format: "HTML",
  });
});

test("posts of WordPress arrive with chains of categories, drafts as drafts, and the text above the mark", async () => {
  const { articles, codes } = await articlesOf("wordpress.xml");
  expect(articles.map(({ title, status }) => `${status} ${title}`)).toEqual([
    "PUBLISHED Russets & rain",
    "PUBLISHED About",
    "DRAFT Sketch",
    "DRAFT Second sketch",
    "DRAFT For me",
    "DRAFT For friends",
    "PUBLISHED Next year",
  ]);
  expect(articles[0]).toMatchObject({
    slug: "苹果-russets",
    categories: [["Fruit & nuts", "Apples", "Russet"], ["Unlisted"]],
    tags: ["rain"],
    authors: ["Pip Core"],
    commentsEnabled: false,
    summary: "Wet apples.",
    images: [{ address: { url: "https://orchard.example/russet.jpg" }, caption: "A russet, washed", width: 300 }],
  });
  expect(codes).toEqual(["DATE_ZONE_ASSUMED"]);
});
