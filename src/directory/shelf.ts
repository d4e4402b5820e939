import type { CategoryLookup, NameLookup } from "../db/queries/lookup.ts";

/** How rows of a kind are had of the database. */
export interface ShelfSource<Row> {
  /** All that there are, but no more than so many. */
  all(most: number): Promise<Row[]>;
  byIds(ids: readonly number[]): Promise<Row[]>;
  /** What a row is known by beside id and slug. */
  nameOf(row: Row): string;
}

/** All rows of one kind in memory, unless there are too many. A row of an id never changes: it comes, and it goes. */
export class Shelf<Row extends { id: number; slug: string }> {
  readonly #source: ShelfSource<Row>;
  readonly #most: number;
  readonly #byId = new Map<number, Row>();
  readonly #bySlug = new Map<string, Row>();
  readonly #byName = new Map<string, Row>();
  #isFull = false;

  constructor(source: ShelfSource<Row>, most: number) {
    this.#source = source;
    this.#most = most;
  }

  /** There are more than fit: nothing is held until it is filled anew. */
  get isFull(): boolean {
    return this.#isFull;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Forgets everything, and reads it anew. */
  async fill(): Promise<void> {
    this.#clear();
    const rows = await this.#source.all(this.#most + 1);
    this.#isFull = false;
    this.#put(rows);
  }

  /** Reads those rows anew: what is there no longer goes. */
  async refresh(ids: readonly number[]): Promise<void> {
    if (this.#isFull || ids.length === 0) return;
    const rows = await this.#source.byIds(ids);
    for (const id of ids) this.#remove(id);
    this.#put(rows);
  }

  byId(id: number): Row | undefined {
    return this.#byId.get(id);
  }

  bySlug(slug: string): Row | undefined {
    return this.#bySlug.get(slug);
  }

  byName(name: string): Row | undefined {
    return this.#byName.get(name);
  }

  #put(rows: readonly Row[]): void {
    for (const row of rows) {
      this.#byId.set(row.id, row);
      this.#bySlug.set(row.slug, row);
      this.#byName.set(this.#source.nameOf(row), row);
    }
    if (this.#byId.size <= this.#most) return;
    this.#clear();
    this.#isFull = true;
  }

  #remove(id: number): void {
    const row = this.#byId.get(id);
    if (!row) return;
    this.#byId.delete(id);
    this.#bySlug.delete(row.slug);
    this.#byName.delete(this.#source.nameOf(row));
  }

  #clear(): void {
    this.#byId.clear();
    this.#bySlug.clear();
    this.#byName.clear();
  }
}

/** The row that a lookup stands for. */
export function find<Row extends { id: number; slug: string }>(
  shelf: Shelf<Row>,
  lookup: CategoryLookup | NameLookup,
): Row | undefined {
  if ("id" in lookup) return shelf.byId(lookup.id);
  if ("slug" in lookup) return shelf.bySlug(lookup.slug);
  return shelf.byName("name" in lookup ? lookup.name : pathName(lookup.path));
}

/** A path as one name. */
export const pathName = (path: readonly string[]): string => JSON.stringify(path);
