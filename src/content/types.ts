import type { Layout } from "./layout.ts";
import type { Likeness } from "./likeness.ts";

/** What a source was made with: it decides how front matter is understood. A plain folder is read as Hexo does. */
export type SourceKind = "hexo" | "jekyll" | "hugo" | "astro" | "folder" | "feed" | "wordpress";

/** A file as it was read, or an entry of a feed or export put into that form. */
export interface SourceFile {
  /** Below the source's root, with forward slashes, in Unicode NFC. Of an entry: the id that its source gives it. */
  path: string;
  bytes: Uint8Array;
  /** How the body is written, where that is known; else it is found out. */
  format?: "HTML" | "MARKDOWN";
  /** What was read of the file before: then the bytes are its body alone, of that format. */
  known?: { frontMatter: { [key: string]: Json }; crawled: boolean };
}

/** What a source tells about how its files are to be read. Part of an article's fingerprint. */
export interface ContentOptions {
  kind: SourceKind;
  /** IANA zone of dates that name none. */
  timeZone: string;
  /** Whether a zone was given, or the default is assumed (which is reported where it matters). */
  timeZoneAssumed: boolean;
  /** Absolute URL of the site's root, for relative addresses. */
  baseUrl: string | null;
  /** Hexo: a flat list is one chain of parents and children. Others: each name stands for itself. */
  categoryMode: "chain" | "flat";
  /** Address prefixes to undo: whatever follows one is the real address ("https://cors.zfour.workers.dev/?"). */
  imageProxies: readonly string[];
}

/** How bad an issue is: a WARNING was repaired or kept, an ERROR cost the file. */
export type Severity = "WARNING" | "ERROR";

/** What was repaired, assumed or refused in one file. */
export interface Issue {
  path: string;
  /** 1-based, in the file; null where no line is to blame. */
  line: number | null;
  severity: Severity;
  /** Stable, UPPER_SNAKE; listed in issues.ts. */
  code: string;
  message: string;
  /** What to do about it. */
  hint: string | null;
}

/** Where an image is: an absolute http(s) URL, or a file below the source's root (forward slashes, percent-decoded). */
export type ImageAddress = { url: string; localPath: null } | { url: null; localPath: string };

/** One image, with what the article knows of it. */
export interface ImageInfo {
  address: ImageAddress;
  /** Pixels. */
  width: number | null;
  height: number | null;
  format: "JPEG" | "PNG" | "GIF" | "WEBP" | "AVIF" | "SVG" | null;
}

/** An image in the body, in reading order. */
export interface InlineImage extends ImageInfo {
  alt: string | null;
  /** Text of the figcaption, where there is one. */
  caption: string | null;
}

/** A JSON value, as front matter holds them once dates are text. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Everything that is known of an article from its file alone. All strings are free of U+0000 and lone surrogates. */
export interface Article {
  path: string;
  title: string;
  /** Readable base of the slug; uniqueness is the writer's concern. */
  slug: string;
  /** The id that the source itself gives the article; null where it gives none. */
  guid: string | null;
  /**
   * SHA-256 of what the file says, without the noise of a crawl (the proxy of an image, a random placeholder, the time
   * of the crawl in place of a date). Equal means that nothing a reader cares for has changed.
   */
  essence: Uint8Array;
  /** SHA-256 of the normalised text and images of the body and the language: equal in copies under other paths. */
  contentKey: Uint8Array;
  /** The source's intent. Dates ahead of the clock or behind it are the importer's concern. */
  status: "DRAFT" | "PUBLISHED" | "ARCHIVED";
  /** Milliseconds since 1970; null where the source has no readable date. */
  publishedAt: number | null;
  publishedPrecision: "DAY" | "INSTANT" | null;
  updatedAt: number | null;
  /** From when on it is withdrawn; null where it never is. */
  expiresAt: number | null;
  url: string | null;
  summary: string | null;
  /** BCP 47, as given; else as detected, null where that is not certain. */
  language: string | null;
  commentsEnabled: boolean;
  authors: string[];
  /** Each a path of names from the root down. */
  categories: string[][];
  tags: string[];
  headImage: ImageInfo | null;
  thumbnail: ImageInfo | null;
  images: InlineImage[];
  format: "HTML" | "MARKDOWN";
  /** The body as it stands in the file, decoded to text. */
  raw: string;
  /** Sanitized. */
  html: string;
  /** Plain text, blocks apart by newlines. */
  text: string;
  /** The beginning of the text on one line, at most 700 characters: what excerpts are cut from. */
  lead: string;
  wordCount: number;
  /** What it is compared with other articles by. */
  likeness: Likeness;
  /** Seconds. */
  readingTime: number;
  /** Blocks, outline and links, as slices of html and text. */
  layout: Layout;
  frontMatter: { [key: string]: Json };
}

/** What a file came to. No article means that it was refused or skipped, and the issues say why. */
export type Parsed = { article: Article; issues: Issue[] } | { article: null; issues: Issue[] };
