import type { Sql, TransactionSql } from "postgres";
import type { Id, NewArticle } from "./article.ts";
import { ensureCategories } from "./categories.ts";
import { recordChanges } from "./changes.ts";
import { applyCounts } from "./counts.ts";
import { describeChanges, type Written } from "./describe.ts";
import { fileArticle, imagesOf, membershipOf, need, type SharedRows, writeFilings } from "./filing.ts";
import { ensureImages } from "./images.ts";
import { countDeltas } from "./membership.ts";
import { ensureNames, type Slugify } from "./names.ts";
import { bytea } from "./parameters.ts";
import { explainRefusal } from "./refusal.ts";
import { type ArticleRow, writeArticles, writeBodies } from "./rows.ts";
import { freeSlugs } from "./slugs.ts";
import type { Source } from "./sources.ts";
import { articleKey, readStored, type Stored } from "./stored.ts";
import { writeAlone } from "./transaction.ts";

/** What writing takes apart from the articles. */
export interface WriteDeps {
  client: Sql;
  /** Text to a readable slug of 100 characters at the most; empty where nothing readable is left. */
  slugify: Slugify;
}

/** What became of one article. */
export type Outcome =
  | { path: string; outcome: "created" | "updated" | "unchanged" }
  | { path: string; outcome: "failed"; reason: string };

/**
 * Writes articles of one source in one transaction: all that belongs to an article, the counts and the row of `changes`
 * come into view together or not at all. An article whose fingerprint and status are stored already is left alone.
 *
 * What PostgreSQL refuses costs the article that holds it and no other: the batch is then written one by one.
 * @param articles - of different paths, a hundred or so.
 * @throws what is no article's fault: a lost connection, a full disk, a missing table.
 */
export async function writeBatch(
  deps: WriteDeps,
  source: Source,
  articles: readonly NewArticle[],
  now: Date,
): Promise<Outcome[]> {
  try {
    return await writeAlone(deps.client, (tx) => writeTogether(tx, deps.slugify, source, articles, now));
  } catch (error) {
    const reason = explainRefusal(error);
    if (reason === null) throw error;
    if (articles.length === 1) return articles.map(({ path }) => ({ path, outcome: "failed", reason }));
  }
  const outcomes: Outcome[] = [];
  for (const article of articles) outcomes.push(...(await writeBatch(deps, source, [article], now)));
  return outcomes;
}

async function writeTogether(
  tx: TransactionSql,
  slugify: Slugify,
  source: Source,
  articles: readonly NewArticle[],
  now: Date,
): Promise<Outcome[]> {
  const stored = await readStored(tx, source.id, articles);
  const outcomes = articles.map((article) => ({ path: article.path, outcome: compare(article, stored) }));
  const pending = articles.filter((_, index) => outcomes[index]?.outcome !== "unchanged");
  if (pending.length === 0) return outcomes;

  const shared = await ensureShared(tx, source.id, pending, slugify);
  const slugs = await giveSlugs(tx, source, pending, stored);
  const rows = pending.map((article): ArticleRow => {
    const filing = fileArticle(source.id, article, shared);
    return { article, slug: need(slugs, article.path), filing };
  });
  const ids = await writeArticles(tx, source.id, rows, now);
  const byId = new Map(rows.map((row) => [need(ids, articleKey(row.article)), row]));
  await writeBodies(tx, new Map([...byId].map(([id, { article }]) => [id, article])));
  const updated = [...stored.values()].map(({ id }) => id).filter((id) => byId.has(id));
  await writeFilings(tx, new Map([...byId].map(([id, { filing }]) => [id, filing])), updated);

  const written = [...byId].map(([id, row]) => compareWritten(id, row, stored.get(articleKey(row.article))));
  const turns = await applyCounts(tx, countDeltas(source.id, written));
  await recordChanges(tx, now, describeChanges(source, written, shared, turns));
  return outcomes;
}

const compareWritten = (id: Id, { article, slug, filing }: ArticleRow, stored: Stored | undefined): Written => ({
  article: id,
  knownBy: { path: article.path, slug, url: article.url, before: stored ?? null },
  before: stored?.membership ?? null,
  after: membershipOf(article.status, filing),
});

function compare(article: NewArticle, stored: ReadonlyMap<string, Stored>): "created" | "updated" | "unchanged" {
  const before = stored.get(articleKey(article));
  if (!before) return "created";
  const same = before.fingerprint === bytea(article.fingerprint) && before.membership.status === article.status;
  return same ? "unchanged" : "updated";
}

/** Finds or makes all that the articles refer to. */
async function ensureShared(
  tx: TransactionSql,
  sourceId: number,
  articles: readonly NewArticle[],
  slugify: Slugify,
): Promise<SharedRows> {
  const names = (of: (article: NewArticle) => readonly string[]) => new Set(articles.flatMap(of));
  return {
    categories: await ensureCategories(
      tx,
      articles.flatMap((article) => article.categories),
      slugify,
    ),
    authors: await ensureNames(
      tx,
      "authors",
      names((article) => article.authors),
      slugify,
    ),
    tags: await ensureNames(
      tx,
      "tags",
      names((article) => article.tags),
      slugify,
    ),
    images: await ensureImages(tx, sourceId, articles.flatMap(imagesOf)),
  };
}

/** Slugs by path: the one it has, or a free one. */
async function giveSlugs(
  tx: TransactionSql,
  source: Source,
  articles: readonly NewArticle[],
  stored: ReadonlyMap<string, Stored>,
): Promise<Map<string, string>> {
  const identityOf = ({ path }: NewArticle) => `${source.name}\0${path}`;
  const created = articles.filter((article) => !stored.has(articleKey(article)));
  const wishes = created.map((article) => ({ base: article.slug, identity: identityOf(article) }));
  const free = await freeSlugs(tx, "articles", wishes);
  return new Map(
    articles.map((article) => [article.path, stored.get(articleKey(article))?.slug ?? need(free, identityOf(article))]),
  );
}
