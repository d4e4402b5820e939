import type { Sql } from "postgres";
import { articlePathKey } from "../keys.ts";
import { bytea, json } from "./parameters.ts";

/** Which of these paths the source has an article of. */
export async function findStored(client: Sql, sourceId: number, paths: readonly string[]): Promise<Set<string>> {
  const pathOf = new Map(paths.map((path) => [bytea(articlePathKey(path)), path]));
  const found = await client<{ key: string }[]>`
    select path_key::text as key from articles where source_id = ${sourceId}::bigint
      and path_key = any(array(select json_array_elements_text(${json([...pathOf.keys()])}::text::json)::bytea))`;
  return new Set(found.map(({ key }) => pathOf.get(key)).filter((path) => path !== undefined));
}

/**
 * Which of these files are stored as they are, so that there is no need to parse them. An article that waited for its
 * date is not among them once that date has come.
 * @returns their paths.
 */
export async function findUnchanged(
  client: Sql,
  sourceId: number,
  files: readonly { path: string; fingerprint: Uint8Array }[],
  now: Date,
): Promise<Set<string>> {
  const pathOf = new Map(files.map(({ path }) => [bytea(articlePathKey(path)), path]));
  const rows = files.map(({ path, fingerprint }) => ({
    key: bytea(articlePathKey(path)),
    fingerprint: bytea(fingerprint),
  }));
  const found = await client<{ key: string }[]>`
    select r.key::text as key
    from json_to_recordset(${json(rows)}::text::json) as r(key bytea, fingerprint bytea)
    join articles a on a.path_key = r.key and a.source_id = ${sourceId}::bigint and a.fingerprint = r.fingerprint
    where not (a.status = 'SCHEDULED' and a.published_at <= ${now.toISOString()}::text::timestamptz)`;
  return new Set(found.map(({ key }) => pathOf.get(key)).filter((path) => path !== undefined));
}
