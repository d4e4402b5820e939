import fc from "fast-check";
import { encodeId, type NodeType } from "../../../src/schema/ids.ts";
import { AUTHORS, BEGINNING, CATEGORIES, FILES, IMAGES, PAGES, PATHS, SOURCES, TAGS, TITLES } from "./writes.ts";

const text = (value: unknown): string => JSON.stringify(value);
const oneOf = (values: readonly unknown[]) => fc.constantFrom(...values.map(text));
/** Of the first rows of a kind, be they there or not. */
const id = (type: NodeType) => fc.integer({ min: 1, max: 12 }).map((row) => text(encodeId(type, row)));

const slugs = ["apple-tree", "apple-pie", "banana-bread", "ann", "ping-guo-shu", "苹果树"];

const categoryBy = fc.oneof(
  id("Category").map((one) => `{id: ${one}}`),
  oneOf(["a", "a-b", "a-b-c", "d", "d-b"]).map((slug) => `{slug: ${slug}}`),
  oneOf(CATEGORIES).map((path) => `{path: ${path}}`),
);
const authorBy = fc.oneof(
  id("Author").map((one) => `{id: ${one}}`),
  oneOf(["ann", "bob", "cem"]).map((slug) => `{slug: ${slug}}`),
  oneOf(AUTHORS).map((name) => `{name: ${name}}`),
);
const tagBy = fc.oneof(
  id("Tag").map((one) => `{id: ${one}}`),
  oneOf(TAGS).map((slug) => `{slug: ${slug}}`),
  oneOf([...TAGS, "no\0such"]).map((name) => `{name: ${name}}`),
);
const articleBy = fc.oneof(
  id("Article").map((one) => `{id: ${one}}`),
  oneOf(slugs).map((slug) => `{slug: ${slug}}`),
  oneOf(PAGES).map((url) => `{url: ${url}}`),
  oneOf(PATHS).map((path) => `{path: {path: ${path}}}`),
  fc.tuple(oneOf(PATHS), oneOf(SOURCES)).map(([path, source]) => `{path: {path: ${path}, source: ${source}}}`),
);
const imageBy = fc.oneof(
  id("Image").map((one) => `{id: ${one}}`),
  oneOf([...IMAGES, ...FILES.map((file) => `https://news.example.com/images/1/${file}`)]).map((url) => `{url: ${url}}`),
);

const date = fc
  .integer({ min: -48, max: 48 })
  .map((hours) => text(new Date(BEGINNING + hours * 3_600_000).toISOString()));

const named = (name: string, values: fc.Arbitrary<string>) => values.map((value) => [name, value] as const);

// Two parts at the most: a filter that finds nothing tells little.
const narrow = fc.oneof(
  named(
    "category",
    fc.tuple(categoryBy, fc.boolean()).map(([by, below]) => `{by: ${by}, includeDescendants: ${below}}`),
  ),
  named("author", authorBy),
  named(
    "tags",
    fc.array(tagBy, { maxLength: 2 }).map((tags) => `[${tags.join()}]`),
  ),
  named(
    "sources",
    fc.uniqueArray(oneOf([...SOURCES, "none"]), { maxLength: 2 }).map((names) => `[${names.join()}]`),
  ),
);
const wide = fc.oneof(
  named("languages", fc.constantFrom('["en"]', '["zh", "en"]')),
  named("hasImages", fc.boolean().map(String)),
  named("wordCount", fc.constant("{min: 100}")),
  named(
    "publishedAt",
    date.map((from) => `{from: ${from}}`),
  ),
  named(
    "changedAt",
    date.map((to) => `{to: ${to}}`),
  ),
);

// Two parts at the most, and mostly one: a filter that finds nothing tells little.
const filter = fc
  .oneof(
    fc.constant([]),
    { weight: 4, arbitrary: fc.tuple(narrow) },
    fc.uniqueArray(fc.oneof(narrow, wide), { maxLength: 2, selector: ([name]) => name }),
  )
  .map((parts) =>
    parts.length === 0 ? "" : `filter: {${parts.map(([name, value]) => `${name}: ${value}`).join(", ")}}`,
  );

