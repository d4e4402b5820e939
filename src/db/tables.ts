import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  customType,
  index,
  integer,
  json,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Layout } from "./layout.ts";

// Row types are inferred from these tables and never retyped.
//
// What must stay true of every table:
//  - whatever is unique or sorted is bounded (a hash, or the first 200 characters), since a B-tree entry holds 2,704
//    bytes at the most and one long title must not fail its batch;
//  - instants have milliseconds, as a JS Date has: a finer clock would not survive a cursor;
//  - sorted text has one named collation, so that an index and a cursor agree on every server.

/** SHA-256 of what a row is known by, 32 bytes: what is unbounded (paths, URLs) is unique through its hash. */
const sha256 = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** Random bytes. */
const secretBytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** Text that lists are sorted by. ICU's root collation orders every script as people expect. */
const sortedText = customType<{ data: string }>({ dataType: () => `text collate "und-x-icu"` });

/** Text that is compared byte by byte, so that what begins alike is one range of an index. */
const bytewiseText = customType<{ data: string }>({ dataType: () => `text collate "C"` });

const id = () => bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity();
const ref = () => bigint({ mode: "number" });
const instant = () => timestamp({ withTimezone: true, precision: 3 });

export const articleStatus = pgEnum("article_status", ["DRAFT", "SCHEDULED", "PUBLISHED", "ARCHIVED"]);
export const datePrecision = pgEnum("date_precision", ["DAY", "INSTANT"]);
export const bodyFormat = pgEnum("body_format", ["HTML", "MARKDOWN"]);
/** In the order in which an article's uses of images are listed. */
export const imageRole = pgEnum("image_role", ["HEAD", "THUMBNAIL", "INLINE"]);
export const imageFormat = pgEnum("image_format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "SVG"]);
export const imageStatus = pgEnum("image_status", ["UNCHECKED", "OK", "BROKEN"]);
export const categoryMode = pgEnum("category_mode", ["chain", "flat"]);
export const countScope = pgEnum("count_scope", ["source", "category", "author", "tag"]);
export const importRunStatus = pgEnum("import_run_status", ["RUNNING", "SUCCEEDED", "FAILED", "INTERRUPTED"]);
export const issueSeverity = pgEnum("issue_severity", ["WARNING", "ERROR"]);
export const apiKeyRole = pgEnum("api_key_role", ["IMPORTER", "EDITOR", "ADMIN"]);

/** A folder, feed or export that articles come from, with the options that its files are read with. */
export const sources = pgTable("sources", {
  id: id(),
  name: sortedText().notNull().unique(),
  /** What it is read as: `hexo`, `jekyll`, `hugo`, `astro` or `folder`; `feed` and `wordpress` for what is no folder. */
  kind: text().notNull(),
  /** The kind that was given; null where it is found out anew by each run. */
  format: text(),
  /** Absolute path of the folder or file, address of the feed; null where articles are sent over the API. */
  root: text(),
  /** IANA zone of dates that name none; null where none was given, and UTC is assumed. */
  timeZone: text(),
  baseUrl: text(),
  /** Null where none was given: the kind decides. */
  categoryMode: categoryMode(),
  /** Of a feed's last answer, for conditional requests (RFC 9110, section 8.8). */
  etag: text(),
  lastModified: text(),
});

/** One row a distinct address, shared by all articles. Exactly one of originalUrl and localPath is set. */
export const images = pgTable(
  "images",
  {
    id: id(),
    /** Of the canonical address, or of source and local path. */
    key: sha256().notNull().unique(),
    originalUrl: text(),
    host: text(),
    /** A file of a source without a base URL: where it lies below the source's root. */
    sourceId: ref().references(() => sources.id, { onDelete: "cascade" }),
    localPath: text(),
    width: integer(),
    height: integer(),
    format: imageFormat(),
    status: imageStatus().notNull().default("UNCHECKED"),
    /** A data: URI to show while the image loads; null where nobody has looked, or it is no raster. */
    placeholder: text(),
    /** When somebody last looked, whatever came of it. */
    checkedAt: instant(),
  },
  (t) => [index("images_by_host").on(t.host, t.id), index("images_by_width").on(t.width)],
);

export const authors = pgTable("authors", {
  id: id(),
  name: sortedText().notNull().unique(),
  slug: text().notNull().unique(),
});

export const tags = pgTable("tags", {
  id: id(),
  name: sortedText().notNull().unique(),
  slug: text().notNull().unique(),
});

/** A node of the tree of names; known by its names from the root down. */
export const categories = pgTable(
  "categories",
  {
    id: id(),
    parentId: ref().references((): AnyPgColumn => categories.id),
    name: text().notNull(),
    path: text().array().notNull(),
    pathKey: sha256().notNull().unique(),
    /** Names from the root, joined by tabs (which sort before everything a name can hold), cut at 600 characters. */
    sortPath: sortedText().notNull(),
    slug: text().notNull().unique(),
    depth: smallint().notNull(),
  },
  (t) => [
    index("categories_by_path").on(t.sortPath, t.id),
    index("categories_by_depth").on(t.depth, t.sortPath, t.id),
    index("categories_by_parent").on(t.parentId, t.sortPath, t.id),
  ],
);

/** What a list of articles shows. Bodies live beside it, so that a page of a list never reads one. */
export const articles = pgTable(
  "articles",
  {
    id: id(),
    sourceId: ref()
      .notNull()
      .references(() => sources.id, { onDelete: "cascade" }),
    path: text().notNull(),
    pathKey: sha256().notNull(),
    /** Of the file's bytes, the source's options and the pipeline's version: equal means unchanged. */
    fingerprint: sha256().notNull(),
    /** Of what the file says, without the noise of a crawl: equal means that nothing a reader cares for has changed. */
    essence: sha256(),
    /** Of the body's text and images, and the language: finds the same article under another path. */
    contentKey: sha256(),
    /** Of the id that the source itself gives the article. */
    guidKey: sha256(),
    slug: text().notNull().unique(),
    url: text(),
    urlKey: sha256(),
    title: text().notNull(),
    titleSort: sortedText().notNull().generatedAlwaysAs(sql`left(title, 200)`),
    summary: text(),
    /** The first 700 characters or so of the body's text, for excerpts. */
    lead: text().notNull(),
    language: text(),
    /** Primary tag of the language: "zh" of "zh-Hant-TW". */
    primaryLanguage: text().generatedAlwaysAs(sql`lower(split_part(replace(language, '_', '-'), '-', 1))`),
    status: articleStatus().notNull(),
    publishedAt: instant(),
    publishedPrecision: datePrecision(),
    /** What lists by date are sorted by: articles without a date come out as the oldest. */
    publishedSort: instant().notNull().generatedAlwaysAs(sql`coalesce(published_at, '-infinity')`),
    /** The source's own "updated". */
    updatedAt: instant(),
    /** From when on it is withdrawn. */
    expiresAt: instant(),
    /** The import that last altered the row, or the moment at which it came out or was withdrawn. */
    changedAt: instant().notNull(),
    commentsEnabled: boolean().notNull(),
    wordCount: integer().notNull(),
    /** Seconds. */
    readingTime: integer().notNull().default(0),
    hasImages: boolean().notNull(),
    /** The first author; all of them are in article_authors. */
    authorId: ref().references(() => authors.id),
    headImageId: ref().references(() => images.id),
    thumbnailId: ref().references(() => images.id),
  },
  (t) => [
    // Ascending, though lists are mostly read newest first: an index is read from either end, and both ends of an
    // ascending one agree with ORDER BY on where nulls would go.
    uniqueIndex("articles_by_path").on(t.pathKey, t.sourceId),
    index("articles_by_url").on(t.urlKey),
    index("articles_by_content").on(t.contentKey, t.sourceId),
    index("articles_by_guid").on(t.guidKey, t.sourceId).where(sql`guid_key is not null`),
    index("articles_newest").on(t.status, t.publishedSort, t.id),
    // What waits to be withdrawn: whoever looks whether something is due reads one entry.
    index("articles_by_expiry").on(t.expiresAt).where(sql`status = 'PUBLISHED' and expires_at is not null`),
    index("articles_newest_of_source").on(t.sourceId, t.status, t.publishedSort, t.id),
    index("articles_newest_of_language").on(t.primaryLanguage, t.status, t.publishedSort, t.id),
    index("articles_newest_by_images").on(t.hasImages, t.status, t.publishedSort, t.id),
    index("articles_by_change").on(t.status, t.changedAt, t.id),
    index("articles_by_title").on(t.status, t.titleSort, t.id),
    index("articles_by_words").on(t.status, t.wordCount, t.id),
  ],
);

/** Other paths that lead to an article: those it had before, and those of files that hold the same article again. */
export const articlePaths = pgTable(
  "article_paths",
  {
    sourceId: ref()
      .notNull()
      .references(() => sources.id, { onDelete: "cascade" }),
    path: text().notNull(),
    pathKey: sha256().notNull(),
    articleId: ref()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    /** Of the file that holds the article again; null for a path that the article had before. */
    fingerprint: sha256(),
  },
  (t) => [primaryKey({ columns: [t.pathKey, t.sourceId] }), index("article_paths_by_article").on(t.articleId)],
);

/** The heavy part of an article, read only when a body or the front matter is asked for. */
export const articleBodies = pgTable("article_bodies", {
  articleId: ref()
    .primaryKey()
    .references(() => articles.id, { onDelete: "cascade" }),
  format: bodyFormat().notNull(),
  raw: text().notNull(),
  html: text().notNull(),
  text: text().notNull(),
  /**
   * Blocks, outline and links, as slices of html and text; null in a row of a pipeline that knew none. Nobody searches in
   * it, and as json it takes half the room of jsonb, which keeps each number as a decimal.
   */
  blocks: json().$type<Layout>(),
  frontMatter: jsonb().notNull(),
  /** Of the pipeline that derived html and text from raw. */
  pipelineVersion: smallint().notNull(),
});

/** What an article is compared with others by; see content/likeness.ts. */
export const articleLikeness = pgTable("article_likeness", {
  articleId: ref()
    .primaryKey()
    .references(() => articles.id, { onDelete: "cascade" }),
  /** Hashes of the words that tell it from others. */
  words: integer().array().notNull(),
  /** Of its text; empty where that is short. */
  sketch: integer().array().notNull(),
  /** Of its title without signs and capitals. */
  titleKey: integer().notNull(),
});

/**
 * The articles of each word, so that the newest of them are one range of the key. No foreign key: sixteen checks an
 * article would cost more than the rows. Whoever deletes an article deletes these first, by its words.
 */
export const articleWords = pgTable("article_words", { word: integer().notNull(), articleId: ref().notNull() }, (t) => [
  primaryKey({ columns: [t.word, t.articleId] }),
]);

/**
 * What an article is found by (see docs/decisions/search.md). Status and date are repeated, and changed in the article's
 * own transaction, so that matches are ordered without a look at the articles.
 */
export const articleSearch = pgTable(
  "article_search",
  {
    articleId: ref()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    status: articleStatus().notNull(),
    publishedSort: instant().notNull(),
    /** Normalised, as all text here. */
    title: bytewiseText().notNull(),
    /** Title, summary, tags and body, on lines of their own. */
    text: bytewiseText().notNull(),
    /** Words and runs of characters as integers, see src/text/keys.ts. */
    keys: integer().array().notNull(),
  },
  (t) => [
    index("article_search_keys").using("gin", t.keys),
    index("article_search_newest").on(t.publishedSort, t.articleId),
    index("article_search_titles").on(sql`left(title, 200)`, t.articleId),
  ],
);

/** Names of categories, authors and tags, normalised, for suggestions. Cut at 200 characters. */
export const searchNames = pgTable(
  "search_names",
  {
    scope: countScope().notNull(),
    scopeId: ref().notNull(),
    name: bytewiseText().notNull(),
  },
  (t) => [primaryKey({ columns: [t.scope, t.scopeId] }), index("search_names_by_name").on(t.name)],
);

// Under what an article is filed. Status and date are repeated, and changed in the article's own transaction: a page of
// a category, an author or a tag is then one range of one index, however large the archive.
const filing = () => ({
  articleId: ref()
    .notNull()
    .references(() => articles.id, { onDelete: "cascade" }),
  status: articleStatus().notNull(),
  publishedSort: instant().notNull(),
  /** 0-based, in the order of the front matter. */
  position: smallint().notNull(),
});

/** One row for each category that an article is filed under and one for each ancestor of these. */
export const articleCategories = pgTable(
  "article_categories",
  {
    ...filing(),
    categoryId: ref()
      .notNull()
      .references(() => categories.id),
    /** Filed under it, not only below it. */
    direct: boolean().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.categoryId] }),
    index("article_categories_newest").on(t.categoryId, t.status, t.publishedSort, t.articleId),
    index("article_categories_newest_direct")
      .on(t.categoryId, t.status, t.publishedSort, t.articleId)
      .where(sql`direct`),
  ],
);

