import { type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Database } from "../client.ts";
import {
  articleAuthors,
  articleCategories,
  articleCounts,
  articles,
  articleTags,
  authors,
  categories,
  sources,
  tags,
} from "../tables.ts";
import { type CategoryRow, categoryColumns } from "./categories.ts";
import { type FacetOf, keyed, setOf } from "./facet-sets.ts";
import { authorColumns, type NamedRow, type SourceRow, sourceColumns, tagColumns } from "./named.ts";
import type { Statements } from "./statements.ts";
import { type CountScope, isVisible, type Visible } from "./visibility.ts";

/** How many articles of a list have something in common. */
export interface FacetCount<Row> {
  /** The parent whose list it is. */
  key: number;
  row: Row;
  count: number;
}

/** What articles can be counted by that has rows of its own. */
interface Kind {
  scope: CountScope;
  table: PgTable & { id: PgColumn };
  /** What equal counts are sorted by. */
  sort: PgColumn;
  columns: Record<string, PgColumn>;
  /** What a set is joined with, and the column there to count by. */
  filed: { table: PgTable; column: string } | null;
}

const KINDS = {
  category: {
    scope: "category",
    table: categories,
    sort: categories.sortPath,
    columns: categoryColumns,
    filed: { table: articleCategories, column: "category_id" },
  },
  author: {
    scope: "author",
    table: authors,
    sort: authors.name,
    columns: authorColumns,
    filed: { table: articleAuthors, column: "author_id" },
  },
  tag: {
    scope: "tag",
    table: tags,
    sort: tags.name,
    columns: tagColumns,
    filed: { table: articleTags, column: "tag_id" },
  },
  source: { scope: "source", table: sources, sort: sources.name, columns: sourceColumns, filed: null },
} as const satisfies Record<CountScope, Kind>;

/** The articles of a list, grouped, in SQL that has the columns `value` and `count`. */
interface Grouped {
  grouped: SQL;
  parameters: Record<string, unknown>;
  shape: string;
}

/** Counts are kept of all articles that a reader may see: as long as nothing narrows them, they are read. Else null. */
const readerOfAll = (of: FacetOf): Visible | null =>
  "listing" in of && of.scope === null && Object.keys(of.listing.filter).length === 0 ? of.listing.visible : null;

function groupBy(of: FacetOf, { scope, filed }: Kind): Grouped {
  const set = setOf(of);
  const visible = readerOfAll(of);
  if (visible !== null) {
    const grouped = sql`select ${articleCounts.scopeId} as value, sum(${articleCounts.total})::integer as count
      from ${articleCounts} where ${articleCounts.scope} = ${sql.raw(`'${scope}'`)}
      and ${isVisible(articleCounts.status, visible)} and ${articleCounts.total} > 0 group by 1`;
    return { grouped, parameters: set.parameters, shape: `kept ${set.shape}` };
  }
  if (filed === null) return groupByColumn(of, articles.sourceId);
  const join = sql` join ${filed.table} filed on filed.article_id = ${set.id}`;
  const value = sql.raw(`filed.${filed.column}`);
  const grouped = sql`select ${value} as value, count(*)::integer as count ${set.source([], join)} group by 1`;
  return { grouped, parameters: set.parameters, shape: set.shape };
}

function groupByColumn(of: FacetOf, column: PgColumn): Grouped {
  const set = setOf(of);
  const there = sql`${column} is not null`;
  // The articles of other tables are looked up all at once, in the order of their ids: PostgreSQL, which takes any list for
  // a short one, would go down the index for each.
  const ids = sql`(select array_agg(${set.id}) ${set.source([])})::bigint[]`;
  const source = set.hasArticles
    ? set.source([there])
    : sql`from ${articles} where ${articles.id} = any(${ids}) and ${there}`;
  const grouped = sql`select ${column} as value, count(*)::integer as count ${source} group by 1`;
  return { grouped, parameters: set.parameters, shape: set.shape };
}

const key = sql<number>`ranked.key`.mapWith(Number);
const count = sql<number>`ranked.count`;
const first = sql`ranked.rank <= ${sql.placeholder("first")}::integer`;
const inOrder = sql`ranked.key, ranked.rank`;

/** Statements that count the articles of lists: one for all parents of a kind, whatever their number. */
export const facetQueries = (db: Database, statement: Statements) => {
  const facet =
    <Row>(name: CountScope) =>
    async (
      { of, first: most, depth }: { of: FacetOf; first: number | null; depth?: number | null },
      keys: readonly number[],
    ): Promise<FacetCount<Row>[]> => {
      const kind: Kind = KINDS[name];
      const { grouped, parameters, shape } = groupBy(of, kind);
      const level = depth == null ? sql`` : sql`where ${categories.depth} = ${sql.placeholder("depth")}::integer`;
      const run = statement(`facet ${name} ${shape} ${depth == null ? "" : "depth"} ${most !== null}`, () =>
        db.orm
          .select({ key, count, row: kind.columns })
          .from(
            sql`(select counted.*, row_number() over (partition by key order by count desc, ${kind.sort}, value) as rank
              from ${keyed(of, grouped)} join ${kind.table} on ${kind.table.id} = counted.value ${level}) ranked`,
          )
          .innerJoin(kind.table, sql`${kind.table.id} = ranked.value`)
          .where(most === null ? undefined : first)
          .orderBy(inOrder),
      );
      const rows = await run({ ...parameters, keys, first: most, depth });
      return rows as unknown as FacetCount<Row>[];
    };
  return {
    /** Those that most articles are filed under, or below; of one level where a depth is given. */
    categoryFacet: facet<CategoryRow>("category"),
    authorFacet: facet<NamedRow>("author"),
    tagFacet: facet<NamedRow>("tag"),
    sourceFacet: facet<SourceRow>("source"),

    /** Primary tags of BCP 47. Articles without a language are left out. */
    async languageFacet({ of }: { of: FacetOf }, keys: readonly number[]): Promise<FacetCount<string>[]> {
      const { grouped, parameters, shape } = groupByColumn(of, articles.primaryLanguage);
      const run = statement(`facet language ${shape}`, () =>
        db.orm
          .select({ key, count, row: sql<string>`ranked.value` })
          .from(
            sql`(select counted.*, row_number() over (order by count desc, value) as rank
              from ${keyed(of, grouped)}) ranked`,
          )
          .orderBy(inOrder),
      );
      return run({ ...parameters, keys });
    },
  };
};
