import { searchWords } from "../api/search-words.ts";
import { filters } from "./lists.ts";
import type { PlanMaterial } from "./material.ts";
import type { Operation } from "./operation.ts";

const FACETS = `facets { categories { count } roots: categories(depth: 0) { count } authors { count } tags { count } sources { count }
  languages { count } dates { count } years: dates(unit: YEAR) { count } days: dates(unit: DAY, timeZone: "Asia/Shanghai") { count } }`;

/** Counts over lists: of all articles, of some, of those below others, of those that a search finds. */
export function* facets(material: PlanMaterial): Generator<Operation> {
  const chosen = [
    "category by path",
    "rare category",
    "author by name",
    "tag by name",
    "language",
    "words from",
    "published within",
  ];
  const query = `query($filter: ArticleFilter) { articles(filter: $filter, first: 1) { ${FACETS} } }`;
  yield { name: "facets of all articles", query };
  for (const [name, filter] of Object.entries(filters(material)).filter(([each]) => chosen.includes(each)))
    yield { name: `facets of articles of ${name}`, query, variables: { filter } };
  for (const parent of [
    "categories(first: 5, filter: {depth: 1})",
    "authors(first: 5)",
    "tags(first: 5)",
    "images(first: 5)",
  ])
    yield {
      name: `facets of ${parent.split("(")[0]}' articles`,
      query: `{ ${parent} { nodes { articles(first: 1) { ${FACETS} } } } }`,
    };
}

/** Searches for words of each kind, and beginnings. */
export function* searches(material: PlanMaterial): Generator<Operation> {
  const query = `query($query: String!, $filter: ArticleFilter, $after: String) { search(query: $query, filter: $filter, first: 20, after: $after) {
    pageInfo { endCursor } edges { snippets node { slug author { name } headImage { url } } } } }`;
  const words = {
    ...searchWords(),
    word: ["river"],
    words: ["quiet river"],
    beginning: ["rive"],
    phrase: ['"the river"'],
    none: ["zyzzyva"],
  };
  for (const [kind, [word]] of Object.entries(words)) {
    yield { name: `search, ${kind}`, query, variables: { query: word }, again: true };
    yield { name: `search, ${kind}, in a language`, query, variables: { query: word, filter: { languages: ["zh"] } } };
    yield {
      name: `search, ${kind}, in a category`,
      query,
      variables: { query: word, filter: filters(material)["category by path"] },
    };
    const total = `query($query: String!) { search(query: $query, first: 1) { totalCount } }`;
    yield { name: `number of matches, ${kind}`, query: total, variables: { query: word } };
  }
  const counted = `query($query: String!) { search(query: $query, first: 1) { ${FACETS} } }`;
  for (const kind of ["common", "medium"] as const)
    yield { name: `facets of a search, ${kind}`, query: counted, variables: { query: words[kind][0] } };
  const suggest = "query($prefix: String!) { suggest(prefix: $prefix) { __typename } }";
  for (const prefix of ["r", "river", "river open", "春天", "tag 1", "shop", "zyzzyva"])
    yield { name: `suggestions for ${prefix}`, query: suggest, variables: { prefix } };
}
