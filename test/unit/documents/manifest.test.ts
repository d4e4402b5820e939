import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { checkDocuments, ManifestError, readManifest } from "../../../src/documents/manifest.ts";
import { schema } from "../../../src/schema/schema.ts";

const PAGE = "query Page { articles { nodes { title } } }";
const SHA256 = createHash("sha256").update(PAGE).digest("hex");
const MD5 = createHash("md5").update(PAGE).digest("hex");

const apollo = (operations: unknown, more = {}) =>
  JSON.stringify({ format: "apollo-persisted-query-manifest", version: 1, operations, ...more });

test.each([
  ["Apollo's", apollo([{ id: SHA256, name: "Page", type: "query", body: PAGE }]), [SHA256, `sha256:${SHA256}`]],
  ["Relay's", JSON.stringify({ [MD5]: PAGE }), [MD5]],
  ["GraphQL Code Generator's", JSON.stringify({ [SHA256]: PAGE }), [SHA256, `sha256:${SHA256}`]],
  ["gql.tada's", JSON.stringify({ [`sha256:${SHA256}`]: PAGE }), [SHA256, `sha256:${SHA256}`]],
  ["one with names", JSON.stringify({ Page: PAGE, format: PAGE }), ["Page", "format"]],
])("%s manifest", (_whose, text, ids) => {
  expect(readManifest(text)).toEqual(new Map(ids.map((id) => [id, PAGE])));
});

test.each([
  ["no JSON", "{", /^it is not JSON: /],
  ["a list", "[]", /^it takes Apollo's manifest .* or an object of ids and documents/],
  ["null", "null", /^it takes Apollo's manifest/],
  ["something else", JSON.stringify({ a: { b: "c" } }), /^it takes Apollo's manifest/],
  ["another version of Apollo's", apollo([], { version: 2 }), /version 1 of apollo-persisted-query-manifest/],
  ["no operations", apollo({}), /^it takes Apollo's manifest/],
  ["an operation without a body", apollo([{ id: "a" }]), /^it takes Apollo's manifest/],
  ["an id twice", apollo([1, 2].map(() => ({ id: "a", body: PAGE }))), /the id "a" more than once/],
  ["nothing in it", "{}", /there is no document in it/],
])("%s is refused, and the reason said", (_what, text, says) => {
  expect(() => readManifest(text)).toThrow(ManifestError);
  expect(() => readManifest(text)).toThrow(says);
});

test("documents that cannot be executed are named, each with the first reason, and not all of many", () => {
  checkDocuments(new Map([["page", PAGE]]), schema);
  const broken = new Map([
    ["page", PAGE],
    ["typo", "{ articels { totalCount } }"],
    ["cut", "{ articles {"],
    ["again", "{ articels { totalCount } }"],
  ]);
  expect(() => checkDocuments(broken, schema)).toThrow(
    /^2 of its 3 documents cannot be executed: typo: Cannot query field "articels".*; cut: Syntax Error: Expected Name, found <EOF>\.$/,
  );
  const many = new Map(Array.from({ length: 12 }, (_, n) => [`d${n}`, `{ nothing${n} }`]));
  expect(() => checkDocuments(many, schema)).toThrow(/^12 of its 12 documents .*; and 7 more$/);
});
