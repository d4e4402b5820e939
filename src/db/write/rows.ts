import type { TransactionSql } from "postgres";
import { articlePathKey } from "../keys.ts";
import type { Id, NewArticle } from "./article.ts";
import type { Filing } from "./filing.ts";
import { bytea, instant, json } from "./parameters.ts";
import { marksOf, type Stored } from "./stored.ts";

/** An article on its way into its row. */
export interface ArticleRow {
  id: Id;
  /** A slug stays for ever. */
  slug: string;
  article: NewArticle;
  /** As it is stored; null for a new one. */
  before: Stored | null;
  filing: Filing;
}

/** Inserts new articles. */
export async function insertArticles(
  tx: TransactionSql,
  sourceId: number,
  rows: readonly ArticleRow[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into articles (id, source_id, path, path_key, fingerprint, essence, content_key, guid_key, slug, url, url_key,
      title, summary, lead, language, status, published_at, published_precision, updated_at, expires_at, changed_at,
      comments_enabled, word_count, reading_time, has_images, author_id, head_image_id, thumbnail_id)
    overriding system value
    select r.id, ${sourceId}::bigint, r.path, r."pathKey", r.fingerprint, r.essence, r."contentKey", r."guidKey", r.slug,
      r.url, r."urlKey", r.title, r.summary, r.lead, r.language, r.status, r."publishedAt", r."publishedPrecision",
      r."updatedAt", r."expiresAt", ${now.toISOString()}::text::timestamptz, r."commentsEnabled", r."wordCount",
      r."readingTime", r."hasImages", r."authorId", r."headImageId", r."thumbnailId"
    from json_to_recordset(${json(rows.map(columns))}::text::json) as r(${columnTypes(tx)})`;
}

/** Alters articles in place. */
export async function updateArticles(tx: TransactionSql, rows: readonly ArticleRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    update articles set path = r.path, path_key = r."pathKey", fingerprint = r.fingerprint, essence = r.essence,
      content_key = r."contentKey", guid_key = r."guidKey", url = r.url, url_key = r."urlKey", title = r.title,
      summary = r.summary, lead = r.lead, language = r.language, status = r.status, published_at = r."publishedAt",
      published_precision = r."publishedPrecision", updated_at = r."updatedAt", expires_at = r."expiresAt",
      changed_at = ${now.toISOString()}::text::timestamptz, comments_enabled = r."commentsEnabled",
      word_count = r."wordCount", reading_time = r."readingTime", has_images = r."hasImages", author_id = r."authorId",
      head_image_id = r."headImageId", thumbnail_id = r."thumbnailId"
    from json_to_recordset(${json(rows.map(columns))}::text::json) as r(${columnTypes(tx)})
    where articles.id = r.id`;
}

/** Remembers the files of articles that say what is stored already, though not in the same bytes. */
export async function touchArticles(
  tx: TransactionSql,
  files: readonly { id: Id; fingerprint: Uint8Array }[],
): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map(({ id, fingerprint }) => ({ id, fingerprint: bytea(fingerprint) }));
  await tx`
    update articles set fingerprint = r.fingerprint
    from json_to_recordset(${json(rows)}::text::json) as r(id bigint, fingerprint bytea)
    where articles.id = r.id`;
}

const columnTypes = (tx: TransactionSql) => tx`
  id bigint, path text, "pathKey" bytea, fingerprint bytea, essence bytea, "contentKey" bytea, "guidKey" bytea,
  slug text, url text, "urlKey" bytea, title text, summary text, lead text, language text, status article_status,
  "publishedAt" timestamptz, "publishedPrecision" date_precision, "updatedAt" timestamptz, "expiresAt" timestamptz, "commentsEnabled" boolean,
  "wordCount" integer, "readingTime" integer, "hasImages" boolean, "authorId" bigint, "headImageId" bigint, "thumbnailId" bigint`;

function columns({ id, slug, article, filing }: ArticleRow) {
  const { guidKey, urlKey, contentKey } = marksOf(article);
  const imageOf = (role: "HEAD" | "THUMBNAIL") => filing.images.find((use) => use.role === role)?.image ?? null;
  return {
    id,
    path: article.path,
    pathKey: bytea(articlePathKey(article.path)),
    fingerprint: bytea(article.fingerprint),
    essence: bytea(article.essence),
    contentKey,
    guidKey,
    slug,
    url: article.url,
    urlKey,
    title: article.title,
    summary: article.summary,
    lead: article.lead,
    language: article.language,
    status: article.status,
    publishedAt: instant(article.publishedAt),
    publishedPrecision: article.publishedPrecision,
    updatedAt: instant(article.updatedAt),
    expiresAt: instant(article.expiresAt),
    commentsEnabled: article.commentsEnabled,
    wordCount: article.wordCount,
    readingTime: article.readingTime,
    hasImages: filing.images.length > 0,
    authorId: filing.authors[0] ?? null,
    headImageId: imageOf("HEAD"),
    thumbnailId: imageOf("THUMBNAIL"),
  };
}
