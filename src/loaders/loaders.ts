import DataLoader from "dataloader";
import type { ArticleScope } from "../db/queries/article-driver.ts";
import type { ImageRole, UsePage } from "../db/queries/article-images.ts";
import type { ArticleListing } from "../db/queries/article-listing.ts";
import type { ArticleJoins } from "../db/queries/articles.ts";
import type { BodyColumn } from "../db/queries/bodies.ts";
import type { CategoryRow } from "../db/queries/categories.ts";
import type { IssueSeverity } from "../db/queries/import-runs.ts";
import { slice, type Window } from "../db/queries/keyset.ts";
import type { Neighbour } from "../db/queries/neighbours.ts";
import type { Queries } from "../db/queries/queries.ts";
import type { Relation } from "../db/queries/related.ts";
import type { CountScope, Visible } from "../db/queries/visibility.ts";
import type { Directory } from "../directory/directory.ts";
import { alignMany, alignOne } from "./align.ts";
import { knownFirst } from "./known-first.ts";

/** The loaders of one request. */
export type Loaders = ReturnType<typeof createLoaders>;

/** Call once per request: a loader caches what it has read. What the reader may not see is null, like what is not there. */
export function createLoaders(db: Queries, visible: Visible, directory: Directory | null) {
  const byId = <Row extends { id: number }>(find: (ids: readonly number[], visible: Visible) => Promise<Row[]>) =>
    new DataLoader<number, Row | null>(async (ids) => alignOne(ids, await find(ids, visible), (row) => row.id));

  return {
    articleById: byId(db.articlesByIds),
    authorById: knownFirst((id) => directory?.author({ id }), byId(db.authors.byIds)),
    categoryById: knownFirst((id) => directory?.category({ id }), byId(db.categoriesByIds)),
    imageById: byId(db.imagesByIds),
    importRunById: byId(db.importRunsByIds),
    sourceById: byId(db.sources.byIds),
    tagById: byId(db.tags.byIds),

    authorsByArticleId: manyByArticleId(
      (ids) => db.authorsByArticleIds(ids, visible),
      (filed) => filed.row,
    ),
    tagsByArticleId: manyByArticleId(
      (ids) => db.tagsByArticleIds(ids, visible),
      (filed) => filed.row,
    ),
    ancestorsByCategoryPath: knownFirst((path) => knownAncestors(path, directory), ancestors(db, visible)),
    childrenByCategoryId: perArguments(
      (first: number) => async (ids: readonly number[]) =>
        alignMany(ids, await db.childrenByCategoryIds(ids, first, visible), (child) => child.parentId),
    ),

    bodyByArticleId: perArguments(
      (columns: readonly BodyColumn[]) => async (ids: readonly number[]) =>
        alignOne(ids, await db.bodiesByArticleIds(ids, columns, visible), (body) => body.articleId),
    ),

    countById: perArguments((of: { scope: CountScope; visible: Visible }) => async (ids: readonly number[]) => {
      return alignOne(ids, await db.countsByIds(of.scope, ids, of.visible), (count) => count.id);
    }),

    articlesByParentId: perArguments((page: ArticlePageArguments) => async (ids: readonly number[]) => {
      const rows = await db.articlesByParents(page.scope, ids, page.listing, page.window, page.joins);
      return alignMany(ids, rows, (article) => article.key).map((list) => slice(list, page.window));
    }),
    articleTotalByParentId: perArguments(
      (list: ArticleTotalArguments) => async (ids: readonly number[]) =>
        alignOne(ids, await db.articleTotalsByParents(list.scope, ids, list.listing), (total) => total.id),
    ),

    neighbourByArticleId: perArguments((of: Neighbour) => async (ids: readonly number[]) => {
      const found = await db.neighboursByArticleIds(ids, of, visible);
      return alignOne(ids, found, (one) => one.key).map((one) => one?.row ?? null);
    }),
    relatedByArticleId: perArguments((of: Relation) => async (ids: readonly number[]) => {
      const found = await db.relatedByArticleIds(ids, of, visible);
      return alignMany(ids, found, (one) => one.key).map((list) => list.map((one) => one.row));
    }),

    categoryFacet: facet(db.categoryFacet),
    authorFacet: facet(db.authorFacet),
    tagFacet: facet(db.tagFacet),
    sourceFacet: facet(db.sourceFacet),
    languageFacet: facet(db.languageFacet),
    dateFacet: facet(db.dateFacet),

    usesByArticleId: perArguments((page: UsePage) => {
      return async (ids: readonly number[]) => {
        const uses = await db.usesByArticleIds(ids, page, visible);
        return alignOne(ids, uses, (found) => found.articleId).map((found) => slice(found?.uses ?? [], page.window));
      };
    }),
    useTotalByArticleId: perArguments(
      (roles: readonly ImageRole[]) => async (ids: readonly number[]) =>
        alignOne(ids, await db.useTotalsByArticleIds(ids, roles, visible), (total) => total.id),
    ),

    issuesByRunId: perArguments((page: { severities: readonly IssueSeverity[] | null; window: Window }) => {
      return async (ids: readonly number[]) => {
        const issues = await db.issuesByRunIds(ids, page.severities, page.window);
        return alignMany(ids, issues, (issue) => issue.runId).map((list) => slice(list, page.window));
      };
    }),
    issueTotalByRunId: perArguments(
      (severities: readonly IssueSeverity[] | null) => async (ids: readonly number[]) =>
        alignOne(ids, await db.issueTotalsByRunIds(ids, severities), (total) => total.id),
    ),
  };
}