const order = fc
  .tuple(fc.constantFrom("PUBLISHED_AT", "CHANGED_AT", "TITLE", "WORD_COUNT"), fc.constantFrom("ASC", "DESC"))
  .map(([field, direction]) => `orderBy: {field: ${field}, direction: ${direction}}`);

const listArguments = fc
  .tuple(filter, fc.option(order), fc.constantFrom("first: 2", "last: 2", "first: 10"))
  .map(([where, by, size]) => `(${[where, by, size].filter(Boolean).join(", ")})`);

const OWN =
  "__typename id slug title publishedAt updatedAt changedAt excerpt summary path url status language wordCount";

const facets = fc.constantFrom(
  "facets { categories(first: 3) { category { name slug } count } }",
  "facets { authors { author { name } count } tags { tag { slug } count } }",
  "facets { sources { source { name baseUrl } count } languages { language count } dates(unit: DAY) { label count } }",
);

const list = fc.oneof(
  fc.constant("{ totalCount }"),
  fc.constant("{ nodes { id title } pageInfo { hasNextPage hasPreviousPage } }"),
  fc.constant("{ totalCount edges { cursor node { slug author { name } headImage { url width } } } }"),
  facets.map((one) => `{ ${one} }`),
);

/** What can be asked of an article. */
const ofArticle = fc.oneof(
  fc.constant(OWN),
  fc.constant(
    "title author { id name articleCount } authors { name slug } source { name baseUrl timeZone articleCount }",
  ),
  fc.constant("slug categories { id name path articleCount parent { name } ancestors { name } children { slug } }"),
  fc.constant("slug tags { id name articleCount }"),
  fc.constant(
    "headImage { url width height format status } thumbnail { url srcSet } images(roles: [HEAD, INLINE]) { totalCount nodes { id width status } }",
  ),
  fc.constant("id body { text html wordCount blocks { id html } outline { text } } frontMatter"),
  fc.constant("id next { id title } previous { id title }"),
  categoryBy.map((by) => `id next(within: ${by}) { id title author { name } } previous(within: ${by}) { id }`),
  fc.constant("id related(first: 3) { id title }"),
  fc.tuple(listArguments, list).map(([args, what]) => `id tags { articles${args} ${what} }`),
  fc.tuple(listArguments, list).map(([args, what]) => `id categories { articles${args} ${what} }`),
  fc.tuple(listArguments, list).map(([args, what]) => `id headImage { id articles${args} ${what} }`),
);

const categories = fc
  .record(
    { parent: categoryBy, depth: fc.constantFrom("0", "1"), hasArticles: fc.boolean().map(String) },
    { requiredKeys: [] },
  )
  .map((parts) => Object.entries(parts).slice(0, 1))
  .chain((parts) =>
    fc
      .constantFrom(
        "",
        ", orderBy: {field: ARTICLE_COUNT, direction: DESC}",
        ", orderBy: {field: PATH, direction: DESC}",
      )
      .map((by) => `(first: 3, filter: {${parts.map(([name, value]) => `${name}: ${value}`).join()}}${by})`),
  );

const images = fc
  .constantFrom(
    "",
    ', filter: {host: "img.example.com"}',
    ", filter: {minWidth: 200}",
    ", filter: {status: [OK, BROKEN]}",
  )
  .map((where) => `(first: 3${where})`);

const words = oneOf(["apple", "banana cherry", "苹果", "dams", "elder", "nothing"]);
const nodeTypes = ["Article", "Author", "Category", "Image", "Source", "Tag"] as const;
const anyId = fc.oneof(...nodeTypes.map(id));
const ON_NODES =
  "... on Article { title } ... on Author { name } ... on Category { path articleCount(includeDescendants: false) } ... on Image { url width } ... on Source { baseUrl } ... on Tag { slug articleCount }";