export const articleAuthors = pgTable(
  "article_authors",
  {
    ...filing(),
    authorId: ref()
      .notNull()
      .references(() => authors.id),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.authorId] }),
    index("article_authors_newest").on(t.authorId, t.status, t.publishedSort, t.articleId),
  ],
);

export const articleTags = pgTable(
  "article_tags",
  {
    ...filing(),
    tagId: ref()
      .notNull()
      .references(() => tags.id),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.tagId] }),
    index("article_tags_newest").on(t.tagId, t.status, t.publishedSort, t.articleId),
  ],
);

/** How an article uses an image. One of HEAD and of THUMBNAIL at the most, at position 0; INLINE ones in reading order. */
export const articleImages = pgTable(
  "article_images",
  {
    articleId: ref()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    role: imageRole().notNull(),
    position: integer().notNull(),
    imageId: ref()
      .notNull()
      .references(() => images.id),
    alt: text(),
    caption: text(),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.role, t.position] }),
    index("article_images_by_image").on(t.imageId, t.articleId),
  ],
);

/**
 * How many articles of each status a source, category, author or tag has, maintained in the writing transaction. What has
 * no visible article does not exist for a reader, so that lists of categories, authors and tags join this table.
 */
export const articleCounts = pgTable(
  "article_counts",
  {
    scope: countScope().notNull(),
    scopeId: ref().notNull(),
    status: articleStatus().notNull(),
    /** Filed under it itself. */
    direct: integer().notNull(),
    /** Also below it; equal to direct where there is no below. */
    total: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.scope, t.scopeId, t.status] })],
);

