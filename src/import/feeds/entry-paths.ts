import { createHash } from "node:crypto";
import { readDate } from "../../content/dates.ts";
import { entryPath } from "./entry.ts";

/** What an entry can be known by. */
export interface Identity {
  /** Given by its source: guid, Atom's id. */
  id: string | null;
  /** Absolute. */
  link: string | null;
  title: string | null;
  /** When it was last changed, else published; as written. */
  date: string | null;
}

/** What a feed says of one of its entries by having others. */
export interface Place {
  path: string;
  /** Another entry of that path is newer, or comes first where both are of one date. */
  superseded: boolean;
  /** The first of several entries that have one id and different addresses. */
  firstOfShared: boolean;
}

/**
 * Gives each entry of a feed a path of its own: its id; where entries of different addresses share one, its address as
 * well; without an id its address, and without either a hash of title and date. All entries have to be noted before
 * the first is placed, since the newest of a repeated one may come last.
 */
export class EntryPaths {
  /** By the hash of an id, the hash of the one address that goes with it; null where there are several. */
  readonly #links = new Map<string, string | null>();
  /** By the hash of id and address, which of the entries is the newest. */
  readonly #newest = new Map<string, { index: number; date: number }>();
  /** Ids of which it has been said that they are shared. */
  readonly #told = new Set<string>();
  #noted = 0;
  #placed = 0;

  note(identity: Identity): void {
    const index = this.#noted++;
    const id = hash(idOf(identity));
    const link = hash(identity.link ?? "");
    const known = this.#links.get(id);
    if (known === undefined) this.#links.set(id, link);
    else if (known !== link && known !== null) this.#links.set(id, null);
    const date = instantOf(identity.date);
    const newest = this.#newest.get(id + link);
    if (newest === undefined || date > newest.date) this.#newest.set(id + link, { index, date });
  }

  /** To be called once for each entry, in the order in which they were noted. */
  place(identity: Identity): Place {
    const index = this.#placed++;
    const id = hash(idOf(identity));
    const newest = this.#newest.get(id + hash(identity.link ?? ""));
    const shared = this.#links.get(id) === null;
    const written = shared && identity.link !== null ? `${idOf(identity)} ${identity.link}` : idOf(identity);
    const firstOfShared = shared && !this.#told.has(id);
    if (shared) this.#told.add(id);
    return { path: entryPath(written), superseded: newest !== undefined && newest.index !== index, firstOfShared };
  }
}

function idOf({ id, link, title, date }: Identity): string {
  return (
    id ??
    link ??
    `entry ${createHash("sha256")
      .update(JSON.stringify([title, date]))
      .digest("hex")}`
  );
}

/** Short, since an export can have a million entries. */
const hash = (text: string): string => createHash("sha256").update(text).digest("base64").slice(0, 22);

function instantOf(date: string | null): number {
  const rules = { timeZone: "UTC", timeZoneAssumed: false };
  return readDate("date", date, rules, () => {})?.instant ?? Number.NEGATIVE_INFINITY;
}
