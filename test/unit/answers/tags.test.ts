import { expect, test } from "vitest";
import { cdnTag, cdnTags } from "../../../src/answers/cdn-tags.ts";
import { categoryPathTag, nameTag, tagsOfChange } from "../../../src/answers/tags.ts";

const change = {
  entities: ["Article:12", "Category:3"],
  lists: ["Query", "Category:3"],
  names: ["article.path:blog/2024/a.md", 'category.path:["A","B"]'],
};

test("a change makes wrong its rows, which rows there are of their kinds, its lists and its names", () => {
  expect([...tagsOfChange(change)].sort()).toEqual([
    "Article",
    "Article:12",
    "Category",
    "Category:3",
    "Category:3/articles",
    "Query",
    "article.path",
    "article.path:blog/2024/a.md",
    'category.path:["A","B"]',
  ]);
});

test("a name is looked up as PostgreSQL stores it", () => {
  expect(nameTag("tag.name", "a\0b\ud800")).toBe("tag.name:a\ufffdb\ufffd");
  // As JSON the characters would be spelt out.
  expect(categoryPathTag(["a\0b", "\ud800"])).toBe('category.path:["a\ufffdb","\ufffd"]');
});

test("tags for a CDN are short and plain, whatever a name holds", () => {
  for (const tag of cdnTags([...tagsOfChange(change), `image.url:https://example.com/${"ä, ".repeat(500)}`])) {
    expect(tag).toMatch(/^[\w:./-]{1,40}$/);
  }
  expect(cdnTags(["Article:12", "Category:3/articles", "Query"])).toEqual([
    "Article:12",
    "Category:3/articles",
    "Query",
  ]);
});

test("where tags take too much room, what stands for them goes with every change of theirs", () => {
  const many = Array.from({ length: 2_000 }, (_, id) => `Article:${id}`);
  const coarse = cdnTags([
    ...many,
    "Tag:5",
    "Author:7/articles",
    "category.slug:x",
    "article.path:a/b",
    "source.name:s",
  ]);
  expect(coarse.sort()).toEqual(["Category", "Query", "Source", "Tag", "article.path"]);
  // As a change that puts an article at a path says it.
  const told = [...tagsOfChange({ entities: ["Tag:5"], lists: ["Query"], names: ["article.path:a/b"] })].map(cdnTag);
  expect(told).toEqual(expect.arrayContaining(["Query", "Tag", "article.path"]));
});
