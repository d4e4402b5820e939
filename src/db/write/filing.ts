import type { TransactionSql } from "postgres";
import type { ArticleStatus } from "../queries/visibility.ts";
import type { Id, NewArticle, NewImage } from "./article.ts";
import { ancestorPaths, categoryKey } from "./categories.ts";
import { imageKey } from "./images.ts";
import type { Membership } from "./membership.ts";
import { json, publishedSort } from "./parameters.ts";
import type { SharedRows } from "./shared.ts";

/** Under what an article is filed and what it shows, in the order of the file. */
export interface Filing {
  /** Its categories and all of their ancestors. */
  categories: ReadonlyMap<Id, { direct: boolean; position: number }>;
  authors: readonly Id[];
  tags: readonly Id[];
  images: readonly ImageUse[];
}

/** How an article uses an image. */
interface ImageUse {
  image: Id;
  role: "HEAD" | "THUMBNAIL" | "INLINE";
  position: number;
  alt: string | null;
  caption: string | null;
}

/** Puts an article's names into the ids of their rows. */
export function fileArticle(article: NewArticle, rows: SharedRows): Filing {
  return {
    categories: fileUnder(article.categories, rows.categories),
    authors: [...new Set(article.authors)].map((name) => need(rows.authors, name).id),
    tags: [...new Set(article.tags)].map((name) => need(rows.tags, name).id),
    images: useImages(article, (image) => need(rows.images, imageKey(image)).id),
  };
}

/** One entry for each category and for each ancestor, which has the position of the first that brought it. */
function fileUnder(paths: readonly (readonly string[])[], rows: SharedRows["categories"]): Filing["categories"] {
  const filed = new Map<Id, { direct: boolean; position: number }>();
  const add = (path: readonly string[], direct: boolean, position: number) => {
    const { id } = need(rows, categoryKey(path));
    if (!filed.has(id)) filed.set(id, { direct, position });
  };
  for (const [position, path] of paths.entries()) add(path, true, position);
  for (const [position, path] of paths.entries())
    for (const ancestor of ancestorPaths(path)) add(ancestor, false, position);
  return filed;
}

function useImages({ headImage, thumbnail, images }: NewArticle, idOf: (image: NewImage) => Id): ImageUse[] {
  const plain = { position: 0, alt: null, caption: null };
  return [
    ...(headImage ? [{ ...plain, role: "HEAD" as const, image: idOf(headImage) }] : []),
    ...(thumbnail ? [{ ...plain, role: "THUMBNAIL" as const, image: idOf(thumbnail) }] : []),
    ...images.map((use, position) => ({
      role: "INLINE" as const,
      image: idOf(use),
      position,
      alt: use.alt,
      caption: use.caption,
    })),
  ];
}

/** What an article of that status and filing is part of. */
export const membershipOf = (status: ArticleStatus, { categories, authors, tags, images }: Filing): Membership => ({
  status,
  categories: new Map([...categories].map(([id, { direct }]) => [id, direct])),
  authors,
  tags,
  images: images.map((use) => use.image),
});

/** The row of a key; all of a batch's rows are there before any article is filed. */
export function need<Row>(rows: ReadonlyMap<string, Row>, key: string): Row {
  const row = rows.get(key);
  if (row === undefined) throw new Error("a row that the batch refers to was neither found nor made");
  return row;
}

/** An article that is filed, as far as its filing depends on it. */
interface Filed {
  id: Id;
  article: Pick<NewArticle, "status" | "publishedAt">;
  filing: Filing;
}

/** Writes under what articles are filed that are filed under nothing yet, or nothing any more. */
export async function insertFilings(tx: TransactionSql, filed: readonly Filed[]): Promise<void> {
  await insertCategories(tx, filed);
  await insertNames(tx, "article_authors", "author_id", filed, (filing) => filing.authors);
  await insertNames(tx, "article_tags", "tag_id", filed, (filing) => filing.tags);
  await insertImages(tx, filed);
}

// Status and date are repeated from the article. Not by a join with it: PostgreSQL takes a hundred rows for reason enough
// to go through all articles, batch after batch.
const repeated = ({ id, article: { status, publishedAt } }: Filed) => ({
  article: id,
  status,
  sort: publishedSort(publishedAt),
});

async function insertCategories(tx: TransactionSql, filed: readonly Filed[]): Promise<void> {
  const rows = filed.flatMap((one) =>
    [...one.filing.categories].map(([category, { direct, position }]) => ({
      ...repeated(one),
      category,
      direct,
      position,
    })),
  );
  if (rows.length === 0) return;
  await tx`
    insert into article_categories (article_id, status, published_sort, position, category_id, direct)
    select r.article, r.status, r.sort, r.position, r.category, r.direct
    from json_to_recordset(${json(rows)}::text::json) as r(article bigint, status article_status, sort timestamptz,
      category bigint, direct boolean, position smallint)`;
}

async function insertNames(
  tx: TransactionSql,
  table: "article_authors" | "article_tags",
  column: "author_id" | "tag_id",
  filed: readonly Filed[],
  idsOf: (filing: Filing) => readonly Id[],
): Promise<void> {
  const rows = filed.flatMap((one) => idsOf(one.filing).map((id, position) => ({ ...repeated(one), id, position })));
  if (rows.length === 0) return;
  await tx`
    insert into ${tx(table)} (article_id, status, published_sort, position, ${tx(column)})
    select r.article, r.status, r.sort, r.position, r.id
    from json_to_recordset(${json(rows)}::text::json)
      as r(article bigint, status article_status, sort timestamptz, id bigint, position smallint)`;
}

async function insertImages(tx: TransactionSql, filed: readonly Filed[]): Promise<void> {
  const rows = filed.flatMap(({ id, filing: { images } }) => images.map((use) => ({ article: id, ...use })));
  if (rows.length === 0) return;
  await tx`
    insert into article_images (article_id, role, position, image_id, alt, caption)
    select r.article, r.role, r.position, r.image, r.alt, r.caption
    from json_to_recordset(${json(rows)}::text::json)
      as r(article bigint, role image_role, position integer, image bigint, alt text, caption text)`;
}