/** A list of articles of many parents, but for the parents. */
export interface ArticleTotalArguments {
  scope: ArticleScope;
  listing: ArticleListing;
}

/** A page of it. */
export interface ArticlePageArguments extends ArticleTotalArguments {
  window: Window;
  joins: ArticleJoins;
}

const manyByArticleId = <Row extends { articleId: number }, Value>(
  find: (ids: readonly number[]) => Promise<Row[]>,
  pick: (row: Row) => Value,
) =>
  new DataLoader<number, Value[]>(async (ids) =>
    alignMany(ids, await find(ids), (row) => row.articleId).map((rows) => rows.map(pick)),
  );

/**
 * A loader for each set of arguments of a field, since a batch is one statement: parents asked with equal arguments
 * share a batch.
 */
function perArguments<Arguments, Value>(batch: (args: Arguments) => (ids: readonly number[]) => Promise<Value[]>) {
  const loaders = new Map<string, DataLoader<number, Value>>();
  return (args: Arguments): DataLoader<number, Value> => {
    const key = JSON.stringify(args);
    const loader = loaders.get(key) ?? new DataLoader<number, Value>(batch(args));
    loaders.set(key, loader);
    return loader;
  };
}

/** Counts over the lists of many parents, by their ids; of a list that has none, by 0. */
const facet = <Arguments, Row extends { key: number }>(
  find: (args: Arguments, keys: readonly number[]) => Promise<Row[]>,
) =>
  perArguments(
    (args: Arguments) => async (keys: readonly number[]) => alignMany(keys, await find(args, keys), (row) => row.key),
  );

const ancestorPaths = (path: readonly string[]): string[][] =>
  path.slice(1).map((_, length) => path.slice(0, length + 1));

function knownAncestors(path: readonly string[], directory: Directory | null): CategoryRow[] | undefined {
  if (directory === null) return undefined;
  const paths = ancestorPaths(path);
  const known = paths.flatMap((ancestor) => directory.category({ path: ancestor }) ?? []);
  return known.length === paths.length ? known : undefined;
}

// A category's path names its ancestors, so that they are found by their paths at once rather than one after another.
const ancestors = (db: Queries, visible: Visible) =>
  new DataLoader<readonly string[], CategoryRow[], string>(
    async (paths) => {
      const wanted = paths.map(ancestorPaths);
      const rows = await db.categoriesByPaths(wanted.flat(), visible);
      const byPath = new Map(rows.map((row) => [JSON.stringify(row.path), row]));
      return wanted.map((list) => list.flatMap((path) => byPath.get(JSON.stringify(path)) ?? []));
    },
    { cacheKeyFn: JSON.stringify },
  );
