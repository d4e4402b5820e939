import type { Question } from "../world/load.ts";
import { ARTICLES, type Ledger, slugOf, TAGS, tagOf, textOf, titleOf, wordOf } from "./content.ts";

const BODY = "query ($slug: String!) { article(by: {slug: $slug}) { title body { text } } }";
const EXCERPT =
  "query ($slug: String!, $length: Int!) { article(by: {slug: $slug}) { title excerpt(length: $length) tags { name } } }";
const TAGGED = `query ($tag: String!, $first: Int!) { articles(first: $first, filter: {tags: [{name: $tag}]}) {
  totalCount nodes { title tags { name } } } }`;
const FOUND = "query ($word: String!) { search(query: $word) { edges { node { title } snippets } } }";

/**
 * A mix of questions without end: some come again and are answered from memory, most are hardly ever the same. A version
 * of an article may be seen if an import had not yet returned with a newer one when it was asked for.
 */
export function questionsOf(ledger: Ledger): () => Question {
  let asked = 0;
  const kinds = [aBody, anExcerpt, aTag, aSearch, anExcerpt];
  return () => {
    const at = asked++;
    // A step that shares no factor with the number of articles comes by all of them.
    const n = (at * 173) % ARTICLES;
    return (kinds[at % kinds.length] ?? aBody)(ledger, n, at);
  };
}

const aBody = (ledger: Ledger, n: number): Question => {
  const least = ledger.returned(n);
  return {
    query: BODY,
    variables: { slug: slugOf(n) },
    judge: ({ article }) => {
      const versions = range(least, ledger.written(n));
      const isRight = article?.title === titleOf(n) && versions.some((v) => article.body.text.startsWith(textOf(n, v)));
      return isRight ? null : `${n} in version ${versions.join(" or ")}: ${JSON.stringify(article).slice(0, 120)}`;
    },
  };
};

const anExcerpt = (ledger: Ledger, n: number, at: number): Question => {
  const least = ledger.returned(n);
  const length = 60 + (at % 400);
  return {
    query: EXCERPT,
    variables: { slug: slugOf(n), length },
    judge: ({ article }) => {
      const versions = range(least, ledger.written(n));
      const isRight =
        article?.title === titleOf(n) &&
        article.tags[0]?.name === tagOf(n) &&
        versions.some((v) => article.excerpt.startsWith(textOf(n, v)));
      return isRight ? null : `${n} in version ${versions.join(" or ")}: ${JSON.stringify(article).slice(0, 160)}`;
    },
  };
};

const aTag = (_ledger: Ledger, n: number, at: number): Question => {
  const first = 1 + (at % 20);
  return {
    query: TAGGED,
    variables: { tag: tagOf(n), first },
    judge: ({ articles }) => {
      const isRight =
        articles.totalCount === ARTICLES / TAGS &&
        articles.nodes.length === Math.min(first, ARTICLES / TAGS) &&
        articles.nodes.every((node: { tags: { name: string }[] }) => node.tags[0]?.name === tagOf(n));
      return isRight ? null : `${tagOf(n)}: ${JSON.stringify(articles).slice(0, 160)}`;
    },
  };
};

const aSearch = (_ledger: Ledger, n: number): Question => ({
  query: FOUND,
  variables: { word: wordOf(n) },
  judge: ({ search }) => {
    const isRight = search.edges.length === 1 && search.edges[0].node.title === titleOf(n);
    return isRight ? null : `${wordOf(n)}: ${JSON.stringify(search).slice(0, 160)}`;
  },
});

const range = (least: number, most: number): number[] =>
  Array.from({ length: most - least + 1 }, (_, at) => least + at);
