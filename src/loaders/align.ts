/** For each key its row, or null; O(keys + rows). */
export function alignOne<Key, Row>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): (Row | null)[] {
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => found.get(key) ?? null);
}

/** For each key its rows in the order in which they come; O(keys + rows). */
export function alignMany<Key, Row>(keys: readonly Key[], rows: readonly Row[], keyOf: (row: Row) => Key): Row[][] {
  const groups = new Map<Key, Row[]>(keys.map((key) => [key, []]));
  for (const row of rows) groups.get(keyOf(row))?.push(row);
  // A key asked for twice has the same rows twice.
  return keys.map((key) => groups.get(key) ?? []);
}
