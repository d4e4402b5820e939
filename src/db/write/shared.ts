import type { TransactionSql } from "postgres";
import type { NewArticle } from "./article.ts";
import { ensureCategories, type SharedCategory } from "./categories.ts";
import { ensureImages, imagesOf, type SharedImage } from "./images.ts";
import { ensureNames, type Shared, type Slugify } from "./names.ts";

/** The rows that a batch refers to, found or made. */
export interface SharedRows {
  categories: ReadonlyMap<string, SharedCategory>;
  authors: ReadonlyMap<string, Shared>;
  tags: ReadonlyMap<string, Shared>;
  images: ReadonlyMap<string, SharedImage>;
}

/** What nothing refers to. */
export const noSharedRows = (): SharedRows => ({
  categories: new Map(),
  authors: new Map(),
  tags: new Map(),
  images: new Map(),
});

/** Finds or makes all that the articles refer to. */
export async function ensureShared(
  tx: TransactionSql,
  sourceId: number,
  articles: readonly NewArticle[],
  slugify: Slugify,
): Promise<SharedRows> {
  const paths = articles.flatMap((article) => article.categories);
  const authors = new Set(articles.flatMap((article) => article.authors));
  const tags = new Set(articles.flatMap((article) => article.tags));
  return {
    categories: await ensureCategories(tx, paths, slugify),
    authors: await ensureNames(tx, "authors", authors, slugify),
    tags: await ensureNames(tx, "tags", tags, slugify),
    images: await ensureImages(tx, sourceId, articles.flatMap(imagesOf)),
  };
}
