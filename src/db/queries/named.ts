import { type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Database } from "../client.ts";
import { authors, sources, tags } from "../tables.ts";
import { listOf } from "./key-list.ts";
import { keyset, type Slice, slice, type Window, windowParameters, windowShape } from "./keyset.ts";
import { lookupShape, lookupValue, matches, type NameLookup } from "./lookup.ts";
import type { Statements } from "./statements.ts";
import { hasVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** What is shown of a source. Where its files lie is nobody's business outside. */
export const sourceColumns = {
  id: sources.id,
  name: sources.name,
  baseUrl: sources.baseUrl,
  timeZone: sources.timeZone,
};
export const authorColumns = { id: authors.id, name: authors.name, slug: authors.slug };
export const tagColumns = { id: tags.id, name: tags.name, slug: tags.slug };

/** A folder, feed or export that articles come from. */
export interface SourceRow {
  id: number;
  name: string;
  baseUrl: string | null;
  /** Null where none was given: UTC is assumed. */
  timeZone: string | null;
}

/** An author or a tag. */
export interface NamedRow {
  id: number;
  name: string;
  slug: string;
}

type NamedTable = PgTable & { id: PgColumn; name: PgColumn };

/** A row and where it stands in its list. */
export interface Listed<Row> {
  row: Row;
  sort: string;
}

/** Statements over a table whose rows have a unique name and are listed by it. Rows without a visible article are not. */
export interface NamedQueries<Row> {
  /** All of them, in no order, but no more than so many. */
  all(most: number, visible: Visible): Promise<Row[]>;
  /** Rows by their ids, in no order. */
  byIds(ids: readonly number[], visible: Visible): Promise<Row[]>;
  /** The row that a lookup stands for. */
  by(lookup: NameLookup, visible: Visible): Promise<Row | null>;
  page(window: Window, visible: Visible): Promise<Slice<Listed<Row>>>;
  total(visible: Visible): Promise<number>;
}

function namedQueries<Row extends { id: number; name: string }>(
  db: Database,
  statement: Statements,
  scope: "source" | "author" | "tag",
  table: NamedTable,
  columns: Record<string, PgColumn>,
): NamedQueries<Row> {
  const find = async (shape: string, condition: SQL, value: unknown, visible: Visible): Promise<Row[]> => {
    const run = statement(`${scope} ${shape} ${visibleShape(visible)}`, () =>
      db.orm
        .select(columns)
        .from(table)
        .where(sql`${condition} and ${hasVisible(scope, table.id, visible)}`),
    );
    return (await run({ value, ...visibleParameters(visible) })) as unknown as Row[];
  };
  return {
    async all(most, visible) {
      const run = statement(`${scope} all ${visibleShape(visible)}`, () =>
        db.orm
          .select(columns)
          .from(table)
          .where(hasVisible(scope, table.id, visible))
          .limit(sql.placeholder("most")),
      );
      return (await run({ most, ...visibleParameters(visible) })) as unknown as Row[];
    },
    byIds: (ids, visible) => find("ids", sql`${table.id} = any(${listOf("value", "bigint")})`, ids, visible),
    async by(lookup, visible) {
      const condition = matches(scope, lookup, "value");
      return (await find(lookupShape(lookup), condition, lookupValue(lookup), visible))[0] ?? null;
    },
    async page(window, visible) {
      const shape = `${scope} page ${windowShape(window)} ${visibleShape(visible)}`;
      const run = statement(shape, () => {
        const order = { sort: sql`${table.name}`, id: sql`${table.id}`, type: "text", descending: false } as const;
        const { conditions, orderBy, page } = keyset(order, window);
        const where = sql.join([...conditions, hasVisible(scope, table.id, visible)], sql` and `);
        return db.orm
          .select(columns)
          .from(page(sql`from ${table} where ${where}`))
          .innerJoin(table, sql`${table.id} = page.id`)
          .orderBy(orderBy);
      });
      const rows = (await run({ ...windowParameters(window), ...visibleParameters(visible) })) as unknown as Row[];
      const page = slice(rows, window);
      return { ...page, rows: page.rows.map((row) => ({ row, sort: row.name })) };
    },
    async total(visible) {
      const run = statement(`${scope} total ${visibleShape(visible)}`, () =>
        db.orm
          .select({ total: sql<number>`count(*)::integer` })
          .from(table)
          .where(hasVisible(scope, table.id, visible)),
      );
      return (await run(visibleParameters(visible)))[0]?.total ?? 0;
    },
  };
}

/** Statements that find sources, authors and tags. */
export const createNamedQueries = (db: Database, statement: Statements) => ({
  sources: namedQueries<SourceRow>(db, statement, "source", sources, sourceColumns),
  authors: namedQueries<NamedRow>(db, statement, "author", authors, authorColumns),
  tags: namedQueries<NamedRow>(db, statement, "tag", tags, tagColumns),
});
