import type { Layout } from "../layout.ts";
import type { ArticleStatus } from "../queries/visibility.ts";

/** An id on the write side: PostgreSQL's bigint reaches JavaScript as text, and goes back as it came. */
export type Id = string;

/** Where an image is: an absolute http(s) URL, or a file below the source's root. */
type NewImageAddress = { url: string; localPath: null } | { url: null; localPath: string };

/** What one article knows of an image. */
export interface NewImage {
  address: NewImageAddress;
  /** Pixels. */
  width: number | null;
  height: number | null;
  format: "JPEG" | "PNG" | "GIF" | "WEBP" | "AVIF" | "SVG" | null;
}

/** What an article is found by, as src/text/ makes it. */
interface NewSearch {
  /** The normalised title. */
  title: string;
  /** All that is searched, normalised. */
  text: string;
  /** Keys, as PostgreSQL reads an array. */
  keys: string;
  /** The article's categories (and their ancestors), authors and tags: each name and how it is normalised. */
  names: ReadonlyMap<string, string>;
}

/**
 * An article as it is to be stored. Strings hold neither U+0000 nor lone surrogates, which PostgreSQL refuses; names of
 * authors, tags and categories have 200 characters at the most, `slug` 100, so that they fit into an index.
 */
export interface NewArticle {
  /** Below the source's root: with the source, what the article is known by. */
  path: string;
  /** SHA-256 of all that the article was derived from. Equal means that there is nothing to write. */
  fingerprint: Uint8Array;
  /** SHA-256 of what the file says, without the noise of a crawl. Equal means that nothing worth writing has changed. */
  essence: Uint8Array;
  /** SHA-256 of the body's text and images, and the language: finds the article again under another path. */
  contentKey: Uint8Array;
  /** The id that the source itself gives the article; null where it gives none. */
  guid: string | null;
  /** Readable and not yet unique; only used when the article is new. */
  slug: string;
  title: string;
  status: ArticleStatus;
  /** Milliseconds since 1970. */
  publishedAt: number | null;
  publishedPrecision: "DAY" | "INSTANT" | null;
  updatedAt: number | null;
  /** From when on it is withdrawn; null where it never is. */
  expiresAt: number | null;
  url: string | null;
  summary: string | null;
  lead: string;
  language: string | null;
  commentsEnabled: boolean;
  wordCount: number;
  /** Seconds. */
  readingTime: number;
  authors: readonly string[];
  /** Each a path of names from the root down. */
  categories: readonly (readonly string[])[];
  tags: readonly string[];
  headImage: NewImage | null;
  thumbnail: NewImage | null;
  /** Those in the body, in reading order. */
  images: readonly (NewImage & { alt: string | null; caption: string | null })[];
  format: "HTML" | "MARKDOWN";
  raw: string;
  html: string;
  text: string;
  /** What it is compared with other articles by: integers of 32 bits. */
  likeness: { words: readonly number[]; sketch: readonly number[]; title: number };
  layout: Layout;
  /** A JSON object. */
  frontMatter: unknown;
  /** What it is found by. */
  search: NewSearch;
  /** Of the pipeline that derived all this. */
  pipelineVersion: number;
}
