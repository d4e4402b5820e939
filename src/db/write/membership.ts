import type { ArticleStatus, CountScope } from "../queries/visibility.ts";
import type { Id } from "./article.ts";

/** What an article is part of, at one time: all that counts and lists depend on. */
export interface Membership {
  status: ArticleStatus;
  /** Its categories and all of their ancestors; true where it is filed under the category itself. */
  categories: ReadonlyMap<Id, boolean>;
  authors: readonly Id[];
  tags: readonly Id[];
  images: readonly Id[];
}

/** What one article was part of before (null: it did not exist) and what it is part of now (null: it does no longer). */
export interface Move {
  article: Id;
  before: Membership | null;
  after: Membership | null;
}

/** A change to one row of article_counts. */
export interface CountDelta {
  scope: CountScope;
  scopeId: Id;
  status: ArticleStatus;
  direct: number;
  total: number;
}

/** What the moves of one source's articles do to the counts. What cancels out is left out. */
export function countDeltas(sourceId: number, moves: readonly Move[]): CountDelta[] {
  const deltas = new Map<string, CountDelta>();
  const add = (scope: CountScope, scopeId: Id, status: ArticleStatus, direct: number, total: number) => {
    const key = `${scope} ${scopeId} ${status}`;
    const delta = deltas.get(key) ?? { scope, scopeId, status, direct: 0, total: 0 };
    deltas.set(key, { ...delta, direct: delta.direct + direct, total: delta.total + total });
  };
  const count = ({ status, categories, authors, tags }: Membership, sign: 1 | -1) => {
    add("source", String(sourceId), status, sign, sign);
    for (const [id, direct] of categories) add("category", id, status, direct ? sign : 0, sign);
    for (const id of authors) add("author", id, status, sign, sign);
    for (const id of tags) add("tag", id, status, sign, sign);
  };
  for (const { before, after } of moves) {
    if (before) count(before, -1);
    if (after) count(after, 1);
  }
  return [...deltas.values()].filter(({ direct, total }) => direct !== 0 || total !== 0);
}

/**
 * The lists that articles may have joined, left or moved in, as tags of `changes`. An article that stays where it was
 * counts too, since lists can be sorted by when it changed.
 */
export function touchedLists(sourceId: number, moves: readonly Move[]): Set<string> {
  const lists = new Set(["Query", `Source:${sourceId}`]);
  for (const { before, after } of moves)
    for (const membership of [before, after].filter((one) => one !== null)) {
      for (const id of membership.categories.keys()) lists.add(`Category:${id}`);
      for (const id of membership.authors) lists.add(`Author:${id}`);
      for (const id of membership.tags) lists.add(`Tag:${id}`);
      for (const id of membership.images) lists.add(`Image:${id}`);
    }
  return lists;
}

/** An image that an article began or ceased to show to somebody. */
export interface ImageTurn {
  scope: "image";
  scopeId: Id;
  turned: "appeared" | "vanished";
}

/**
 * The images that articles gained and those that they lost. An article of another status than before loses all it had
 * and gains all it has, since others see them now. Images are not counted: another article may show the same one.
 */
export function imageTurns(moves: readonly Move[]): ImageTurn[] {
  const turnsOf = (ids: readonly Id[], others: readonly Id[], turned: ImageTurn["turned"]): ImageTurn[] => {
    const kept = new Set(others);
    return ids.filter((id) => !kept.has(id)).map((scopeId) => ({ scope: "image", scopeId, turned }));
  };
  return moves.flatMap(({ before, after }) => {
    const [had, has] = [before?.images ?? [], after?.images ?? []];
    const sameStatus = before?.status === after?.status;
    return [...turnsOf(had, sameStatus ? has : [], "vanished"), ...turnsOf(has, sameStatus ? had : [], "appeared")];
  });
}
