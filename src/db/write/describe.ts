import type { Id } from "./article.ts";
import type { Changes } from "./changes.ts";
import type { Turn } from "./counts.ts";
import { type ImageTurn, imageTurns, type Move, touchedLists } from "./membership.ts";
import type { SharedRows } from "./shared.ts";
import type { Source } from "./sources.ts";

/** What an article is known by. */
interface KnownBy {
  path: string;
  /** Those that lead to it beside its own. */
  otherPaths: readonly string[];
  slug: string;
  url: string | null;
  /** What it was before it was written. */
  urlBefore: string | null;
}

/** A written article: what it is known by (null: by nothing any more) and what it is part of. */
export interface Written extends Move {
  knownBy: KnownBy | null;
}

/** A path that leads to an article from now on, and to which one it led before. */
export interface TakenPath {
  path: string;
  from: Id | null;
}

/**
 * What a batch changed, in the words of the table `changes`. It may name more than a reader can notice (drafts are named
 * like all others), never less: whoever keeps an answer trusts that silence means it still holds.
 */
export function describeChanges(
  source: Pick<Source, "id" | "name">,
  written: readonly Written[],
  shared: SharedRows,
  turns: readonly Turn[],
  taken: readonly TakenPath[],
): Changes {
  const lists = written.length > 0 ? touchedLists(source.id, written) : new Set<string>();
  const changes: Changes = { entities: new Set(), lists, names: new Set() };
  for (const article of written) describeArticle(changes, source, article);
  for (const { path, from } of taken) {
    changes.names.add(pathName(source, path));
    if (from !== null) changes.entities.add(`Article:${from}`);
  }

  const turned = [...turns, ...imageTurns(written)];
  for (const { scope, scopeId } of turned) changes.entities.add(entity(scope, scopeId));
  const appeared = new Set(
    turned.filter((turn) => turn.turned === "appeared").map(({ scope, scopeId }) => entity(scope, scopeId)),
  );
  const describe = (scope: Scope, { id, created }: { id: Id; created: boolean }, names: readonly string[]) => {
    if (created) changes.entities.add(entity(scope, id));
    if (created || appeared.has(entity(scope, id))) for (const name of names) changes.names.add(name);
  };
  describe("source", { id: String(source.id), created: false }, [`source.name:${source.name}`]);
  for (const row of shared.categories.values())
    describe("category", row, [`category.slug:${row.slug}`, `category.path:${JSON.stringify(row.path)}`]);
  for (const [name, row] of shared.authors) describe("author", row, [`author.slug:${row.slug}`, `author.name:${name}`]);
  for (const [name, row] of shared.tags) describe("tag", row, [`tag.slug:${row.slug}`, `tag.name:${name}`]);
  for (const row of shared.images.values()) {
    describe("image", row, row.url === null ? [] : [`image.url:${row.url}`]);
    if (row.altered) changes.entities.add(entity("image", row.id));
  }
  return changes;
}

type Scope = (Turn | ImageTurn)["scope"];

const ENTITIES = { source: "Source", category: "Category", author: "Author", tag: "Tag", image: "Image" };
const entity = (scope: Scope, id: Id): string => `${ENTITIES[scope]}:${id}`;

const pathName = (source: Pick<Source, "name">, path: string): string => `article.path:${source.name}/${path}`;

function describeArticle(
  { entities, names }: Changes,
  source: Pick<Source, "name">,
  { article, knownBy, before, after }: Written,
) {
  entities.add(`Article:${article}`);
  if (!knownBy) return;
  const appeared = before?.status !== after?.status;
  if (appeared) {
    names.add(`article.slug:${knownBy.slug}`);
    for (const path of [knownBy.path, ...knownBy.otherPaths]) names.add(pathName(source, path));
  }
  if (knownBy.url !== null && (appeared || knownBy.url !== knownBy.urlBefore)) names.add(`article.url:${knownBy.url}`);
}
