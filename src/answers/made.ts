import type { CategoryLookup, NameLookup } from "../db/queries/lookup.ts";
import { ARTICLES, everyTag, type Kind, type Listing, listTag, type NameOf, nameTag, rowTag } from "./tags.ts";

/** The list of articles of something that was not named by its id. */
export interface NamedListing {
  kind: CountedKind;
  lookup: CategoryLookup | NameLookup;
}

/** What counts of articles are kept of. */
export type CountedKind = Exclude<Listing, "Image">;

/** What one answer was made of. */
export class Made {
  /** See tags.ts. */
  readonly tags = new Set<string>();
  /** Lists that belong among the tags once their ids are known. */
  readonly named: NamedListing[] = [];
  /** False once it holds something of which changes say nothing. */
  keepable = true;

  row(kind: Kind, row: { id: number } | null | undefined): void {
    if (row) this.tags.add(rowTag(kind, row.id));
  }

  rows(kind: Kind, ids: readonly number[]): void {
    for (const id of ids) this.tags.add(rowTag(kind, id));
  }

  /** Which rows of that kind there are. */
  every(kind: Listing): void {
    this.tags.add(everyTag(kind));
  }

  /** Which articles there are. */
  articles(): void {
    this.tags.add(ARTICLES);
  }

  articlesOf(kind: Listing, id: number): void {
    this.tags.add(listTag(kind, id));
  }

  /** The same, of what a filter names. */
  articlesBy(kind: CountedKind, lookup: CategoryLookup | NameLookup): void {
    if ("id" in lookup) this.articlesOf(kind, lookup.id);
    else this.named.push({ kind, lookup });
  }

  name(what: NameOf, name: string): void {
    this.tags.add(nameTag(what, name));
  }
}
