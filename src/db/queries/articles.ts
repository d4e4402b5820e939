import { type SQL, sql } from "drizzle-orm";
import { alias, type PgTable } from "drizzle-orm/pg-core";
import type { Database } from "../client.ts";
import { articlePathKey, articleUrlKey } from "../keys.ts";
import { articleCategories, articlePaths, articles, authors, images, sources } from "../tables.ts";
import { type ImageRow, imageColumns } from "./images.ts";
import { listOf } from "./key-list.ts";
import { authorColumns, type NamedRow, type SourceRow, sourceColumns } from "./named.ts";
import type { Select, Statements } from "./statements.ts";
import { isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

const columns = {
  id: articles.id,
  sourceId: articles.sourceId,
  slug: articles.slug,
  title: articles.title,
  language: articles.language,
  publishedAt: articles.publishedAt,
  authorId: articles.authorId,
  headImageId: articles.headImageId,
  thumbnailId: articles.thumbnailId,
};

const detailColumns = {
  path: articles.path,
  url: articles.url,
  summary: articles.summary,
  status: articles.status,
  publishedPrecision: articles.publishedPrecision,
  updatedAt: articles.updatedAt,
  changedAt: articles.changedAt,
  commentsEnabled: articles.commentsEnabled,
  wordCount: articles.wordCount,
  readingTime: articles.readingTime,
};

/** Code points that are read of an article's beginning: what the usual excerpt takes, and twenty for marks and the like. */
export const BEGINNING = 200;

// Text is read faster than an array.
const categoryIds = sql<
  number[]
>`(select string_agg(${articleCategories.categoryId}::text, ',' order by ${articleCategories.position})
  from ${articleCategories} where ${articleCategories.articleId} = ${articles.id} and ${articleCategories.direct})`;

/**
 * What a statement reads of an article beside what every statement does. A list is read many rows at a time, and each
 * column of each row costs; some of these are rows that the article points at, as flat columns of a left join.
 */
export interface ArticleJoins {
  /** As much of the text's beginning as the usual excerpt takes; it is a fifth of what is kept of it. */
  beginning?: boolean;
  /** All of it. */
  lead?: boolean;
  details?: boolean;
  /** The ids of the categories it is filed under. */
  categories?: boolean;
  author?: boolean;
  source?: boolean;
  headImage?: boolean;
  thumbnail?: boolean;
}

/** What is read of an article where more than its name, date and beginning is shown. */
export interface ArticleDetails {
  path: string;
  url: string | null;
  summary: string | null;
  status: (typeof articles.status.enumValues)[number];
  publishedPrecision: "DAY" | "INSTANT" | null;
  updatedAt: Date | null;
  changedAt: Date;
  commentsEnabled: boolean;
  wordCount: number;
  /** Seconds. */
  readingTime: number;
}

/** What lists and pages show of an article. What has a question mark is undefined where it was not asked for. */
export interface ArticleRow {
  id: number;
  sourceId: number;
  slug: string;
  title: string;
  language: string | null;
  publishedAt: Date | null;
  authorId: number | null;
  headImageId: number | null;
  thumbnailId: number | null;
  beginning?: string;
  lead?: string;
  details?: ArticleDetails;
  /** In the order of the front matter; null where there are none. */
  categoryIds?: number[] | null;
  author?: NamedRow | null;
  source?: SourceRow | null;
  headImage?: ImageRow | null;
  thumbnail?: ImageRow | null;
}

const headImages = alias(images, "head_images");
const thumbnails = alias(images, "thumbnails");

// The type of a drizzle select changes with every join, so that joins by condition have no type of their own.
interface JoinedSelect<Row> extends Select<Row> {
  leftJoin(table: PgTable, on: SQL): JoinedSelect<Row>;
  orderBy(order: SQL): JoinedSelect<Row>;
}

/**
 * Articles with the joins asked for. `from` is SQL with a column `id` of articles under the name `page`; `extra` are
 * further columns of it.
 */
export function selectArticles<Extra extends object>(
  db: Database,
  from: SQL,
  joins: ArticleJoins,
  extra: { [Column in keyof Extra]: SQL<Extra[Column]> },
): JoinedSelect<ArticleRow & Extra> {
  const fields = {
    ...columns,
    ...extra,
    ...(joins.beginning && { beginning: sql<string>`left(${articles.lead}, ${sql.raw(String(BEGINNING))})` }),
    ...(joins.lead && { lead: articles.lead }),
    ...(joins.details && { details: detailColumns }),
    ...(joins.categories && { categoryIds: categoryIds.mapWith(toNumbers) }),
    ...(joins.author && { author: authorColumns }),
    ...(joins.source && { source: sourceColumns }),
    ...(joins.headImage && { headImage: imageColumns(headImages) }),
    ...(joins.thumbnail && { thumbnail: imageColumns(thumbnails) }),
  };
  const page = db.orm.select(fields).from(from).innerJoin(articles, sql`${articles.id} = page.id`);
  let select = page.$dynamic() as unknown as JoinedSelect<ArticleRow & Extra>;
  if (joins.author) select = select.leftJoin(authors, sql`${authors.id} = ${articles.authorId}`);
  if (joins.source) select = select.leftJoin(sources, sql`${sources.id} = ${articles.sourceId}`);
  if (joins.headImage) select = select.leftJoin(headImages, sql`${headImages.id} = ${articles.headImageId}`);
  if (joins.thumbnail) select = select.leftJoin(thumbnails, sql`${thumbnails.id} = ${articles.thumbnailId}`);
  return select;
}

const toNumbers = (list: string): number[] => list.split(",").map(Number);

/** The part of a statement's shape that joins decide. */
export const joinsShape = (joins: ArticleJoins): string =>
  Object.entries(joins)
    .filter(([, wanted]) => wanted)
    .map(([name]) => name)
    .join();

/** One of the things that an article is known by. */
export type ArticleLookup =
  | { id: number }
  | { slug: string }
  | { url: string }
  | { path: string; source: string | null };

/** How a lookup is answered: SQL that gives the ids of two articles at the most, in a column `id`. */
interface Found {
  shape: string;
  ids: (visible: Visible) => SQL;
  parameters: Record<string, unknown>;
}

// Each is a condition that a unique or at least a selective index answers.
function find(lookup: ArticleLookup): Found {
  if ("path" in lookup) return findByPath(lookup);
  const key = sql.placeholder("key");
  const where = (condition: SQL) => (visible: Visible) =>
    sql`select ${articles.id} from ${articles}
    where ${condition} and ${isVisible(articles.status, visible)} order by ${articles.id} limit 2`;
  if ("id" in lookup)
    return { shape: "id", ids: where(sql`${articles.id} = ${key}::bigint`), parameters: { key: lookup.id } };
  if ("slug" in lookup)
    return { shape: "slug", ids: where(sql`${articles.slug} = ${key}::text`), parameters: { key: lookup.slug } };
  const parameters = { key: articleUrlKey(lookup.url) };
  return { shape: "url", ids: where(sql`${articles.urlKey} = ${key}::bytea`), parameters };
}

/** An article's own path comes before one that another article had, or that holds it again. */
function findByPath({ path, source }: Extract<ArticleLookup, { path: string }>): Found {
  const named = sql`(select ${sources.id} from ${sources} where ${sources.name} = ${sql.placeholder("source")}::text)`;
  const at = ({ pathKey, sourceId }: typeof articles | typeof articlePaths) =>
    sql`${pathKey} = ${sql.placeholder("key")}::bytea ${source === null ? sql`` : sql`and ${sourceId} = ${named}`}`;
  return {
    shape: source === null ? "path" : "path,source",
    ids: (visible) => sql`select id from (
      select found.id, rank() over (order by found.rank) as rank from (
        select ${articles.id}, 1 as rank from ${articles}
        where ${at(articles)} and ${isVisible(articles.status, visible)}
        union all
        select ${articles.id}, 2 from ${articlePaths} join ${articles} on ${articles.id} = ${articlePaths.articleId}
        where ${at(articlePaths)} and ${isVisible(articles.status, visible)}
      ) as found
    ) as ranked where rank = 1 order by id limit 2`,
    parameters: { key: articlePathKey(path), ...(source !== null && { source }) },
  };
}

/** Statements that find single articles. */
export const articleQueries = (db: Database, statement: Statements) => ({
  /**
   * The article that a lookup stands for. By path or URL it can be several: then there are two rows. Paths that an
   * article had before, and those of files that hold it again, lead to it as long as no article has them as its own.
   */
  async articlesBy(lookup: ArticleLookup, joins: ArticleJoins, visible: Visible): Promise<ArticleRow[]> {
    const { shape, ids, parameters } = find(lookup);
    const run = statement(`articlesBy ${shape} ${joinsShape(joins)} ${visibleShape(visible)}`, () =>
      selectArticles(db, sql`(${ids(visible)}) page`, joins, {}),
    );
    return run({ ...parameters, ...visibleParameters(visible) });
  },

  /** Articles by their ids, in no order, without those that the reader may not see. */
  async articlesByIds(ids: readonly number[], visible: Visible): Promise<ArticleRow[]> {
    const run = statement(`articlesByIds ${visibleShape(visible)}`, () => {
      const found = sql`(select ${articles.id} from ${articles}
        where ${articles.id} = any(${listOf("ids", "bigint")}) and ${isVisible(articles.status, visible)}) page`;
      // Whatever is selected of it. Its source with it, which cannot go between two statements.
      return selectArticles(db, found, { lead: true, details: true, categories: true, source: true }, {});
    });
    return run({ ids, ...visibleParameters(visible) });
  },
});
