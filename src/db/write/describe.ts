import type { Id } from "./article.ts";
import type { Changes } from "./changes.ts";
import type { Turn } from "./counts.ts";
import type { SharedRows } from "./filing.ts";
import { type ImageTurn, imageTurns, type Move, touchedLists } from "./membership.ts";
import type { Source } from "./sources.ts";

/** What an article is known by, now and before it was written. */
interface KnownBy {
  path: string;
  slug: string;
  url: string | null;
  before: { url: string | null } | null;
}

/** A written article: what it is known by and what it is part of. */
export interface Written extends Move {
  knownBy: KnownBy;
}

/**
 * What a batch changed, in the words of the table `changes`. It may name more than a reader can notice (drafts are named
 * like all others), never less: whoever keeps an answer trusts that silence means it still holds.
 */
export function describeChanges(
  source: Source,
  written: readonly Written[],
  shared: SharedRows,
  turns: readonly Turn[],
): Changes {
  const changes: Changes = { entities: new Set(), lists: touchedLists(source.id, written), names: new Set() };
  for (const article of written) describeArticle(changes, source, article);

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

function describeArticle({ entities, names }: Changes, source: Source, { article, knownBy, before, after }: Written) {
  entities.add(`Article:${article}`);
  const appeared = before?.status !== after.status;
  if (appeared) {
    names.add(`article.slug:${knownBy.slug}`);
    names.add(`article.path:${source.name}/${knownBy.path}`);
  }
  if (knownBy.url !== null && (appeared || knownBy.url !== knownBy.before?.url))
    names.add(`article.url:${knownBy.url}`);
}
