import { getIntrospectionQuery } from "graphql";
import { serverAudits } from "graphql-http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

// INTROSPECTION=off, and with it TRUSTED_ONLY=on: what is told of the schema then, and which audits that gives up.

let hidden: TestGateway;
let hardened: TestGateway;

beforeAll(async () => {
  const introspection = false;
  [hidden, hardened] = await Promise.all([
    startTestGateway(undefined, undefined, undefined, { introspection }),
    startTestGateway(undefined, undefined, undefined, {
      introspection,
      trusted: new Map([["typename", "{ __typename }"]]),
      trustedOnly: true,
    }),
  ]);
});

afterAll(() => Promise.all([hidden.close(), hardened.close()]));

test("the schema cannot be asked for, however it is asked", async () => {
  for (const query of [
    getIntrospectionQuery(),
    "{ a: __schema { queryType { name } } }",
    '{ __typename __type(name: "Article") { name } }',
    "{ ...F } fragment F on Query { ... on Query { __schema { types { name } } } }",
  ]) {
    const { status, data, errors } = await hidden.ask(query);
    expect([status, data]).toEqual([400, undefined]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      message: expect.stringMatching(/^__(schema|type) is switched off here/),
      extensions: { code: "INTROSPECTION_DISABLED" },
    });
  }
});

test("__typename tells what an object is, as ever", async () => {
  const { data } = await hidden.ask('{ __typename articles { __typename } node(id: "QXJ0aWNsZTox") { __typename } }');
  expect(data).toEqual({ __typename: "Query", articles: { __typename: "ArticleConnection" }, node: null });
});

const SLIPS: [what: string, query: string, variables?: Record<string, unknown>][] = [
  ["a field", "{ articels { totalCount } }"],
  ["a field without its own", "{ articles }"],
  ["an argument", "{ articles(frist: 1) { totalCount } }"],
  ["a type", "query ($by: ArticelBy) { __typename }"],
  ["a fragment's type", "{ ...F } fragment F on Articel { id }"],
  ["an input's field", '{ article(by: {slgu: "a"}) { id } }'],
  ["an enum", "{ articles(orderBy: {field: TITEL}) { totalCount } }"],
  ["an enum in quotes", '{ articles(orderBy: {field: "TITLE"}) { totalCount } }'],
  [
    "an enum in a variable",
    "query ($o: ArticleOrder) { articles(orderBy: $o) { totalCount } }",
    { o: { field: "TITEL" } },
  ],
  ["a field in a variable", "query ($by: ArticleBy!) { article(by: $by) { id } }", { by: { slgu: "a" } }],
];

test.each(SLIPS)("an error about %s suggests nothing", async (_what, query, variables) => {
  const { errors } = await hidden.ask(query, variables);
  expect(errors.length).toBeGreaterThan(0);
  for (const { message } of errors) expect(message).not.toMatch(/did you mean/i);
  // Asked for again, from what is kept of validation.
  expect(JSON.stringify((await hidden.ask(query, variables)).errors)).not.toMatch(/did you mean/i);
});

test("with introspection, the same errors suggest what was meant: there is something to be hidden", async () => {
  const telling = await startTestGateway();
  const said = await Promise.all(SLIPS.map(([, query, variables]) => telling.ask(query, variables)));
  await telling.close();
  expect(said.filter(({ errors }) => /did you mean/i.test(JSON.stringify(errors))).length).toBeGreaterThan(6);
});

describe("GraphQL over HTTP", () => {
  const failing = async ({ url }: TestGateway): Promise<string[]> => {
    const failed: string[] = [];
    for (const audit of serverAudits({ url: () => url, fetchFn: fetch })) {
      if ((await audit.fn()).status !== "ok") failed.push(audit.name);
    }
    return failed;
  };

  // They ask for __type with a variable.
  const BY_INTROSPECTION = [
    "SHOULD allow map {variables} parameter when accepting application/graphql-response+json",
    "MUST allow map {variables} parameter when accepting application/json",
    "MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json",
    "MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json",
  ];

  test("without introspection, those two are given up, in both types, that ask for the schema", async () => {
    expect(await failing(hidden)).toEqual(BY_INTROSPECTION);
  });

  // They bring a document of their own: 403, where others are answered with 200 or 400.
  const BY_DOCUMENT = [
    "MUST accept utf-8 encoded request",
    "SHOULD allow string {operationName} parameter when accepting application/graphql-response+json",
    "MUST allow string {operationName} parameter when accepting application/json",
    ...BY_INTROSPECTION,
    "SHOULD use 200 status code on document parsing failure when accepting application/json",
    "SHOULD use 200 status code on document validation failure when accepting application/json",
    "SHOULD use a status code of 200 on variable coercion failure when accepting application/json",
    "SHOULD use 400 status code on document parsing failure when accepting application/graphql-response+json",
    "SHOULD use 400 status code on document validation failure when accepting application/graphql-response+json",
    "SHOULD use a status code of 400 on variable coercion failure when accepting application/graphql-response+json",
  ];

  test("where only trusted documents are executed, those are given up that bring others", async () => {
    expect(await failing(hardened)).toEqual(BY_DOCUMENT);
  });
});