/**
 * What each writing transaction changed, in the order of commits (writers take turns, see db/write). Entities are named
 * `Article:12`, lists `Category:3`, names `article.slug:hello`.
 */
export const changes = pgTable("changes", {
  seq: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  at: instant().notNull(),
  /** Entities whose own fields changed, came or went. */
  entities: text().array().notNull(),
  /** Lists of articles that an article joined, left or moved in. `Query` stands for the list of all. */
  lists: text().array().notNull(),
  /** Names that came into being: whoever remembers their absence is wrong now. */
  names: text().array().notNull(),
});

/**
 * The processes that follow `changes` and hold answers in memory. Whoever writes waits for them, and for none that has
 * given no sign of life for ten seconds (see src/changes/follower.ts).
 */
export const gateways = pgTable("gateways", {
  id: uuid().primaryKey(),
  /** Of the last change that it has applied. */
  seq: bigint({ mode: "number" }).notNull(),
  seenAt: instant().notNull(),
  startedAt: instant().notNull(),
});

/** Of which changes a CDN has been told: one row, which whoever tells it locks. */
export const cdnPurges = pgTable("cdn_purges", {
  id: boolean().primaryKey(),
  seq: bigint({ mode: "number" }).notNull(),
});

/** One run of an import over one source. */
export const importRuns = pgTable(
  "import_runs",
  {
    id: id(),
    sourceId: ref()
      .notNull()
      .references(() => sources.id, { onDelete: "cascade" }),
    status: importRunStatus().notNull(),
    dryRun: boolean().notNull(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
    /** The last sign of life: a RUNNING run that has been silent for a minute was killed. */
    seenAt: instant().notNull(),
    /** Null until all files have been found. */
    filesTotal: integer(),
    filesRead: integer().notNull().default(0),
    created: integer().notNull().default(0),
    updated: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    renamed: integer().notNull().default(0),
    deleted: integer().notNull().default(0),
    skipped: integer().notNull().default(0),
    failed: integer().notNull().default(0),
  },
  (t) => [index("import_runs_by_source").on(t.sourceId, t.id)],
);

/** What a run repaired, assumed or refused, in the order in which it was found. */
export const importIssues = pgTable(
  "import_issues",
  {
    id: id(),
    runId: ref()
      .notNull()
      .references(() => importRuns.id, { onDelete: "cascade" }),
    path: text().notNull(),
    /** 1-based; null where no line is to blame. */
    line: integer(),
    severity: issueSeverity().notNull(),
    code: text().notNull(),
    message: text().notNull(),
    hint: text(),
  },
  (t) => [
    index("import_issues_by_run").on(t.runId, t.id),
    // A handful of errors among a million warnings.
    index("import_errors_by_run").on(t.runId, t.id).where(sql`severity = 'ERROR'`),
  ],
);

/** Who may do more than read. The key itself is shown once, when it is made, and stored nowhere. */
export const apiKeys = pgTable("api_keys", {
  id: id(),
  /** What its owner calls it. */
  name: text().notNull().unique(),
  role: apiKeyRole().notNull(),
  /** SHA-256 of the key, which is random and long enough to need no salt. */
  keyHash: sha256().notNull().unique(),
  createdAt: instant().notNull(),
  /** Null where it never expires. */
  expiresAt: instant(),
  revokedAt: instant(),
  lastUsedAt: instant(),
});

/** Random bytes that all gateways of one database share, each made when it is first needed. */
export const secrets = pgTable("secrets", {
  name: text().primaryKey(),
  value: secretBytes().notNull(),
  createdAt: instant().notNull(),
});
