import { encodeCursor } from "../../src/schema/cursor.ts";
import { encodeId } from "../../src/schema/ids.ts";
import type { PlanMaterial } from "./material.ts";
import type { Operation } from "./operation.ts";

/** A page of articles: all that a list can join. */
const NODES = "nodes { slug author { name } source { name } headImage { url } thumbnail { url } }";

type Field = keyof PlanMaterial["middle"];
const FIELDS: readonly Field[] = ["PUBLISHED_AT", "CHANGED_AT", "TITLE", "WORD_COUNT"];
const DIRECTIONS = ["DESC", "ASC"] as const;

/** The pages of a list that differ in their statement, deep within it where there is a cursor. */
const WINDOWS = {
  first: (_cursor: string) => ({ first: 20 }),
  "first, after": (after: string) => ({ first: 20, after }),
  last: (_cursor: string) => ({ last: 20 }),
  "last, before": (before: string) => ({ last: 20, before }),
};

/** Filters, each by itself and then those that go together. The values are common ones, but for those called rare. */
export function filters({ categories, authors, tags, sources }: PlanMaterial): Record<string, object> {
  const [root, , leaf] = categories;
  const small = categories.at(-1);
  const [author, rareAuthor] = authors;
  const [tag, rareTag] = tags;
  const id = (type: "Category" | "Author" | "Tag", row: { id: number } | undefined) => encodeId(type, row?.id ?? 0);
  const category = { category: { by: { path: root?.path } } };
  const recent = { publishedAt: { from: "2020-01-01T00:00:00Z" } };
  return {
    "category by path": category,
    "category by slug": { category: { by: { slug: root?.slug } } },
    "category by id": { category: { by: { id: id("Category", root) } } },
    "category itself": { category: { by: { path: leaf?.path }, includeDescendants: false } },
    "rare category": { category: { by: { path: small?.path } } },
    "author by name": { author: { name: author?.name } },
    "author by slug": { author: { slug: author?.slug } },
    "author by id": { author: { id: id("Author", author) } },
    "rare author": { author: { name: rareAuthor?.name } },
    "tag by name": { tags: [{ name: tag?.name }] },
    "tag by slug": { tags: [{ slug: tag?.slug }] },
    "tag by id": { tags: [{ id: id("Tag", tag) }] },
    "rare tag": { tags: [{ name: rareTag?.name }] },
    source: { sources: sources.slice(0, 1) },
    "two sources": { sources: sources.slice(0, 2) },
    "published from": recent,
    "published to": { publishedAt: { to: "2020-01-01T00:00:00Z" } },
    "published within": { publishedAt: { from: "2020-01-01T00:00:00Z", to: "2020-02-01T00:00:00Z" } },
    "changed from": { changedAt: { from: "2000-01-01T00:00:00Z" } },
    language: { languages: ["zh"] },
    "two languages": { languages: ["zh", "en"] },
    "has images": { hasImages: true },
    "words from": { wordCount: { min: 60 } },
    "words to": { wordCount: { max: 200 } },
    "category, language": { ...category, languages: ["zh"] },
    "category, published from": { ...category, ...recent },
    "category, tag": { ...category, tags: [{ name: tag?.name }] },
    "category, author": { ...category, author: { name: author?.name } },
    "author, published from": { author: { name: author?.name }, ...recent },
    "tag, language": { tags: [{ name: tag?.name }], languages: ["zh"] },
    "source, language": { sources: sources.slice(0, 1), languages: ["zh"] },
    "language, published from": { languages: ["zh"], ...recent },
    "two tags": { tags: [{ name: tag?.name }, { slug: rareTag?.slug }] },
  };
}

const LIST = `query($filter: ArticleFilter, $orderBy: ArticleOrder, $first: Int, $after: String, $last: Int, $before: String) {
  articles(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) { ${NODES} } }`;

const TOTAL = "query($filter: ArticleFilter) { articles(filter: $filter, first: 1) { totalCount } }";

/** Lists of all articles: every order, every filter, from both ends, with and without a cursor; and their totals. */
export function* articleLists(material: PlanMaterial): Generator<Operation> {
  const cursor = (field: Field, direction: string) => encodeCursor(`${field} ${direction}`, material.middle[field]);
  for (const field of FIELDS)
    for (const direction of DIRECTIONS)
      for (const [window, of] of Object.entries(WINDOWS)) {
        const variables = { orderBy: { field, direction }, ...of(cursor(field, direction)) };
        yield { name: `articles by ${field} ${direction}, ${window}`, query: LIST, variables };
      }
  for (const [name, filter] of Object.entries(filters(material))) {
    for (const [window, of] of Object.entries(WINDOWS)) {
      const variables = { filter, ...of(cursor("PUBLISHED_AT", "DESC")) };
      yield { name: `articles of ${name}, ${window}`, query: LIST, variables };
    }
    for (const field of FIELDS.slice(1)) {
      const variables = { filter, orderBy: { field, direction: "DESC" }, first: 20 };
      yield { name: `articles of ${name} by ${field}`, query: LIST, variables };
    }
    yield { name: `number of articles of ${name}`, query: TOTAL, variables: { filter } };
  }
  yield { name: "number of all articles", query: TOTAL };
}

/** What has articles of its own, as a list of twenty; the lists of all come with one statement. */
const PARENTS = {
  category: "categories(first: 20, filter: {depth: 1})",
  author: "authors(first: 20)",
  tag: "tags(first: 20)",
  image: "images(first: 20)",
} as const;

const ARGUMENTS = "filter: $filter, first: $first, after: $after, last: $last, before: $before";
const VARIABLES = "$filter: ArticleFilter, $first: Int, $after: String, $last: Int, $before: String";

/** Lists of articles below lists of something else, and their totals. */
export function* relatedLists(material: PlanMaterial): Generator<Operation> {
  const after = encodeCursor("PUBLISHED_AT DESC", material.middle.PUBLISHED_AT);
  for (const [parent, list] of Object.entries(PARENTS)) {
    const query = `query(${VARIABLES}) { ${list} { nodes { articles(${ARGUMENTS}) { ${NODES} } } } }`;
    for (const [window, of] of Object.entries(WINDOWS))
      yield { name: `articles of each ${parent}, ${window}`, query, variables: of(after) };
    for (const [name, filter] of Object.entries({ language: { languages: ["zh"] }, words: { wordCount: { min: 60 } } }))
      yield { name: `articles of each ${parent} with a ${name}`, query, variables: { filter, first: 20 } };
    const total = `query($filter: ArticleFilter) { ${list} { nodes { articles(filter: $filter, first: 1) { totalCount } } } }`;
    yield { name: `number of articles of each ${parent}`, query: total };
    const filter = { languages: ["zh"] };
    yield { name: `number of articles of each ${parent} in a language`, query: total, variables: { filter } };
  }
  yield {
    name: "articles of each category itself",
    query: `{ categories(first: 20, filter: {depth: 2}) { nodes { articleCount(includeDescendants: false)
      articles(first: 10, includeDescendants: false) { totalCount ${NODES} } } } }`,
  };
}
