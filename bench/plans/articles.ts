import { encodeCursor } from "../../src/schema/cursor.ts";
import { encodeId } from "../../src/schema/ids.ts";
import type { PlanMaterial } from "./material.ts";
import type { Operation } from "./operation.ts";

const ARTICLE = `slug author { name } authors { name } categories { path } tags { name } source { name articleCount }
  headImage { url } thumbnail { url } frontMatter body { format raw html text blocks { html } }
  images(first: 10) { totalCount edges { role node { url } } }`;

const ALL_ROLES = "roles: [HEAD, THUMBNAIL, INLINE]";

/** Single articles by all that they are known by, and what belongs to articles, of one and of twenty. */
export function* singleArticles({ articles, otherPath, categories }: PlanMaterial): Generator<Operation> {
  const [article] = articles;
  const lookups = {
    id: { id: encodeId("Article", article?.id ?? 0) },
    slug: { slug: article?.slug },
    url: { url: article?.url },
    path: { path: { path: article?.path } },
    "path and source": { path: { path: article?.path, source: article?.source } },
    "another path": { path: otherPath },
  };
  const one = `query($by: ArticleBy!) { article(by: $by) { ${ARTICLE} } }`;
  for (const [name, by] of Object.entries(lookups)) yield { name: `article by ${name}`, query: one, variables: { by } };
  const ids = articles.map(({ id }) => encodeId("Article", id));
  yield {
    name: "articles by ids",
    query: `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { ${ARTICLE} } } }`,
    variables: { ids },
  };
  const [root] = categories;
  const by = {
    id: { id: encodeId("Category", root?.id ?? 0) },
    slug: { slug: root?.slug },
    path: { path: root?.path },
  };
  const neighbours =
    "query($ids: [ID!]!, $within: CategoryBy) { nodes(ids: $ids) { ... on Article { next(within: $within) { slug } previous(within: $within) { slug } } } }";
  yield { name: "neighbours", query: neighbours, variables: { ids } };
  for (const [name, within] of Object.entries(by))
    yield { name: `neighbours within a category by ${name}`, query: neighbours, variables: { ids, within } };
  const related =
    "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { related(first: 5) { slug author { name } } } } }";
  yield { name: "related to one", query: related, variables: { ids: ids.slice(0, 1) } };
  yield { name: "related to twenty", query: related, variables: { ids } };
  const uses = (args: string) =>
    `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { images(${args}) { totalCount edges { node { url } } } } } }`;
  const first = encodeCursor("IMAGE_USE", { sort: "INLINE", id: 0 });
  for (const args of [
    `first: 3, ${ALL_ROLES}`,
    "last: 3",
    `first: 3, after: "${first}"`,
    `last: 3, before: "${first}"`,
  ])
    yield { name: `images of articles, ${args.replace(/"[^"]*"/, "…")}`, query: uses(args), variables: { ids } };
}
