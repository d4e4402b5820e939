import { categoryPathKey } from "../../src/db/keys.ts";
import { QUERIES, type QueryName } from "./queries.ts";

// The same in PostGraphile's words. It names what it finds in the tables, so that an answer comes in another shape: what
// is called `_is` stands in the place of its parent, and `…_list` is a list by its nodes.

const CATEGORIES = (fields: string) =>
  `categories_list: articleCategoriesByArticleId(condition: {direct: true}, orderBy: POSITION_ASC) {
    nodes { _is: categoryByCategoryId { ${fields} } } }`;
const IMAGE = "url: originalUrl width height";
const INLINE = "condition: {role: INLINE}, orderBy: POSITION_ASC";
const SUMMARY = "id slug title publishedAt";
const NEWEST = "condition: {status: PUBLISHED}, orderBy: [PUBLISHED_SORT_DESC, ROW_ID_DESC]";
const NEWEST_FILED = "condition: {status: PUBLISHED}, orderBy: [PUBLISHED_SORT_DESC, ARTICLE_ID_DESC]";

const newest = (after: string) => `articles: allArticles(first: 20, ${after} ${NEWEST}) {
  nodes { ${SUMMARY} excerpt author: authorByAuthorId { id name } ${CATEGORIES("id name path")}
    headImage: imageByHeadImageId { ${IMAGE} } } pageInfo { endCursor hasNextPage } }`;

const TEXTS: Record<QueryName, string> = {
  Q1: `query($slug: String!) { article: articleBySlug(slug: $slug) { ${SUMMARY} excerpt wordCount
    author: authorByAuthorId { id name } ${CATEGORIES("id name path")} headImage: imageByHeadImageId { url: originalUrl }
    images: articleImagesByArticleId(first: 20, ${INLINE}) {
      edges { _is: node { role alt node: imageByImageId { ${IMAGE} } } } }
    body: articleBodyByArticleId { html } } }`,
  Q2: `{ ${newest("")} }`,
  Q3: `{ categories: allCategories(condition: {depth: 0}, orderBy: SORT_PATH_ASC, first: 10) { nodes { name
    articles: articleCategoriesByCategoryId(first: 10, ${NEWEST_FILED}) { nodes { _is: articleByArticleId {
      title publishedAt ${CATEGORIES("name")}
      images: articleImagesByArticleId(first: 3, ${INLINE}) { nodes { _is: imageByImageId { ${IMAGE} } } } } } } } } }`,
  Q4: `query($after: Cursor!) { ${newest("after: $after,")} }`,
  Q5: `query($path: Base64EncodedBinary!) { _is: categoryByPathKey(pathKey: $path) {
    articles: articleCategoriesByCategoryId(first: 20, ${NEWEST_FILED}) { totalCount
      nodes { _is: articleByArticleId { ${SUMMARY} } } } } }`,
  Q6: QUERIES.Q6,
};

/** The body of a request for one of the queries. A category is asked for by the key that its path has in the tables. */
export function postgraphileBody(name: QueryName, variables: Record<string, unknown>): string {
  const path = variables.path && categoryPathKey(variables.path as string[]).toString("base64");
  return JSON.stringify({ query: TEXTS[name], variables: { ...variables, ...(path ? { path } : {}) } });
}

/** Asks for the cursor of the article at a place in the list of all, counted from 1. */
export const postgraphileCursorBody = (place: number): string =>
  JSON.stringify({
    query: `{ articles: allArticles(first: 1, offset: ${place - 1}, ${NEWEST}) { pageInfo { endCursor } } }`,
  });

/** An answer in the project's shape. */
export function inOurShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOurShape);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value);
  const [only] = fields;
  if (fields.length === 1 && only?.[0] === "_is") return inOurShape(only[1]);
  return Object.fromEntries(
    fields.map(([name, inner]) =>
      name.endsWith("_list") ? [name.slice(0, -5), inOurShape(inner.nodes)] : [name, inOurShape(inner)],
    ),
  );
}
