import { readFileSync } from "node:fs";
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  parse,
  printSchema,
  validate,
} from "graphql";
import { serverAudits } from "graphql-http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleQueries } from "../../../src/http/examples.ts";
import { schema } from "../../../src/schema/schema.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.close());

test("schema.graphql is what the code says (npm run schema writes it)", () => {
  const file = readFileSync(new URL("../../../schema.graphql", import.meta.url), "utf8");
  expect(file).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
});

test("every type, field, argument and enum value is described", () => {
  const bare: string[] = [];
  const note = (name: string, thing: { description?: string | null | undefined }) => {
    if (!thing.description) bare.push(name);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (/^(__|String$|Int$|Float$|Boolean$|ID$)/.test(type.name)) continue;
    note(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) note(`${type.name}.${value.name}`, value);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      note(`${type.name}.${field.name}`, field);
      if ("args" in field) for (const arg of field.args) note(`${type.name}.${field.name}(${arg.name})`, arg);
    }
  }
  expect(bare).toEqual([]);
});

test("every example of GraphiQL is valid", () => {
  for (const { query } of exampleQueries({ category: ["News"], word: "news" }))
    expect(validate(schema, parse(query))).toEqual([]);
});

test("every list is a connection that a page of at most 100 is read from", () => {
  const query = schema.getQueryType();
  const lists = Object.values(query?.getFields() ?? {}).filter((field) =>
    getNamedType(field.type).name.endsWith("Connection"),
  );
  // A search is read from its best match on, and in no other direction.
  const search = lists.find((field) => field.name === "search");
  expect(search?.args.map((arg) => arg.name).sort()).toEqual(["after", "filter", "first", "query"]);
  expect(lists.map((field) => field.name).sort()).toEqual([
    "articles",
    "authors",
    "categories",
    "images",
    "importRuns",
    "search",
    "sources",
    "tags",
  ]);
  for (const field of lists) {
    const ends = field === search ? ["first", "after"] : ["first", "after", "last", "before"];
    expect(field.args.map((arg) => arg.name)).toEqual(expect.arrayContaining(ends));
    expect(Object.keys((getNamedType(field.type) as unknown as { getFields(): object }).getFields())).toEqual(
      expect.arrayContaining(["edges", "nodes", "pageInfo", "totalCount"]),
    );
  }
});

describe("GraphQL over HTTP", () => {
  // The suite of graphql-http: https://github.com/graphql/graphql-http#audits
  for (const audit of serverAudits({ url: () => gateway.url, fetchFn: fetch })) {
    test(audit.name, async () => {
      const result = await audit.fn();
      expect(result.status === "ok" ? "ok" : result).toBe("ok");
    });
  }
});
