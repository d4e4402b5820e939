import type { TransactionSql } from "postgres";
import { articleUrlKey } from "../keys.ts";
import type { Id, NewArticle } from "./article.ts";
import type { Filing } from "./filing.ts";
import { bytea, instant, json } from "./parameters.ts";
import { articleKey } from "./stored.ts";

/** An article on its way into its row. */
export interface ArticleRow {
  article: NewArticle;
  /** Only used when the article is new: a slug stays for ever. */
  slug: string;
  filing: Filing;
}

/** Inserts articles or alters them in place, and gives their ids by key (of `articleKey`). New ids follow the paths. */
export async function writeArticles(
  tx: TransactionSql,
  sourceId: number,
  rows: readonly ArticleRow[],
  now: Date,
): Promise<Map<string, Id>> {
  const written = await tx<{ id: Id; key: string }[]>`
    insert into articles (source_id, path, path_key, fingerprint, slug, url, url_key, title, summary, lead, language,
      status, published_at, published_precision, updated_at, changed_at, comments_enabled, word_count, has_images,
      author_id, head_image_id, thumbnail_id)
    select ${sourceId}::bigint, r.path, r."pathKey", r.fingerprint, r.slug, r.url, r."urlKey", r.title, r.summary, r.lead,
      r.language, r.status, r."publishedAt", r."publishedPrecision", r."updatedAt",
      ${now.toISOString()}::text::timestamptz, r."commentsEnabled", r."wordCount", r."hasImages", r."authorId",
      r."headImageId", r."thumbnailId"
    from json_to_recordset(${json(rows.map(columns))}::text::json) as r(path text, "pathKey" bytea, fingerprint bytea,
      slug text, url text, "urlKey" bytea, title text, summary text, lead text, language text, status article_status,
      "publishedAt" timestamptz, "publishedPrecision" date_precision, "updatedAt" timestamptz,
      "commentsEnabled" boolean, "wordCount" integer, "hasImages" boolean, "authorId" bigint, "headImageId" bigint,
      "thumbnailId" bigint)
    order by r.path collate "C"
    on conflict (path_key, source_id) do update set fingerprint = excluded.fingerprint, url = excluded.url,
      url_key = excluded.url_key, title = excluded.title, summary = excluded.summary, lead = excluded.lead,
      language = excluded.language, status = excluded.status, published_at = excluded.published_at,
      published_precision = excluded.published_precision, updated_at = excluded.updated_at,
      changed_at = excluded.changed_at, comments_enabled = excluded.comments_enabled,
      word_count = excluded.word_count, has_images = excluded.has_images, author_id = excluded.author_id,
      head_image_id = excluded.head_image_id, thumbnail_id = excluded.thumbnail_id
    returning id, path_key::text as key`;
  return new Map(written.map(({ id, key }) => [key, id]));
}

function columns({ article, slug, filing }: ArticleRow) {
  const imageOf = (role: "HEAD" | "THUMBNAIL") => filing.images.find((use) => use.role === role)?.image ?? null;
  return {
    path: article.path,
    pathKey: articleKey(article),
    fingerprint: bytea(article.fingerprint),
    slug,
    url: article.url,
    urlKey: article.url === null ? null : bytea(articleUrlKey(article.url)),
    title: article.title,
    summary: article.summary,
    lead: article.lead,
    language: article.language,
    status: article.status,
    publishedAt: instant(article.publishedAt),
    publishedPrecision: article.publishedPrecision,
    updatedAt: instant(article.updatedAt),
    commentsEnabled: article.commentsEnabled,
    wordCount: article.wordCount,
    hasImages: filing.images.length > 0,
    authorId: filing.authors[0] ?? null,
    headImageId: imageOf("HEAD"),
    thumbnailId: imageOf("THUMBNAIL"),
  };
}

/** Inserts or replaces the bodies of articles. */
export async function writeBodies(tx: TransactionSql, articles: ReadonlyMap<Id, NewArticle>): Promise<void> {
  const rows = [...articles].map(([id, { format, raw, html, text, frontMatter, pipelineVersion }]) => ({
    id,
    format,
    raw,
    html,
    text,
    frontMatter,
    pipelineVersion,
  }));
  await tx`
    insert into article_bodies (article_id, format, raw, html, text, front_matter, pipeline_version)
    select r.id, r.format, r.raw, r.html, r.text, r."frontMatter", r."pipelineVersion"
    from json_to_recordset(${json(rows)}::text::json) as r(id bigint, format body_format, raw text, html text, text text,
      "frontMatter" jsonb, "pipelineVersion" smallint)
    on conflict (article_id) do update set format = excluded.format, raw = excluded.raw, html = excluded.html,
      text = excluded.text, front_matter = excluded.front_matter, pipeline_version = excluded.pipeline_version`;
}
