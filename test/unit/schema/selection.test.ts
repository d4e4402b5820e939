import { buildSchema, execute, type GraphQLResolveInfo, parse } from "graphql";
import { expect, test } from "vitest";
import { NODES, type SelectedFields, selectedFields } from "../../../src/schema/selection.ts";

const schema = buildSchema(`
  type Query { list: Connection }
  type Connection { nodes: [Node] edges: [Edge] }
  type Edge { node: Node }
  type Node { a: Int b: Int c: Int d: Int other: Node }
`);

function fieldsOf(query: string): string[] {
  let found: SelectedFields | undefined;
  const list = (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
    found = selectedFields(info, NODES);
  };
  execute({ schema, document: parse(query), rootValue: { list } });
  return [...(found?.keys() ?? [])].sort();
}

test.each([
  ["{ list { nodes { a b } } }", ["a", "b"]],
  ["{ list { nodes { a } edges { node { b } } } }", ["a", "b"]],
  ["{ list { nodes { x: a } } list { nodes { b } } }", ["a", "b"]],
  [
    "{ list { ...F ... on Connection { nodes { b ... { c } } } } } fragment F on Connection { nodes { ...G } } fragment G on Node { a }",
    ["a", "b", "c"],
  ],
  ["{ list { nodes { other { a } } } }", ["other"]],
  ["{ list { __typename } }", []],
])("%s", (query, fields) => {
  expect(fieldsOf(query)).toEqual(fields);
});

test("fragments that spread each other twice, 30 levels deep, are read once each", () => {
  const levels = Array.from({ length: 30 }, (_, n) => `fragment F${n} on Node { ...F${n + 1} ... { ...F${n + 1} } }`);
  // Only the names are collected here: nothing of the kind would be executed.
  const document = parse(`{ list { nodes { ...F0 } } } ${levels.join(" ")} fragment F30 on Node { a }`);
  const fragments = Object.fromEntries(
    document.definitions.flatMap((node) => (node.kind === "FragmentDefinition" ? [[node.name.value, node]] : [])),
  );
  const operation = document.definitions[0];
  const fieldNodes = operation?.kind === "OperationDefinition" ? operation.selectionSet.selections : [];
  const info = { fieldNodes, fragments } as unknown as GraphQLResolveInfo;
  expect([...selectedFields(info, NODES).keys()]).toEqual(["a"]);
});
