import type { Sql, TransactionSql } from "postgres";
import type { ArticleStatus } from "../queries/visibility.ts";
import type { Id } from "./article.ts";
import { recordChanges } from "./changes.ts";
import { applyCounts } from "./counts.ts";
import { describeChanges, type Written } from "./describe.ts";
import { readMemberships } from "./filed.ts";
import { countDeltas } from "./membership.ts";
import { json } from "./parameters.ts";
import { readOtherPaths } from "./paths.ts";
import { readSharedOf } from "./shared-of.ts";
import { writeAlone } from "./transaction.ts";

/** Articles that one transaction settles at the most, so that other writers need not wait long. */
const MOST_TOGETHER = 500;

/** When the next article is to come out or to be withdrawn; null where none is. It may lie in the past. */
export async function nextDue(client: Sql): Promise<Date | null> {
  // In UTC and as text: drizzle, where it shares the client, has turned its reading of instants off.
  const [row] = await client<{ at: string | null }[]>`
    select to_char(least(
      (select published_sort from articles where status = 'SCHEDULED' and published_sort > '-infinity' order by published_sort limit 1),
      (select expires_at from articles where status = 'PUBLISHED' and expires_at is not null order by expires_at limit 1)
    ) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;
  return row?.at ? new Date(row.at) : null;
}

/**
 * Publishes the scheduled articles whose date has come, and archives the published ones whose time is over, as an import
 * would: filings, counts and the row of `changes` go with them. Where another gateway was first, there is nothing left
 * to do. One that is both due and over is archived without having been out.
 * @returns how many; where more are due than one transaction takes, the rest is for the next call.
 */
export const settleDue = (client: Sql, now: Date): Promise<number> => writeAlone(client, (tx) => settle(tx, now));

interface Due {
  id: Id;
  sourceId: Id;
  source: string;
  path: string;
  slug: string;
  url: string | null;
  before: ArticleStatus;
  after: ArticleStatus;
}

async function settle(tx: TransactionSql, now: Date): Promise<number> {
  const due = await readDue(tx, now);
  if (due.length === 0) return 0;
  const ids = due.map(({ id }) => id);
  const memberships = await readMemberships(
    tx,
    due.map(({ id, before }) => ({ id, status: before })),
  );
  const otherPaths = await readOtherPaths(tx, ids);
  await alter(tx, due, now);
  // Entries of `changes` name a source's paths, and counts are kept by source: each source has its own.
  for (const sourceId of new Set(due.map((article) => article.sourceId))) {
    const articles = due.filter((article) => article.sourceId === sourceId);
    const written = articles.map(({ id, path, slug, url, after }): Written => {
      const before = memberships.get(id) ?? null;
      const others = otherPaths.filter(({ article }) => article === id).map((other) => other.path);
      const knownBy = { path, otherPaths: others, slug, url, urlBefore: url };
      return { article: id, knownBy, before, after: before && { ...before, status: after } };
    });
    const shared = await readSharedOf(tx, written);
    const turns = await applyCounts(tx, countDeltas(Number(sourceId), written));
    const source = { id: Number(sourceId), name: articles[0]?.source ?? "" };
    await recordChanges(tx, now, describeChanges(source, written, shared, turns, []));
  }
  return due.length;
}

/** Those due first come first. */
const readDue = (tx: TransactionSql, now: Date): Promise<Due[]> => {
  const at = now.toISOString();
  return tx<Due[]>`
    with due as materialized (
      (select id, published_sort as at from articles
        where status = 'SCHEDULED' and published_sort > '-infinity' and published_sort <= ${at}::text::timestamptz
        order by published_sort, id limit ${MOST_TOGETHER}::integer)
      union all
      (select id, expires_at from articles
        where status = 'PUBLISHED' and expires_at is not null and expires_at <= ${at}::text::timestamptz
        order by expires_at, id limit ${MOST_TOGETHER}::integer)
    )
    select a.id, a.source_id as "sourceId", s.name as source, a.path, a.slug, a.url, a.status as before,
      case when a.expires_at <= ${at}::text::timestamptz then 'ARCHIVED' else 'PUBLISHED' end as after
    from due join articles a on a.id = due.id join sources s on s.id = a.source_id
    order by due.at, a.id limit ${MOST_TOGETHER}::integer`;
};

// `changed_at` too: a site that is built anew from what has changed has to see what came out.
async function alter(tx: TransactionSql, due: readonly Due[], now: Date): Promise<void> {
  const rows = json(due.map(({ id, after }) => ({ id, status: after })));
  await tx`
    with due as materialized (
      select * from json_to_recordset(${rows}::text::json) as r(id bigint, status article_status)
    ), c as (
      update article_categories f set status = due.status from due where f.article_id = due.id
    ), a as (
      update article_authors f set status = due.status from due where f.article_id = due.id
    ), t as (
      update article_tags f set status = due.status from due where f.article_id = due.id
    ), s as (
      update article_search f set status = due.status from due where f.article_id = due.id
    )
    update articles set status = due.status, changed_at = ${now.toISOString()}::text::timestamptz
    from due where articles.id = due.id`;
}
