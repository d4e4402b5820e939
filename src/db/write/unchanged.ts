import type { Sql } from "postgres";
import { articlePathKey } from "../keys.ts";
import { bytea, json } from "./parameters.ts";
import { byIndexOnly } from "./transaction.ts";

/** Which of these paths the source has an article of. */
export async function findStored(client: Sql, sourceId: number, paths: readonly string[]): Promise<Set<string>> {
  const pathOf = new Map(paths.map((path) => [bytea(articlePathKey(path)), path]));
  const found = await client<{ key: string }[]>`
    select path_key::text as key from articles where source_id = ${sourceId}::bigint
      and path_key = any(array(select json_array_elements_text(${json([...pathOf.keys()])}::text::json)::bytea))`;
  return new Set(found.map(({ key }) => pathOf.get(key)).filter((path) => path !== undefined));
}

/**
 * Which of these files are stored as they are, so that there is no need to parse them: those of articles and those that
 * hold one again. An article that waited for its date, to come out or to be withdrawn, is not among them once that date has come, and a copy is not
 * when the file that it is a copy of has gone.
 * @returns their paths.
 */
export async function findUnchanged(
  client: Sql,
  sourceId: number,
  files: readonly { path: string; fingerprint: Uint8Array }[],
  now: Date,
  hasFile: (path: string) => Promise<boolean>,
): Promise<Set<string>> {
  const pathOf = new Map(files.map(({ path }) => [bytea(articlePathKey(path)), path]));
  const rows = files.map(({ path, fingerprint }) => ({
    key: bytea(articlePathKey(path)),
    fingerprint: bytea(fingerprint),
  }));
  const found = await client.begin("read only", async (tx) => {
    // Sent together.
    const [, found] = await Promise.all([
      byIndexOnly(tx),
      // One look-up for each file, whatever the planner believes of the table: joined to all articles of the source at
      // once, each batch would read them all.
      tx<{ key: string; copyOf: string | null }[]>`
        with files as materialized (
          select * from json_to_recordset(${json(rows)}::text::json) as r(key bytea, fingerprint bytea)
        )
        select r.key::text as key, null as "copyOf" from files r
        cross join lateral (
          select fingerprint, status, published_at, expires_at from articles
          where path_key = r.key and source_id = ${sourceId}::bigint offset 0
        ) as a
        where a.fingerprint = r.fingerprint
          and not (a.status = 'SCHEDULED' and a.published_at <= ${now.toISOString()}::text::timestamptz)
          and not (a.status in ('SCHEDULED', 'PUBLISHED') and coalesce(a.expires_at <= ${now.toISOString()}::text::timestamptz, false))
        union all
        select r.key::text, a.path from files r
        cross join lateral (
          select article_id, fingerprint from article_paths
          where path_key = r.key and source_id = ${sourceId}::bigint offset 0
        ) as p
        join articles a on a.id = p.article_id
        where p.fingerprint = r.fingerprint`,
    ]);
    return found;
  });
  const unchanged = new Set<string>();
  for (const { key, copyOf } of found) {
    const path = pathOf.get(key);
    if (path !== undefined && (copyOf === null || (await hasFile(copyOf)))) unchanged.add(path);
  }
  return unchanged;
}