const field = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(articleBy, ofArticle).map(([by, what]) => `article(by: ${by}) { ${what} }`) },
  { weight: 6, arbitrary: fc.tuple(listArguments, list).map(([args, what]) => `articles${args} ${what}`) },
  {
    weight: 2,
    arbitrary: fc.tuple(listArguments, ofArticle).map(([args, what]) => `articles${args} { nodes { ${what} } }`),
  },
  fc
    .tuple(categoryBy, listArguments, list)
    .map(([by, args, what]) => `category(by: ${by}) { name path articles${args} ${what} }`),
  categoryBy.map(
    (by) =>
      `category(by: ${by}) { name articleCount direct: articleCount(includeDescendants: false) children { name articleCount } parent { slug } ancestors { id } }`,
  ),
  fc
    .tuple(categoryBy, listArguments, list)
    .map(([by, args, what]) => `category(by: ${by}) { articles(includeDescendants: false, ${args.slice(1)} ${what} }`),
  fc
    .tuple(
      categories,
      fc.constantFrom(
        "{ totalCount }",
        "{ nodes { path } totalCount }",
        "{ nodes { slug articles(first: 2) { nodes { title } } } }",
      ),
    )
    .map(([args, what]) => `categories${args} ${what}`),
  fc
    .tuple(authorBy, listArguments, list)
    .map(([by, args, what]) => `author(by: ${by}) { id name articleCount articles${args} ${what} }`),
  fc
    .tuple(tagBy, listArguments, list)
    .map(([by, args, what]) => `tag(by: ${by}) { id name articleCount articles${args} ${what} }`),
  tagBy.map((by) => `tag(by: ${by}) { id name }`),
  authorBy.map((by) => `author(by: ${by}) { id slug }`),
  fc
    .constantFrom("authors", "tags", "sources")
    .chain((one) =>
      fc
        .constantFrom("{ totalCount }", "(first: 2) { nodes { id name } }", "(last: 2) { nodes { name articleCount } }")
        .map((what) => `${one}${what}`),
    ),
  oneOf([...SOURCES, "none"]).map((name) => `source(name: ${name}) { id name baseUrl timeZone articleCount }`),
  fc
    .tuple(imageBy, listArguments, list)
    .map(([by, args, what]) => `image(by: ${by}) { id url articles${args} ${what} }`),
  imageBy.map((by) => `image(by: ${by}) { id width height status format }`),
  fc
    .tuple(images, fc.constantFrom("{ totalCount }", "{ nodes { url width status } pageInfo { hasNextPage } }"))
    .map(([args, what]) => `images${args} ${what}`),
  anyId.map((one) => `node(id: ${one}) { id ${ON_NODES} }`),
  fc.array(anyId, { minLength: 1, maxLength: 3 }).map((ids) => `nodes(ids: [${ids.join()}]) { id ${ON_NODES} }`),
  fc
    .tuple(
      words,
      filter,
      fc.constantFrom(
        "{ totalCount }",
        "{ edges { title score snippets node { slug } } }",
        "{ facets { tags { tag { name } count } } }",
      ),
    )
    .map(([query, where, what]) => `search(query: ${query}, first: 3${where && `, ${where}`}) ${what}`),
  oneOf(["a", "an", "ban", "r", "苹", ...TITLES]).map(
    (prefix) =>
      `suggest(prefix: ${prefix}) { ... on Article { title } ... on Author { a: name articleCount } ... on Category { c: name } ... on Tag { t: name } }`,
  ),
);

/** Any query of the schema, over what the writes of writes.ts can bring about. */
export const aQuestion: fc.Arbitrary<string> = fc
  // One field mostly: what depends on more goes sooner, and shows less.
  .oneof({ weight: 4, arbitrary: fc.tuple(field) }, fc.tuple(field, field))
  .map((fields) => `{ ${fields.map((one, at) => `f${at}: ${one}`).join(" ")} }`);
