import { LRUCache } from "lru-cache";
import type { FindId } from "../db/queries/ids.ts";
import type { CategoryLookup, NameLookup } from "../db/queries/lookup.ts";
import type { CountScope } from "../db/queries/visibility.ts";
import type { CountedKind, Made, NamedListing } from "./made.ts";
import { categoryPathTag, listTag, type NameOf, nameTag } from "./tags.ts";

const MOST_KNOWN = 10_000;

const SCOPES = {
  Author: "author",
  Category: "category",
  Source: "source",
  Tag: "tag",
} as const satisfies Record<CountedKind, CountScope>;

/**
 * Makes what finds out which lists an answer depends on that names them otherwise than by their ids. A category, an
 * author, a tag or a source keeps its id and its names for ever, so that what was found once is never asked again. What
 * is not there has no article; once it is, its name has come into being.
 */
export function createNamedLists(findId: FindId): (made: Made) => Promise<void> {
  const known = new LRUCache<string, number>({ max: MOST_KNOWN });

  async function tagOf({ kind, lookup }: NamedListing): Promise<string> {
    const name = nameOf(kind, lookup);
    const id = known.get(name) ?? (await findId(SCOPES[kind], lookup));
    if (id === null) return name;
    known.set(name, id);
    return listTag(kind, id);
  }
  return async (made) => {
    for (const listing of made.named) made.tags.add(await tagOf(listing));
  };
}

function nameOf(kind: CountedKind, lookup: CategoryLookup | NameLookup): string {
  if ("path" in lookup) return categoryPathTag(lookup.path);
  const [[by, name] = ["id", ""]] = Object.entries(lookup);
  return nameTag(`${SCOPES[kind]}.${by}` as NameOf, String(name));
}
