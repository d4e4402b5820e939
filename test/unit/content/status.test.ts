import { expect, test } from "vitest";
import type { SourceKind } from "../../../src/content/types.ts";
import { articleOf, codesOf, parseText } from "./support.ts";

// What keeps an article from readers, and from when to when, by the generator that it is written for.

const parsed = (front: string, kind: SourceKind, path?: string) =>
  parseText(`---\ntitle: x\n${front}\n---\nText.`, { kind }, path);
const read = (front: string, kind: SourceKind, path?: string) => articleOf(parsed(front, kind, path));
const iso = (milliseconds: number | null) => milliseconds && new Date(milliseconds).toISOString();

test.each<[kind: SourceKind, front: string, path: string, status: string]>([
  ["hexo", "published: false", "source/_posts/a.md", "DRAFT"],
  ["hexo", "", "source/_drafts/a.md", "DRAFT"],
  ["jekyll", "published: false", "_posts/2020-01-01-a.md", "DRAFT"],
  ["jekyll", "", "_drafts/a.md", "DRAFT"],
  ["hugo", "draft: true", "content/a.md", "DRAFT"],
  ["hugo", "Draft: true", "content/a.md", "DRAFT"],
  ["astro", "draft: true", "src/content/a.md", "DRAFT"],
  ["wordpress", "published: false", "1", "DRAFT"],
  ["folder", "archived: true", "a.md", "ARCHIVED"],
  ["folder", "archived: false", "a.md", "PUBLISHED"],
  ["folder", "archived: true\ndraft: true", "a.md", "DRAFT"],
  ["folder", "archived: true\npassword: p", "a.md", "DRAFT"],
])("%s: %j in %s is %s", (kind, front, path, status) => {
  expect(read(front, kind, path).status).toBe(status);
});

test("Hugo keeps a page back until its publishDate, whatever its date", () => {
  const dates = "date: 2020-01-01T00:00:00Z\npublishDate: 2030-01-01T00:00:00Z";
  expect(iso(read(dates, "hugo").publishedAt)).toBe("2030-01-01T00:00:00.000Z");
  expect(iso(read("date: 2020-01-01T00:00:00Z", "hugo").publishedAt)).toBe("2020-01-01T00:00:00.000Z");
  // Elsewhere it is another name of the date.
  expect(iso(read(dates, "astro").publishedAt)).toBe("2020-01-01T00:00:00.000Z");
});

test("Hugo withdraws a page at its expiryDate", () => {
  expect(iso(read("expiryDate: 2030-01-01T00:00:00Z", "hugo").expiresAt)).toBe("2030-01-01T00:00:00.000Z");
  expect(iso(read("unpublishdate: 2030-01-02T00:00:00Z", "hugo").expiresAt)).toBe("2030-01-02T00:00:00.000Z");
  expect(read("", "hugo").expiresAt).toBeNull();
  // Nobody else knows the key.
  expect(read("expiryDate: 2030-01-01T00:00:00Z", "hexo").expiresAt).toBeNull();
});

test("an expiryDate that cannot be read is reported, and withdraws nothing", () => {
  const broken = parsed("expiryDate: soon", "hugo");
  expect(codesOf(broken)).toContain("DATE_UNREADABLE");
  expect(articleOf(broken).expiresAt).toBeNull();
});
