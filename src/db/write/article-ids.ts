import type { Sql } from "postgres";
import { articlePathKey } from "../keys.ts";
import { bytea, json } from "./parameters.ts";

/** The articles that paths of a source lead to, also by another path than their own. Paths without one are left out. */
export async function findArticleIds(
  client: Sql,
  sourceId: number,
  paths: readonly string[],
): Promise<Map<string, number>> {
  const keys = json(paths.map((path) => bytea(articlePathKey(path))));
  const found = await client<{ key: string; id: string }[]>`
    with wanted as materialized (select value::bytea as key from json_array_elements_text(${keys}::text::json))
    select path_key::text as key, id from articles
      where source_id = ${sourceId}::bigint and path_key in (select key from wanted)
    union all
    select path_key::text, article_id from article_paths
      where source_id = ${sourceId}::bigint and path_key in (select key from wanted)`;
  // Where a path leads to two, the one that has it now was found first.
  const ids = new Map(found.toReversed().map(({ key, id }) => [key, Number(id)]));
  return new Map(paths.flatMap((path) => idEntry(path, ids.get(bytea(articlePathKey(path))))));
}

const idEntry = (path: string, id: number | undefined): [string, number][] => (id === undefined ? [] : [[path, id]]);
