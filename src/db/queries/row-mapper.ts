import { Column, getTableName, is, SQL } from "drizzle-orm";

/** A select as drizzle prepares it, with the fields that its types leave out. */
export interface Prepared {
  queryString: string;
  params: unknown[];
  fields: { path: string[]; field: unknown }[];
  /** By table: false for those of a left join, which may have no row. */
  joinsNotNullableMap?: Record<string, boolean>;
}

/** A column of the statement, and its name in the row's object. */
interface Read {
  at: number;
  name: string;
  /** From what the driver gives; null where that is the value. */
  decode: ((value: unknown) => unknown) | null;
}

/** Columns that make an object within the row's. */
interface Group {
  name: string;
  columns: Read[];
  /** Null where all of its columns are. */
  nullable: boolean;
}

/**
 * Makes objects of a statement's rows, which the driver gives as arrays: what drizzle does with them, decided once for
 * each statement rather than once for each value.
 */
export function rowMapper<Row>({ fields, joinsNotNullableMap = {} }: Prepared): (rows: unknown[][]) => Row[] {
  const own: Read[] = [];
  const groups = new Map<string, Group>();
  for (const [at, { path, field }] of fields.entries()) {
    const [name = "", inner, deeper] = path;
    if (deeper !== undefined) throw new Error("rows hold objects of values, and nothing deeper");
    if (inner === undefined) {
      own.push({ at, name, decode: decoderOf(field) });
      continue;
    }
    const nullable = is(field, Column) && joinsNotNullableMap[getTableName(field.table)] === false;
    const group = groups.get(name) ?? { name, columns: [], nullable };
    group.columns.push({ at, name: inner, decode: decoderOf(field) });
    groups.set(name, group);
  }
  const nested = [...groups.values()];
  return (rows) => rows.map((row) => read(row, own, nested)) as Row[];
}

function read(row: unknown[], own: readonly Read[], nested: readonly Group[]): Record<string, unknown> {
  const object = readColumns(row, own);
  for (const { name, columns, nullable } of nested) {
    const absent = nullable && columns.every(({ at }) => row[at] === null);
    object[name] = absent ? null : readColumns(row, columns);
  }
  return object;
}

function readColumns(row: unknown[], columns: readonly Read[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const { at, name, decode } of columns) {
    const value = row[at];
    object[name] = value === null || decode === null ? value : decode(value);
  }
  return object;
}

interface Decoder {
  mapFromDriverValue(value: unknown): unknown;
}

function decoderOf(field: unknown): Read["decode"] {
  const decoder = decoderIn(field);
  if (decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue) return null;
  return (value) => decoder.mapFromDriverValue(value);
}

function decoderIn(field: unknown): Decoder {
  if (is(field, Column)) return field;
  // Internal to drizzle by its types: what `mapWith` sets.
  const expression = is(field, SQL) ? field : (field as { sql: SQL }).sql;
  return (expression as unknown as { decoder: Decoder }).decoder;
}
