import type { TransactionSql } from "postgres";
import type { Id, NewArticle } from "./article.ts";
import { insertBodies } from "./bodies.ts";
import { recordChanges } from "./changes.ts";
import { clearArticles } from "./clear.ts";
import { applyCounts } from "./counts.ts";
import { describeChanges, type Written } from "./describe.ts";
import { readMemberships } from "./filed.ts";
import { fileArticle, insertFilings, membershipOf, need } from "./filing.ts";
import { drawIds } from "./ids.ts";
import { hasOtherBytes, type Judged, judge } from "./judge.ts";
import { insertLikeness } from "./likeness.ts";
import { countDeltas, type Membership } from "./membership.ts";
import type { Slugify } from "./names.ts";
import type { Outcome } from "./outcome.ts";
import { type ArticleRow, insertArticles, touchArticles, updateArticles } from "./rows.ts";
import { insertSearch } from "./search.ts";
import { type Copy, type SettledPaths, settlePaths } from "./settle-paths.ts";
import { ensureShared, type SharedRows } from "./shared.ts";
import { freeSlugs } from "./slugs.ts";
import type { Source } from "./sources.ts";
import type { Stored } from "./stored.ts";

/** What writing takes apart from the articles and the transaction. */
interface Deps {
  slugify: Slugify;
  hasFile: (path: string) => Promise<boolean>;
}

/** Writes articles of one source, and all that depends on them, in the transaction at hand. */
export async function writeTogether(
  tx: TransactionSql,
  deps: Deps,
  source: Source,
  articles: readonly NewArticle[],
  now: Date,
): Promise<Outcome[]> {
  const { judged, known } = await judge(tx, deps.hasFile, source, articles);
  const unchanged = judged.filter((one) => one.is === "unchanged");
  await touchArticles(
    tx,
    unchanged.filter(hasOtherBytes).map(({ article, before }) => ({ id: before.id, fingerprint: article.fingerprint })),
  );
  const ids = await giveIds(tx, judged, known);
  const copies = judged
    .filter((one) => one.is === "copy")
    .map(({ article: { path, fingerprint }, of }): Copy => ({ id: need(ids, of), path, fingerprint }));
  const pending = judged.filter((one) => one.is === "created" || one.is === "updated");
  const shared = await ensureShared(
    tx,
    source.id,
    pending.map(({ article }) => article),
    deps.slugify,
  );
  const rows = await makeRows(tx, source, pending, ids, shared);
  const before = await writeRows(tx, source.id, rows, shared, now);
  const placed = rows.map((row) => ({ id: row.id, path: row.article.path, from: row.before?.path ?? null }));
  const paths = await settlePaths(tx, source.id, placed, copies);

  const written = rows.map((row) => describeRow(row, before.get(row.id) ?? null, paths));
  const turns = await applyCounts(tx, countDeltas(source.id, written));
  await recordChanges(tx, now, describeChanges(source, written, shared, turns, paths.taken));
  return judged.map((one) => outcomeOf(one, ids, paths));
}

/** Ids by path: of the articles that were known, of those that have moved, and new ones for those that are new. */
async function giveIds(
  tx: TransactionSql,
  judged: readonly Judged[],
  known: readonly Stored[],
): Promise<Map<string, Id>> {
  const ids = new Map(known.map(({ path, id }) => [path, id]));
  for (const one of judged) if (one.is === "updated") ids.set(one.article.path, one.before.id);
  const created = judged.filter((one) => one.is === "created").map(({ article }) => article.path);
  const drawn = await drawIds(tx, "articles", created.length);
  // Ids follow the paths, whatever the order in which the articles came.
  for (const [index, path] of created.sort().entries()) ids.set(path, drawn[index] ?? "");
  return ids;
}

async function makeRows(
  tx: TransactionSql,
  source: Source,
  pending: readonly Extract<Judged, { is: "created" | "updated" }>[],
  ids: ReadonlyMap<string, Id>,
  shared: SharedRows,
): Promise<ArticleRow[]> {
  const identityOf = ({ path }: NewArticle) => `${source.name}\0${path}`;
  const created = pending.filter((one) => one.is === "created").map(({ article }) => article);
  const wishes = created.map((article) => ({ base: article.slug, identity: identityOf(article) }));
  const slugs = await freeSlugs(tx, "articles", wishes);
  return pending.map((one) => {
    const { article } = one;
    const before = one.is === "updated" ? one.before : null;
    const slug = before?.slug ?? need(slugs, identityOf(article));
    return { id: need(ids, article.path), slug, article, before, filing: fileArticle(article, shared) };
  });
}

/** Writes articles and all that belongs to them. @returns what those that were stored had been part of. */
async function writeRows(
  tx: TransactionSql,
  sourceId: number,
  rows: readonly ArticleRow[],
  shared: SharedRows,
  now: Date,
): Promise<Map<Id, Membership>> {
  const stored = rows.map(({ before }) => before).filter((before) => before !== null);
  const memberships = await readMemberships(tx, stored);
  await clearArticles(
    tx,
    stored.map(({ id }) => id),
  );
  await updateArticles(
    tx,
    rows.filter(({ before }) => before !== null),
    now,
  );
  await insertArticles(
    tx,
    sourceId,
    rows.filter(({ before }) => before === null),
    now,
  );
  await insertBodies(tx, rows);
  await insertLikeness(tx, rows);
  await insertFilings(tx, rows);
  await insertSearch(tx, rows, shared);
  return memberships;
}

const describeRow = (
  { id, slug, article, before, filing }: ArticleRow,
  membership: Membership | null,
  paths: SettledPaths,
): Written => ({
  article: id,
  knownBy: {
    path: article.path,
    otherPaths: paths.others.get(id) ?? [],
    slug,
    url: article.url,
    urlBefore: before?.url ?? null,
  },
  before: membership,
  after: membershipOf(article.status, filing),
});

function outcomeOf(one: Judged, ids: ReadonlyMap<string, Id>, { released }: SettledPaths): Outcome {
  const { path } = one.article;
  if (one.is === "copy") return { path, id: need(ids, one.of), outcome: "duplicate", of: one.of };
  const id = need(ids, path);
  if (one.is !== "updated") return { path, id, outcome: one.is };
  const update = { path, id, released: released.get(id) ?? [] };
  const from = one.before.path;
  return from === path ? { ...update, outcome: "updated" } : { ...update, outcome: "renamed", from };
}
