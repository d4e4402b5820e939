import type { TransactionSql } from "postgres";
import type { Id } from "./article.ts";
import type { TakenPath } from "./describe.ts";
import { bytea } from "./parameters.ts";
import { addPaths, freePaths, type OtherPath, readOtherPaths, releaseCopies } from "./paths.ts";

/** An article that has been written, and the path that it had before; null for a new one. */
interface Placed {
  id: Id;
  path: string;
  from: string | null;
}

/** A file that holds an article again. */
export interface Copy {
  id: Id;
  path: string;
  fingerprint: Uint8Array;
}

/** What came of it. */
export interface SettledPaths {
  /** Paths that led elsewhere or nowhere. Those of articles that are new or have moved are only there if they did not. */
  taken: TakenPath[];
  /** All paths of articles beside their own. */
  others: Map<Id, string[]>;
  /** Paths of files that held the same as an article which has changed. */
  released: Map<Id, string[]>;
}

/** Keeps the paths beside the articles' own in line with where articles and copies are now. */
export async function settlePaths(
  tx: TransactionSql,
  sourceId: number,
  placed: readonly Placed[],
  copies: readonly Copy[],
): Promise<SettledPaths> {
  const arrived = [...placed.filter(({ path, from }) => path !== from), ...copies];
  const freed = await freePaths(
    tx,
    sourceId,
    arrived.map(({ path }) => path),
  );
  const stored = placed.filter(({ from }) => from !== null).map(({ id }) => id);
  const others = await readOtherPaths(tx, stored);
  const released = others.filter(({ fingerprint }) => fingerprint !== null);
  if (released.length > 0) await releaseCopies(tx, stored);
  const added = [...placed.flatMap(leftBehind), ...copies.map(toOtherPath)];
  await addPaths(tx, sourceId, added);
  const taken = arrived.map(({ path, id }) => ({ path, id, from: freed.get(path) ?? null }));
  return {
    taken: taken.filter(({ id, from }) => from !== id),
    others: byArticle([...others, ...added]),
    released: byArticle(released),
  };
}

const leftBehind = ({ id, path, from }: Placed): OtherPath[] =>
  from === null || from === path ? [] : [{ path: from, article: id, fingerprint: null }];

const toOtherPath = ({ id, path, fingerprint }: Copy): OtherPath => ({
  path,
  article: id,
  fingerprint: bytea(fingerprint),
});

function byArticle(paths: readonly OtherPath[]): Map<Id, string[]> {
  const grouped = new Map<Id, string[]>();
  for (const { article, path } of paths) grouped.set(article, [...(grouped.get(article) ?? []), path]);
  return grouped;
}
