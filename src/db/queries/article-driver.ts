import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { articleAuthors, articleCategories, articleImages, articles, articleTags } from "../tables.ts";
import { type Filing, type FilingTable, filingsOf } from "./article-filings.ts";
import type { ArticleFilter } from "./article-filter.ts";
import type { ArticleListing } from "./article-listing.ts";
import { keyTable } from "./key-list.ts";

/** Whose articles a list holds: those of many parents at once, one page for each. */
export type ArticleScope =
  | { of: "category"; includeDescendants: boolean }
  | { of: "author" }
  | { of: "tag" }
  | { of: "image" };

/** The table that a list is read from: one that repeats status and date of what is filed in it, or `articles` itself. */
interface DriverTable {
  table: SQL;
  id: SQLWrapper;
  status: SQLWrapper;
  publishedSort: SQLWrapper;
  /** Whether it is `articles`. */
  own: boolean;
}

/** A driving table, and what ties it to the parent or to the filter. */
export interface Driver extends DriverTable {
  conditions: SQL[];
  parameters: Record<string, unknown>;
  shape: string;
  /** The parts of the filter that it holds by itself. */
  held: readonly (keyof ArticleFilter)[];
}

/** The parents whose lists are read, where lists of many parents are, as a table. */
export const keysSql = keyTable("keys");

/** The parent of `keysSql` whose list it is. */
export const parentKey = sql`key.id`;

const filing = (table: FilingTable): DriverTable => ({
  table: sql`${table}`,
  id: table.articleId,
  status: table.status,
  publishedSort: table.publishedSort,
  own: false,
});

const own: DriverTable = {
  table: sql`${articles}`,
  id: articles.id,
  status: articles.status,
  publishedSort: articles.publishedSort,
  own: true,
};

/**
 * What a list is read from: the parent's own table where there is a parent; else the filing that the filter names, whose
 * index holds the list in the order of its dates; else the articles. Where the filter names several filings, there is a
 * driver for each, and all but that with the fewest articles give no row.
 */
export function driversOf(scope: ArticleScope | null, { filter, visible }: ArticleListing): Driver[] {
  if (scope) return [{ ...scopeDriver(scope), parameters: {}, shape: JSON.stringify(scope), held: [] }];
  const filings = filingsOf(filter, visible);
  return filings.length === 0 ? [ALL] : filings.map((_, n) => filingDriver(filings, n, []));
}

/** A driver of pages; whether it has the order that is asked for. */
interface PageDriver extends Driver {
  inOrder: boolean;
}

/**
 * The same for one page. By anything but its date, a filing has to be read and sorted as a whole: a large one is not read,
 * but looked up for each of the articles, which have indexes of all orders. Its page is then among the first of them.
 */
export function pageDriversOf(scope: ArticleScope | null, listing: ArticleListing): PageDriver[] {
  const { filter, order, visible } = listing;
  const byDate = order.field === "PUBLISHED_AT";
  const drivers = driversOf(scope, listing).map((driver) => ({ ...driver, inOrder: byDate || driver.own }));
  const filings = scope || byDate ? [] : filingsOf(filter, visible);
  if (filings.length === 0) return drivers;
  const least =
    filings.length === 1
      ? filings[0]?.total
      : sql`least(${sql.join(
          filings.map(({ total }) => total),
          sql`, `,
        )})`;
  const parameters = Object.assign({}, ...filings.map((one) => one.parameters));
  const large = sql`${least} > ${sql.raw(String(MOST_SORTED))}`;
  return [
    ...filings.map((_, n) => ({ ...filingDriver(filings, n, [sql`not ${large}`]), inOrder: false })),
    {
      ...ALL,
      conditions: [large],
      parameters,
      shape: `large.${drivers.map(({ shape }) => shape).join("+")}`,
      inOrder: true,
    },
  ];
}

/** How many rows of a filing are sorted: a fifth of a second's worth. */
const MOST_SORTED = 20_000;

const ALL: Driver = { ...own, conditions: [], parameters: {}, shape: "all", held: [] };

/** The filing at `n`, read where it has the fewest articles of all. */
function filingDriver(filings: readonly Filing[], n: number, more: readonly SQL[]): Driver {
  const { table, holds, conditions, shape } = filings[n] as Filing;
  // Only the kept counts tell which one it is: the planner knows the size of none. PostgreSQL looks at a condition that no
  // row is needed for once, before it reads.
  const isRarest = filings.length === 1 ? [] : [sql`${rarestOf(filings)} = ${sql.raw(String(n))}`];
  return {
    ...filing(table),
    conditions: [...isRarest, ...more, ...conditions],
    parameters: Object.assign({}, ...filings.map(({ parameters }) => parameters)),
    shape,
    held: holds ? [holds] : [],
  };
}

/** Which of the filings has the fewest articles. */
function rarestOf(filings: readonly Filing[]): SQL {
  const totals = sql.join(
    filings.map(({ total }, n) => sql`(${sql.raw(String(n))}, ${total})`),
    sql`, `,
  );
  return sql`(select filing.n from (values ${totals}) filing(n, total) order by filing.total, filing.n limit 1)`;
}

function scopeDriver(scope: ArticleScope): DriverTable & Pick<Driver, "conditions"> {
  if (scope.of === "category") {
    const conditions = [sql`${articleCategories.categoryId} = ${parentKey}`, ...direct(scope.includeDescendants)];
    return { ...filing(articleCategories), conditions };
  }
  if (scope.of === "author") {
    return { ...filing(articleAuthors), conditions: [sql`${articleAuthors.authorId} = ${parentKey}`] };
  }
  if (scope.of === "tag") return { ...filing(articleTags), conditions: [sql`${articleTags.tagId} = ${parentKey}`] };
  const uses = sql`(select ${articleImages.articleId} from ${articleImages} where ${articleImages.imageId} = ${parentKey})`;
  return { ...own, conditions: [sql`${articles.id} in ${uses}`] };
}

const direct = (includeDescendants: boolean): SQL[] => (includeDescendants ? [] : [sql`${articleCategories.direct}`]);
