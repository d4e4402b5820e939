import { createHash } from "node:crypto";
import { likenessOf } from "../../src/content/likeness.ts";
import { slugify } from "../../src/content/slug.ts";
import type { Database } from "../../src/db/client.ts";
import type { NewArticle } from "../../src/db/write/article.ts";
import { writeBatch } from "../../src/db/write/batch.ts";
import { type Source, saveSource } from "../../src/db/write/sources.ts";
import { searchEntry } from "../../src/text/entry.ts";
import { Folder } from "../../src/text/fold.ts";

/** When the test's imports happen. */
export const NOW = new Date("2026-01-02T03:04:05.678Z");

const folder = new Folder();

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/** An article with what a test says of it, and something plain for the rest. */
export function article(given: Partial<NewArticle> & { path: string }): NewArticle {
  const title = given.title ?? given.path;
  const text = given.text ?? `Text of ${title}.`;
  const made: Omit<NewArticle, "search"> = {
    title,
    slug: slugify(title),
    status: "PUBLISHED",
    publishedAt: null,
    publishedPrecision: given.publishedAt == null ? null : "INSTANT",
    updatedAt: null,
    expiresAt: null,
    url: null,
    summary: null,
    lead: text,
    language: null,
    commentsEnabled: true,
    wordCount: 3,
    readingTime: 1,
    authors: [],
    categories: [],
    tags: [],
    headImage: null,
    thumbnail: null,
    images: [],
    format: "HTML",
    raw: `<p>${text}</p>`,
    html: `<p>${text}</p>`,
    text,
    likeness: likenessOf(title, text),
    layout: given.layout ?? layoutOfParagraph(text),
    frontMatter: { title },
    pipelineVersion: 1,
    fingerprint: sha256(JSON.stringify(given)),
    essence: sha256(`essence ${JSON.stringify(given)}`),
    // Of its path, so that articles of one text are not taken for one another where a test does not ask for it.
    contentKey: sha256(`content ${given.path}`),
    guid: null,
    ...given,
  };
  return { ...made, search: searchEntry(folder, made) };
}

const layoutOfParagraph = (text: string): NewArticle["layout"] => ({
  blocks: [["paragraph", [0, text.length + 7], [0, text.length], 0]],
  outline: [],
  links: [],
});

/** An image with an address of its own. */
export const image = (url: string, width: number | null = null, height: number | null = null) => ({
  address: { url, localPath: null },
  width,
  height,
  format: "JPEG" as const,
  alt: null,
  caption: null,
});

/** A source as `saveSource` takes it, of a folder about which nothing was said. */
export const plainSource = (name: string) =>
  ({
    name,
    kind: "folder",
    format: null,
    root: null,
    timeZone: "UTC",
    baseUrl: null,
    categoryMode: "chain",
  }) as const;

/** Writes articles as an import does, and returns their source. */
export async function writeArticles(
  { client }: Database,
  articles: readonly NewArticle[],
  name = "test",
  now = NOW,
): Promise<Source> {
  const source = await saveSource(client, plainSource(name), null, now);
  const outcomes = await writeBatch(
    { client, slugify, hasFile: async () => true, dryRun: false },
    source,
    articles,
    now,
  );
  const failed = outcomes.filter(({ outcome }) => outcome === "failed");
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
  return source;
}
