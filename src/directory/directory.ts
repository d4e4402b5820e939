import type { Logger } from "pino";
import type { Change, ChangeListener, Currency } from "../changes/change.ts";
import type { CategoryRow } from "../db/queries/categories.ts";
import type { CategoryLookup, NameLookup } from "../db/queries/lookup.ts";
import type { NamedRow } from "../db/queries/named.ts";
import type { Queries } from "../db/queries/queries.ts";
import { PUBLIC } from "../db/queries/visibility.ts";
import { find, pathName, Shelf } from "./shelf.ts";

/**
 * Categories and authors that are known without a look into the database: those that everybody may see. What is
 * undefined may be there all the same: it is to be asked for.
 */
export interface Directory {
  category(lookup: CategoryLookup): CategoryRow | undefined;
  author(lookup: NameLookup): NamedRow | undefined;
}

/** A directory, and whether it may be trusted at this moment. */
export interface KeptDirectory {
  directory: Directory;
  currency: Currency;
}

/** What a directory takes. */
export interface DirectoryDeps {
  db: Pick<Queries, "allCategories" | "categoriesByIds" | "authors">;
  log: Logger;
  /** Rows of each kind that are held at the most. */
  most?: number;
}

/** Of each kind: some 20 MB. */
const MOST = 50_000;

/**
 * Makes a directory that knows nothing until it is told to begin (`reset`), and is kept in step by the changes that it
 * is given. It is to be trusted only while its giver says so. Of a kind with more rows than it holds it knows nothing.
 */
export function createDirectory({ db, log, most = MOST }: DirectoryDeps): Directory & ChangeListener {
  const categories = new Shelf<CategoryRow>(
    {
      all: (limit) => db.allCategories(limit, PUBLIC),
      byIds: (ids) => db.categoriesByIds(ids, PUBLIC),
      nameOf: ({ path }) => pathName(path),
    },
    most,
  );
  const authors = new Shelf<NamedRow>(
    {
      all: (limit) => db.authors.all(limit, PUBLIC),
      byIds: (ids) => db.authors.byIds(ids, PUBLIC),
      nameOf: ({ name }) => name,
    },
    most,
  );
  const shelves = [
    { kind: "categories", entity: "Category:", shelf: categories },
    { kind: "authors", entity: "Author:", shelf: authors },
  ];

  // Whoever reads the log learns why the gateway has become slower.
  const watchingSize = async ({ kind, shelf }: (typeof shelves)[number], work: () => Promise<void>): Promise<void> => {
    const wasFull = shelf.isFull;
    await work();
    if (shelf.isFull && !wasFull)
      log.warn({ kind, most }, "there are more than are held in memory: they are read from the database");
  };

  return {
    category: (lookup) => find(categories, lookup),
    author: (lookup) => find(authors, lookup),
    async apply(changes) {
      await Promise.all(
        shelves.map((each) => watchingSize(each, () => each.shelf.refresh(idsIn(changes, each.entity)))),
      );
    },
    async reset() {
      await Promise.all(shelves.map((each) => watchingSize(each, () => each.shelf.fill())));
      log.debug({ categories: categories.size, authors: authors.size }, "categories and authors are held in memory");
    },
  };
}

/** The ids of the entities of a kind in the changes, each once. */
const idsIn = (changes: readonly Change[], entity: string): number[] => {
  const ids = new Set<number>();
  for (const change of changes) {
    for (const name of change.entities) if (name.startsWith(entity)) ids.add(Number(name.slice(entity.length)));
  }
  return [...ids];
};
