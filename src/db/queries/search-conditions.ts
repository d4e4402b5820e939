import { type SQL, sql } from "drizzle-orm";
import { aboutKey, titleKey } from "../../text/keys.ts";
import type { Wanted, WantedOf } from "../../text/query.ts";
import { articleSearch, articles } from "../tables.ts";
import { type ArticleFilter, type FilterSql, filterSql } from "./article-filter.ts";
import type { ArticleSet } from "./article-set.ts";
import { isVisible, type Visible, visibleParameters, visibleShape } from "./visibility.ts";

/** Everything that decides which articles a search finds. */
export interface ArticleSearch {
  wanted: WantedOf;
  filter: ArticleFilter;
  visible: Visible;
}

/**
 * From the best to the least: in whole words in the title; in the title; in whole words in what the article is about
 * (title, summary, tags, opening); anywhere.
 */
export const RANKS = [4, 3, 2, 1] as const;
/** How good a match is. */
export type Rank = (typeof RANKS)[number];

const ofRank = (rank: Rank, { anywhere, whole }: WantedOf): Wanted => (rank === 4 || rank === 2 ? whole : anywhere);

type KeyOf = (key: number) => number;

/** What stands for a key in an article of that rank: of `all` and `any`, and of `parts`, which need be no whole words. */
const KEY_OF: Record<Rank, KeyOf> = {
  4: (key) => titleKey(aboutKey(key)),
  3: titleKey,
  2: aboutKey,
  1: (key) => key,
};
const PART_OF: Record<Rank, KeyOf> = { ...KEY_OF, 4: KEY_OF[3], 2: KEY_OF[1] };

const { keys, title, text, articleId, status } = articleSearch;

// Always true, and never computed; but PostgreSQL takes to_tsvector for a hundred times as dear as a comparison. It does
// not know that the keys of a row lie elsewhere (TOAST), and that to look at them takes a hundred times as long as at the
// row: in a table whose own pages are few it would go through all of them rather than use the index. As a word has a dozen
// keys in each of its groups, and the planner counts what it takes to look them up, it has to be dearer for each group.
const dear = (times: number): SQL =>
  sql`case when ${articleId} < 0 then ${sql.join(
    Array.from({ length: times }, () => sql`to_tsvector('simple', ${title}) is null`),
    sql` and `,
  )} else true end`;

const DEAR_ENOUGH = 4;

/**
 * A value that the planner does not look into, as it is a `select`. Where it knows the values it takes a search of several
 * keys for one that finds nothing, and plans each anew: that takes longer than most searches.
 */
export const hidden = (placeholder: string, type: string): SQL =>
  sql`(select ${sql.placeholder(placeholder)}::${sql.raw(type)})`;

/** What the index tells of matches of that rank. */
export function indexed(rank: Rank, wanted: WantedOf): SQL {
  const { all, any } = ofRank(rank, wanted);
  const value = (name: string) => hidden(`rank${rank}.${name}`, "integer[]");
  const conditions = [
    ...(all.length > 0 ? [sql`${keys} @> ${value("all")}`] : []),
    ...any.map((_, group) => sql`${keys} && ${value(`any${group}`)}`),
    dear(DEAR_ENOUGH * (1 + any.length)),
  ];
  return sql.join(conditions, sql` and `);
}

/** What is left to be told by the text itself; null where there is nothing. */
export function compared(rank: Rank, wanted: WantedOf): SQL | null {
  const { contains, begins } = ofRank(rank, wanted);
  const within = rank > 2 ? sql`' ' || ${title} || ' '` : sql`${text}`;
  // Not by the keys of the row at hand, which take longer to read than its text.
  const inAnotherForm = sql`select ${articleId} from ${articleSearch}
    where ${keys} && ${hidden(`rank${rank}.begins`, "integer[]")} and ${dear(DEAR_ENOUGH)}`;
  const beginning = sql`(strpos(${within}, ${sql.placeholder("begins")}::text) > 0 or ${articleId} in (${inAnotherForm}))`;
  const conditions = [
    ...(contains.length > 0
      ? [
          sql`not exists (select from unnest(${hidden(rank === 4 || rank === 2 ? "whole" : "anywhere", "text[]")}) as part(part)
            where strpos(${within}, part.part) = 0)`,
        ]
      : []),
    ...(begins ? [beginning] : []),
  ];
  return conditions.length > 0 ? sql.join(conditions, sql` and `) : null;
}

/** Values of the placeholders of these ranks, of the filter and of visibility. */
export function searchParameters(
  { wanted, filter, visible }: ArticleSearch,
  ranks: readonly Rank[],
): Record<string, unknown> {
  const keysOf = ranks.flatMap((rank) => {
    const { all, parts, any, begins } = ofRank(rank, wanted);
    const keyed = (list: readonly number[]) => list.map(KEY_OF[rank]);
    return [
      [`rank${rank}.all`, [...keyed(all), ...parts.map(PART_OF[rank])]],
      [`rank${rank}.begins`, keyed(begins?.keys ?? [])],
      ...any.map((group, index) => [`rank${rank}.any${index}`, keyed(group)]),
    ];
  });
  return {
    ...Object.fromEntries(keysOf),
    anywhere: wanted.anywhere.contains,
    whole: wanted.whole.contains,
    begins: wanted.anywhere.begins?.text ?? null,
    ...filterSql(filter).parameters,
    ...visibleParameters(visible),
  };
}

const wantedShape = ({ all, any, contains, begins }: Wanted): string =>
  [all.length > 0, any.length, contains.length > 0, begins !== null].join(".");

/** The part of a statement's shape that the search decides. */
export const searchShape = ({ wanted, filter, visible }: ArticleSearch): string =>
  `${wantedShape(wanted.anywhere)} ${wantedShape(wanted.whole)} ${filterSql(filter).shape} ${visibleShape(visible)}`;

/** All of these conditions, without those that are null. */
export const both = (conditions: readonly (SQL | null)[]): SQL =>
  sql.join(
    conditions.filter((condition) => condition !== null),
    sql` and `,
  );

/** That the article passes the filter; null where there is none. */
export const passes = ({ conditions }: FilterSql): SQL | null =>
  conditions.length === 0
    ? null
    : sql`exists (select from ${articles} where ${articles.id} = ${articleId} and ${sql.join(conditions, sql` and `)})`;

/** What holds of all matches, whatever their rank: on a row of article_search. */
const matches = ({ wanted, filter, visible }: ArticleSearch): SQL =>
  both([indexed(1, wanted), isVisible(status, visible), passes(filterSql(filter)), compared(1, wanted)]);

/**
 * All articles that a search finds, for whatever is counted over them. They are found first (`offset 0`): joined as they
 * are, PostgreSQL may look through the keys of each article of the other table instead.
 */
export const foundSet = (search: ArticleSearch): ArticleSet => ({
  id: sql`${articleId}`,
  publishedSort: sql`${articleSearch.publishedSort}`,
  hasArticles: false,
  source: (more, join = sql``) => sql`from (select ${articleId}, ${articleSearch.publishedSort} from ${articleSearch}
    where ${matches(search)} offset 0) ${articleSearch}${join} where ${both([sql`true`, ...more])}`,
  parameters: searchParameters(search, [1]),
  shape: `found ${searchShape(search)}`,
});
