import { type ExecutionResult, execute, getIntrospectionQuery, parse, validate } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Context, createContext } from "../../../src/context.ts";
import { createQueries } from "../../../src/db/queries/queries.ts";
import { createOperations } from "../../../src/execution/operations.ts";
import { exampleQueries } from "../../../src/http/examples.ts";
import { createImageAddresses } from "../../../src/images/addresses.ts";
import { createSigner } from "../../../src/images/signature.ts";
import type { Role } from "../../../src/roles.ts";
import { schema } from "../../../src/schema/schema.ts";
import { Folder } from "../../../src/text/fold.ts";
import { article, image, writeArticles } from "../../support/articles.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { executePlanned } from "../../support/planned.ts";

// The schema's own resolvers under both executors: graphql-js, and the one that is used.

let gateway: TestGateway;
let newContext: (role?: Role) => Context;
const find = createOperations(schema);

beforeAll(async () => {
  gateway = await startTestGateway();
  const articles = Array.from({ length: 5 }, (_, n) =>
    article({
      path: `${n}.md`,
      title: `Title ${n}`,
      publishedAt: n,
      authors: [`Author ${n % 2}`],
      categories: [["News", `Part ${n % 3}`]],
      images: [image(`https://img.example.com/${n}.jpg`)],
    }),
  );
  await writeArticles(gateway.database, articles);
  const images = createImageAddresses({
    service: "original",
    publicUrl: "https://news.example.com",
    signer: createSigner(Buffer.from("the secret of tests")),
  });
  const refuse = () => Promise.reject(new Error("nothing is written here"));
  const importer = { importArticles: refuse, deleteArticles: refuse };
  const deps = { db: createQueries(gateway.database), folder: new Folder(), importer, images };
  newContext = (role = "PUBLIC") => createContext(deps, { role });
});

afterAll(() => gateway.close());

async function expectTheSame(query: string, variables: Record<string, unknown> = {}, role?: Role) {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const expected = await execute({ schema, document, variableValues: variables, contextValue: newContext(role) });
  // Planned the first time, kept the second.
  for (let time = 0; time < 2; time++) {
    const actual = await executePlanned(find, document, { variableValues: variables, contextValue: newContext(role) });
    expect(asText(actual)).toEqual(asText(expected));
  }
  return expected;
}

const asText = ({ data, errors = [] }: ExecutionResult) => ({
  data: JSON.stringify(data),
  errors: errors.map((error) => JSON.stringify(error)).sort(),
});

const examples = exampleQueries({ category: ["News"], word: "title" }).filter(
  ({ query }) => !query.includes("mutation"),
);

test.each(examples)("the example $query", async ({ query, variables }) => {
  await expectTheSame(query, JSON.parse(variables ?? "{}"));
});

const PAGE = `fragment Page on Article { id title author { id name } categories { name path }
  headImage { url } images(first: 2) { totalCount edges { role node { url width } } } }`;

const QUERIES: [query: string, variables?: Record<string, unknown>, role?: Role][] = [
  [`{ articles(first: 3) { totalCount nodes { ...Page } pageInfo { endCursor hasNextPage } } } ${PAGE}`],
  [`{ categories(filter: {depth: 0}) { nodes { name articles(first: 2) { nodes { ...Page } } } } } ${PAGE}`],
  [
    "query ($n: Int = 2) { articles(first: $n) { nodes { next { title } previous { title } related(first: $n) { id } } } }",
  ],
  ["query ($n: Int = 2) { articles(first: $n) { totalCount } }", { n: 101 }],
  ["query ($by: ArticleBy!) { article(by: $by) { title } }", { by: { slug: "a", id: "b" } }],
  ["query ($by: ArticleBy!) { article(by: $by) { title } }", { by: { slug: null } }],
  ["query ($by: ArticleBy!) { article(by: $by) { title } }", { by: { slug: "nowhere" } }],
  ['{ good: articles(first: 1) { totalCount } bad: article(by: {id: "x"}) { id } }'],
  ["{ articles { nodes { title excerpt(length: 0) } } }"],
  ['{ articles { nodes { images(after: "x") { totalCount } } } }'],
  ["{ importRuns { totalCount } articles { totalCount } }"],
  ["{ importRuns { totalCount } articles { totalCount } }", {}, "IMPORTER"],
  ['{ suggest(prefix: "t") { __typename ... on Article { title } ... on Category { name } ... on Author { name } } }'],
  [
    "{ articles { nodes { body { html text outline { text } blocks { __typename id html ... on ParagraphBlock { text } ... on ImageBlock { image { url } } } } } } }",
  ],
  [
    "query ($p: Boolean!, $q: Boolean!) { articles { nodes { ...A @include(if: $p) ...A @include(if: $q) title @skip(if: $q) } } } fragment A on Article { id }",
    { p: true, q: false },
  ],
  [
    "query ($p: Boolean!, $q: Boolean!) { articles { nodes { ...A @include(if: $p) ...A @include(if: $q) title @skip(if: $q) } } } fragment A on Article { id }",
    { p: false, q: true },
  ],
  [getIntrospectionQuery()],
];

test.each(QUERIES)("%s with %o", async (query, variables, role) => {
  await expectTheSame(query, variables, role);
});

test("nodes of every type", async () => {
  const { data } = await expectTheSame(
    "{ articles { nodes { id author { id } categories { id } headImage { id } source { id } } } }",
  );
  const ids = [...JSON.stringify(data).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id);
  await expectTheSame(
    `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Article { title } ... on Author { name } ... on Category { path }
      ... on Image { url } ... on Source { name } } node(id: "x") { id } }`,
    { ids: [...new Set(ids), "QXJ0aWNsZTo5OTk5"] },
  );
});
