import type { Sql } from "postgres";
import type { Id, NewArticle } from "./article.ts";
import { type Outcome, type WriteDeps, writeEach } from "./batch.ts";
import type { Source } from "./sources.ts";
import { readAtPaths } from "./stored.ts";
import { writeTogether } from "./together.ts";

/** An article whose body was derived by an older pipeline, and what it was derived from. */
export interface Outdated {
  id: Id;
  sourceId: number;
  path: string;
  /** As PostgreSQL prints them. */
  fingerprint: string;
  essence: string | null;
  format: "HTML" | "MARKDOWN";
  raw: string;
  frontMatter: unknown;
  pipelineVersion: number;
}

/** How many articles have a body that a pipeline before this version derived. */
export async function countOutdated(client: Sql, version: number): Promise<number> {
  const [row] = await client<{ count: number }[]>`
    select count(*)::integer as count from article_bodies where pipeline_version < ${version}::smallint`;
  return row?.count ?? 0;
}

/** Some of them, by id, after the one given. */
export async function readOutdated(client: Sql, version: number, after: Id, limit: number): Promise<Outdated[]> {
  const rows = await client<(Omit<Outdated, "sourceId" | "frontMatter"> & { sourceId: string; frontMatter: string })[]>`
    select a.id::text as id, a.source_id::text as "sourceId", a.path, a.fingerprint::text as fingerprint,
      a.essence::text as essence, b.format, b.raw, b.front_matter::text as "frontMatter",
      b.pipeline_version as "pipelineVersion"
    from (
      select * from article_bodies where pipeline_version < ${version}::smallint and article_id > ${after}::bigint
      order by article_id limit ${limit}::integer
    ) as b
    join articles a on a.id = b.article_id order by a.id`;
  return rows.map((row) => ({ ...row, sourceId: Number(row.sourceId), frontMatter: JSON.parse(row.frontMatter) }));
}

/**
 * Writes articles that were derived anew, as a batch of an import is written; those that an import has changed since they
 * were read are left out, for they are up to date.
 * @param from - the fingerprints of the rows that the articles were derived from, by path.
 */
export const writeDerived = (
  deps: WriteDeps,
  source: Source,
  articles: readonly NewArticle[],
  from: ReadonlyMap<string, string>,
  now: Date,
): Promise<Outcome[]> =>
  writeEach(deps, articles, async (tx, some) => {
    const stored = await readAtPaths(
      tx,
      source.id,
      some.map(({ path }) => path),
    );
    const asRead = new Set(stored.filter((row) => row.fingerprint === from.get(row.path)).map(({ path }) => path));
    return writeTogether(
      tx,
      deps,
      source,
      some.filter(({ path }) => asRead.has(path)),
      now,
    );
  });
