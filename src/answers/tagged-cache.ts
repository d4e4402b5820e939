import { LRUCache } from "lru-cache";

/** What an entry costs beside its value, its key and its tags, in bytes; measured roughly. */
const ENTRY = 500;
const TAG = 100;
/** The first entry with a tag brings what others with it find. */
const NEW_TAG = 350;

/** One entry takes a sixteenth of the whole at the most. */
const LARGEST_SHARE = 16;

/** All entries with one tag. */
interface Tagged<Value> {
  tag: string;
  entries: Set<Entry<Value>>;
}

interface Entry<Value> {
  key: string;
  value: Value;
  tagged: readonly Tagged<Value>[];
}

/** Values by their keys, the least used of which go first, and by tags, by which they go at once. */
export interface TaggedCache<Value> {
  get(key: string): Value | undefined;
  /** @param size - bytes of the value. One that is large beside the whole is not kept. */
  set(key: string, value: Value, size: number, tags: ReadonlySet<string>): void;
  /** The value has become larger. */
  grow(key: string, value: Value, size: number): void;
  /** Removes all values that have any of these tags. */
  drop(tags: ReadonlySet<string>): void;
  clear(): void;
  /** Of entries and of different tags; and of entries that had to go for others, ever. */
  counts(): { entries: number; tags: number; bytes: number; evictions: number };
}

/** @param maxBytes - of keys, values and what they take around them, as far as that can be told. */
export function createTaggedCache<Value>(maxBytes: number): TaggedCache<Value> {
  const largest = maxBytes / LARGEST_SHARE;
  let evictions = 0;
  const byTag = new Map<string, Tagged<Value>>();
  const entries = new LRUCache<string, Entry<Value>>({
    maxSize: maxBytes,
    dispose: (entry, _key, reason) => {
      if (reason === "evict") evictions++;
      for (const one of entry.tagged) {
        one.entries.delete(entry);
        if (one.entries.size === 0) byTag.delete(one.tag);
      }
    },
  });
  const taggedWith = (tag: string): Tagged<Value> => {
    const known = byTag.get(tag);
    if (known) return known;
    const made = { tag, entries: new Set<Entry<Value>>() };
    byTag.set(tag, made);
    return made;
  };
  const sizeOf = (key: string, size: number, tags: Iterable<string>): number => {
    let sum = ENTRY + 2 * key.length + size;
    for (const tag of tags) sum += (byTag.has(tag) ? TAG : NEW_TAG) + tag.length;
    return sum;
  };

  const set = (key: string, value: Value, size: number, tags: ReadonlySet<string>): void => {
    // First, as what goes with it may be the last of a tag.
    entries.delete(key);
    const whole = sizeOf(key, size, tags);
    if (whole > largest) return;
    const entry = { key, value, tagged: Array.from(tags, taggedWith) };
    for (const one of entry.tagged) one.entries.add(entry);
    entries.set(key, entry, { size: whole });
  };

  return {
    get: (key) => entries.get(key)?.value,
    set,
    grow: (key, value, size) => {
      const entry = entries.peek(key);
      if (entry?.value === value) set(key, value, size, new Set(entry.tagged.map(({ tag }) => tag)));
    },
    drop: (tags) => {
      for (const tag of tags) for (const entry of byTag.get(tag)?.entries ?? []) entries.delete(entry.key);
    },
    clear: () => {
      entries.clear();
      byTag.clear();
    },
    counts: () => ({ entries: entries.size, tags: byTag.size, bytes: entries.calculatedSize, evictions }),
  };
}
