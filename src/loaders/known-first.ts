/** A loader that is asked for one key at a time. */
interface Loader<Key, Value> {
  load(key: Key): Promise<Value>;
}

/** What gives values at once, or by a promise. */
interface Source<Key, Value> {
  load(key: Key): Value | Promise<Value>;
}

/** A loader that is only asked for what is not known; what is known is there at once, without a promise. */
export const knownFirst = <Key, Value>(
  known: (key: Key) => Value | undefined,
  loader: Loader<Key, Value>,
): Source<Key, Value> => ({ load: (key) => known(key) ?? loader.load(key) });

/** The rows of those keys, without those that are not there; at once where all are known. */
export function loadAll<Key, Row>(source: Source<Key, Row | null>, keys: readonly Key[]): Row[] | Promise<Row[]> {
  const rows = keys.map((key) => source.load(key));
  return rows.some((row) => row instanceof Promise) ? Promise.all(rows).then(present) : present(rows as (Row | null)[]);
}

const present = <Row>(rows: readonly (Row | null)[]): Row[] => rows.filter((row) => row !== null);
