import { expect, test } from "vitest";
import { comparable, firstDifference } from "../../../bench/api/agreement.ts";
import { inOurShape } from "../../../bench/api/postgraphile-queries.ts";

// What the benchmark takes for the same answer.

const id = (text: string) => Buffer.from(text).toString("base64");

test("ids, instants and cursors are compared by what they mean", () => {
  const ours = { id: id("Article:12"), publishedAt: "2020-01-01T00:00:00.000Z", endCursor: "abc" };
  const theirs = { endCursor: "xyz", publishedAt: "2020-01-01T01:00:00+01:00", id: id('["Article","12"]') };
  expect(firstDifference(comparable(theirs), comparable(ours))).toBeNull();
});

test("another id, a missing cursor, another value and another length are told with their place", () => {
  const page = { nodes: [{ id: id("Article:12"), title: "One" }], pageInfo: { endCursor: "abc" } };
  const differs = (other: unknown) => firstDifference(comparable(other), comparable(page));
  expect(differs({ ...page, nodes: [{ id: id("Article:13"), title: "One" }] })).toContain("nodes.0.id");
  expect(differs({ ...page, pageInfo: { endCursor: null } })).toBe('pageInfo.endCursor: null instead of "a cursor"');
  expect(differs({ ...page, nodes: [{ ...page.nodes[0], title: "Two" }] })).toBe(
    'nodes.0.title: "Two" instead of "One"',
  );
  expect(differs({ ...page, nodes: [] })).toContain("nodes.0: nothing instead of");
  expect(differs({ pageInfo: page.pageInfo })).toContain("nodes: nothing instead of");
});

test("an answer of PostGraphile's comes in the project's shape", () => {
  const theirs = {
    _is: { articles: { nodes: [{ _is: { tags_list: { nodes: [{ _is: { name: "a" } }] }, author: null } }] } },
  };
  expect(inOurShape(theirs)).toEqual({ articles: { nodes: [{ tags: [{ name: "a" }], author: null }] } });
});
