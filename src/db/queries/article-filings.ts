import { type SQL, sql } from "drizzle-orm";
import { articleAuthors, articleCategories, articleCounts, articleTags } from "../tables.ts";
import type { ArticleFilter } from "./article-filter.ts";
import { idOf, idsOfTags, lookupShape, lookupValue, type NameLookup, tagValues } from "./lookup.ts";
import { type CountScope, isVisible, type Visible } from "./visibility.ts";

/** A table that says what articles are filed under. It repeats status and date, and so holds lists in their order. */
export type FilingTable = typeof articleCategories | typeof articleAuthors | typeof articleTags;

/** What a filter names that articles are filed under: one range of one index. */
export interface Filing {
  /** The part of the filter that the range holds by itself; null where that has more tags than one. */
  holds: "tags" | "author" | "category" | null;
  table: FilingTable;
  conditions: SQL[];
  /** How many visible articles it has, by the counts that are kept; 0 where there is no such tag, author or category. */
  total: SQL;
  parameters: Record<string, unknown>;
  shape: string;
}

/** The filings that a filter names. Of several tags it is the rarest. */
export function filingsOf({ tags: wanted, author, category }: ArticleFilter, visible: Visible): Filing[] {
  return [
    ...(wanted?.length ? [tagFiling(wanted, visible)] : []),
    ...(author ? [authorFiling(author, visible)] : []),
    ...(category ? [categoryFiling(category, visible)] : []),
  ];
}

function tagFiling(wanted: readonly NameLookup[], visible: Visible): Filing {
  const [only] = wanted.length === 1 ? wanted : [];
  const id = only ? idOf("tag", only, "tag") : rarestTag(wanted, visible);
  return {
    holds: only ? "tags" : null,
    table: articleTags,
    conditions: [sql`${articleTags.tagId} = ${id}`],
    total: kept("tag", id, visible),
    parameters: only ? { tag: lookupValue(only) } : tagValues(wanted),
    shape: only ? `tag.${lookupShape(only)}` : `tags.${Object.keys(tagValues(wanted)).join(".")}`,
  };
}

/** The tag of several that the fewest articles have; null where one of them does not exist, which none has. */
const rarestTag = (wanted: readonly NameLookup[], visible: Visible): SQL =>
  sql`(select wanted.id from unnest(${idsOfTags(wanted)}) wanted(id)
    order by ${kept("tag", sql`wanted.id`, visible)}, wanted.id nulls first limit 1)`;

function authorFiling(lookup: NameLookup, visible: Visible): Filing {
  const id = idOf("author", lookup, "author");
  return {
    holds: "author",
    table: articleAuthors,
    conditions: [sql`${articleAuthors.authorId} = ${id}`],
    total: kept("author", id, visible),
    parameters: { author: lookupValue(lookup) },
    shape: `author.${lookupShape(lookup)}`,
  };
}

function categoryFiling(
  { lookup, includeDescendants }: NonNullable<ArticleFilter["category"]>,
  visible: Visible,
): Filing {
  const id = idOf("category", lookup, "category");
  return {
    holds: "category",
    table: articleCategories,
    conditions: [
      sql`${articleCategories.categoryId} = ${id}`,
      ...(includeDescendants ? [] : [sql`${articleCategories.direct}`]),
    ],
    total: kept("category", id, visible, includeDescendants ? "total" : "direct"),
    parameters: { category: lookupValue(lookup) },
    shape: `category.${lookupShape(lookup)}.${includeDescendants}`,
  };
}

const kept = (scope: CountScope, id: SQL, visible: Visible, column: "total" | "direct" = "total"): SQL =>
  sql`(select coalesce(sum(${articleCounts[column]}), 0) from ${articleCounts}
    where ${articleCounts.scope} = ${sql.raw(`'${scope}'`)} and ${articleCounts.scopeId} = ${id}
    and ${isVisible(articleCounts.status, visible)})`;
