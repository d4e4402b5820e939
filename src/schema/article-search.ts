import { createHash } from "node:crypto";
import type { GraphQLResolveInfo } from "graphql";
import type { Context } from "../context.ts";
import type { ArticleRow } from "../db/queries/articles.ts";
import type { Facets } from "../db/queries/facet-sets.ts";
import type { MatchPosition } from "../db/queries/search.ts";
import type { ArticleSearch } from "../db/queries/search-conditions.ts";
import { badUserInput, withdrawn } from "../errors.ts";
import { findMatches } from "../text/matches.ts";
import { parseQuery, type Query, wantedOf } from "../text/query.ts";
import { marked, snippets } from "../text/snippets.ts";
import { joinsOf } from "./article-connection.ts";
import { ArticleFilter, type ArticleListArguments, articleListing } from "./article-input.ts";
import { builder } from "./builder.ts";
import { type Connection, PageInfo, pageSize } from "./connection.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { ArticleFacets, facetsOf } from "./facets.ts";
import { Article } from "./refs.ts";
import { NODES, selectedFields } from "./selection.ts";

interface FoundEdge {
  cursor: string;
  node: ArticleRow;
  position: MatchPosition;
  query: Query;
}

const ArticleSearchEdge = builder.objectRef<FoundEdge>("ArticleSearchEdge").implement({
  description: "An article that was found, and where it matches.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", { description: "Where the edge stands in the list, for `after`." }),
    node: t.expose("node", { type: Article, description: "The article." }),
    score: t.float({
      description:
        "How good the match is, from 1 to below 5: 4 and more in whole words in the title, 3 in the title, 2 in whole words in title, summary, tags or opening, 1 anywhere; what follows the point is the date. It never rises along the list.",
      resolve: ({ position }) => scoreOf(position),
    }),
    title: t.field({
      type: "HTML",
      extensions: { cost: 1 },
      description: "The title as escaped text, with `<mark>` around what matches.",
      resolve: ({ node, query }, _args, { folder }) =>
        marked(node.title, findMatches(folder, node.title, query, node.language)),
    }),
    snippets: t.field({
      type: ["HTML"],
      // What matches is looked for in the whole text.
      extensions: { cost: 10 },
      description:
        "Up to three places of the body, as escaped text with `<mark>` around what matches; none where only title, summary or tags match.",
      resolve: async ({ node, query }, _args, { folder, loaders }) => {
        const body = await loaders.bodyByArticleId(["text"]).load(node.id);
        if (body?.text === undefined) throw withdrawn();
        return snippets(body.text, findMatches(folder, body.text, query, node.language));
      },
    }),
  }),
});

const ArticleSearchConnection = builder.connectionObject(
  {
    type: Article,
    name: "ArticleSearchConnection",
    description: "A page of the articles that a search found, best match first.",
    fields: (t) => ({
      facets: t.field({
        type: ArticleFacets,
        nullable: true,
        description: "What all articles that were found have in common.",
        resolve: facetsOf,
      }),
    }),
  },
  ArticleSearchEdge,
);

builder.queryField("search", (t) =>
  t.field({
    type: ArticleSearchConnection,
    extensions: { cost: 100 },
    description:
      'Full text, in any language, best match first and of equal ones the newest. All words must be in the title, the summary, the tags or the body, in any of their forms; the last one may be unfinished; `"…"` looks for a phrase. Chinese, Japanese, Korean and Thai are found by any characters in a row.',
    args: {
      query: t.arg.string({
        required: true,
        description: "What to look for: at most 200 characters and 20 words, with at least one letter or digit.",
      }),
      filter: t.arg({ type: ArticleFilter, description: "What must hold of the articles." }),
      first: t.arg.int({ description: "The first so many, 1 to 100; 20 where left out." }),
      after: t.arg.string({
        description: "Only what comes after it. Cursor of an edge, of the same query.",
      }),
    },
    resolve: searchPage,
  }),
);

interface SearchArguments extends Pick<ArticleListArguments, "filter"> {
  query: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}

async function searchPage(
  _root: unknown,
  args: SearchArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Connection<ArticleRow> & { edges: FoundEdge[]; facets: Facets }> {
  const { db, folder } = context;
  const query = parseSearch(args.query, context);
  const { filter, visible } = articleListing(args, context);
  const search: ArticleSearch = { wanted: wantedOf(folder, query, filter.languages ?? null), filter, visible };
  const order = orderOf(query);
  const window = {
    limit: pageSize(args).limit,
    after: args.after == null ? undefined : decodeMatch(order, args.after),
  };
  const page = await db.searchPage(search, window, joinsOf(selectedFields(info, NODES), context));
  const edges = page.rows.map(({ row, position }): FoundEdge => {
    return { cursor: encodeMatch(order, position), node: row, position, query };
  });
  const facets = { of: { scope: null, search }, key: 0 } as const;
  return { edges, pageInfo: new PageInfo(page, edges), totalCount: () => db.searchTotal(search), facets };
}

const LONGEST_QUERY = 200;
const MOST_TERMS = 20;

/**
 * What a caller looks for.
 * @throws BAD_USER_INPUT where it is too long, or holds nothing to look for.
 */
function parseSearch(typed: string, { folder }: Context): Query {
  const allowed = `A search takes 1 to ${LONGEST_QUERY} characters, with at least one letter or digit, and at most ${MOST_TERMS} words`;
  if (typed.length > LONGEST_QUERY) throw badUserInput(`${allowed}; this one has ${typed.length} characters.`);
  const query = parseQuery(folder, typed.toWellFormed());
  if (query.terms.length === 0) throw badUserInput(`${allowed}; this one has neither letter nor digit.`);
  if (query.terms.length > MOST_TERMS) throw badUserInput(`${allowed}; this one has ${query.terms.length} words.`);
  return query;
}

// A cursor belongs to its query: in the list of another one it would stand anywhere.
const orderOf = ({ terms }: Query): string =>
  `RELEVANCE to ${createHash("sha256").update(JSON.stringify(terms)).digest("base64url").slice(0, 12)}`;

const encodeMatch = (order: string, { rank, sort, id }: MatchPosition): string =>
  encodeCursor(order, { sort: `${rank} ${sort}`, id });

function decodeMatch(order: string, cursor: string): MatchPosition {
  const { sort, id } = decodeCursor(order, "match", cursor);
  return { rank: Number(sort[0]), sort: sort.slice(2), id };
}

// Any function that rises with time and stays between 0 and 1 would do: this one tells days of our time apart best.
function scoreOf({ rank, sort }: MatchPosition): number {
  if (sort === "-infinity") return rank;
  const years = Date.parse(`${sort.slice(0, 10)}T${sort.slice(11, -3)}Z`) / (365 * 24 * 3600 * 1000);
  const within = 0.5 + Math.atan((years - 40) / 20) / Math.PI;
  return rank + Math.round(within * 1e6) / 1e6;
}
