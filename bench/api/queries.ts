/** The queries that are measured, in GraphQL as the project serves it. */

const CATEGORY = "{ id name path }";
const CARD = `id slug title publishedAt excerpt author { id name } categories ${CATEGORY} headImage { url width height }`;
const PAGE_INFO = "pageInfo { endCursor hasNextPage }";

/** What is asked, by the name that tables show. */
export const QUERIES = {
  Q1: `query($slug: String!) { article(by: {slug: $slug}) { id slug title publishedAt excerpt wordCount
    author { id name } categories ${CATEGORY} headImage { url }
    images(first: 20) { edges { role alt node { url width height } } } body { html } } }`,
  Q2: `{ articles(first: 20) { nodes { ${CARD} } ${PAGE_INFO} } }`,
  Q3: `{ categories(filter: {depth: 0}, first: 10) { nodes { name articles(first: 10) { nodes { title publishedAt
    images(first: 3) { nodes { url width height } } categories { name } } } } } }`,
  Q4: `query($after: String!) { articles(first: 20, after: $after) { nodes { ${CARD} } ${PAGE_INFO} } }`,
  Q5: `query($path: [String!]!) { articles(first: 20, filter: {category: {by: {path: $path}}}) { totalCount
    nodes { id slug title publishedAt } } }`,
  Q6: `{ ${Array.from({ length: 20 }, (_, n) => `t${n}: __typename`).join(" ")} }`,
} as const;

/** One of the queries that every contestant answers. */
export type QueryName = keyof typeof QUERIES;

/** What each is, in a few words. */
export const MEANINGS: Record<QueryName, string> = {
  Q1: "an article by slug, with its body",
  Q2: "the newest 20 with author, categories and head image",
  Q3: "10 categories × 10 articles × 3 images",
  Q4: "Q2, deep in the list",
  Q5: "a category with those below it, and totalCount",
  Q6: "twenty times __typename",
};

/** Full text: only the project answers it. What a result shows is what an entry of Q2 shows. */
export const SEARCH = `query($query: String!) { search(query: $query, first: 20) { nodes { ${CARD} } ${PAGE_INFO} } }`;
