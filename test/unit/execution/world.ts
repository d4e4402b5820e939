import {
  buildSchema,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  responsePathAsArray,
} from "graphql";

// A schema with one of everything, whose resolvers do what can be done: by a seed, and by where they are asked.

const SDL = `
  type Query { ${fields("A")} meta(by: One!): String }
  interface Node { id: ID! self: A }
  type A implements Node { id: ID! self: A ${fields("B")} }
  type B implements Node { id: ID! self: A name: String! other: B }
  union Either = A | B
  enum Color { RED GREEN }
  input In { x: Int = 3 in: In text: String! list: [String] }
  input One @oneOf { a: String b: Int }
`;

function fields(type: string): string {
  return `one: ${type} sure: ${type}! many: [${type}] some: [${type}!] all: [${type}!]! grid: [[${type}!]] node: Node
    nodes: [Node!] either: Either text: String certain: String! color: Color on: Boolean size: Float
    count(x: Int, in: In, list: [Int!], color: Color = RED): Int`;
}

/** What resolvers have seen of where they stand. */
export interface World {
  seed: number;
  /** Whether resolvers may return promises. */
  async: boolean;
  /** Of a hundred fields, so many fail in some way. */
  failing: number;
  seen: string[];
}

/** The schema; the context of an execution is its world. */
export function createWorldSchema(): GraphQLSchema {
  const schema = buildSchema(SDL);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type) && !type.name.startsWith("__")) {
      type.resolveType = (value: { type: string }, world: World, info) =>
        later(value.type, world, hash(world, info, "type"));
    }
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    // One type is asked whether a value is of it.
    if (type.name === "B") {
      type.isTypeOf = (value: { type: string }, world: World, info) =>
        later(value.type === "B", world, hash(world, info, "is")) as boolean;
    }
    for (const field of Object.values(type.getFields())) field.resolve = resolve;
  }
  return schema;
}

const resolve: GraphQLFieldResolver<unknown, World> = (_source, args, world, info) => {
  world.seen.push(describe(args, info));
  const chance = hash(world, info, "fails");
  if (chance % 100 >= world.failing) return later(value(info.returnType, world, info, 0), world, chance);
  return failed(`fault at ${responsePathAsArray(info.path).join(".")}`, world, hash(world, info, "how"));
};

/** Where promises are, only by promises: graphql-js does not handle all of its own once it has thrown. */
function failed(message: string, { async }: World, chance: number): unknown {
  const kind = chance % 4;
  if (!async && kind === 0) throw new Error(message);
  const outcome = kind === 1 ? new Error(message) : kind === 2 ? null : { not: "fit" };
  return async ? turns(outcome, chance, kind === 0 ? new Error(message) : null) : outcome;
}

function value(type: unknown, world: World, info: GraphQLResolveInfo, depth: number): unknown {
  if (isNonNullType(type)) return value(type.ofType, world, info, depth);
  if (isListType(type)) {
    const length = hash(world, info, `length ${depth}`) % 4;
    return Array.from({ length }, (_, index) => {
      const chance = hash(world, info, `item ${depth} ${index}`);
      if (chance % 200 < world.failing && chance % 4 !== 0) return failed(`item ${index}`, world, chance);
      return later(value(type.ofType, world, info, depth + 1 + index), world, chance);
    });
  }
  const named = getNamedType(info.returnType);
  if (isAbstractType(named)) return { type: hash(world, info, `kind ${depth}`) % 2 === 0 ? "A" : "B" };
  if (isObjectType(named)) return { type: named.name };
  if (isEnumType(named)) return "GREEN";
  const leaves: Record<string, unknown> = { String: "text", ID: "id", Boolean: true, Float: 1.5, Int: 7 };
  return leaves[named.name];
}

const later = <Value>(kept: Value, { async }: World, chance: number): Value | Promise<Value> =>
  async && chance % 3 > 0 ? turns(kept, chance) : kept;

async function turns<Value>(kept: Value, chance: number, error: Error | null = null): Promise<Value> {
  for (let turn = chance % 7; turn > 0; turn--) await null;
  if (error !== null) throw error;
  return kept;
}

/** All that a resolver is told, in words. */
function describe(args: object, info: GraphQLResolveInfo): string {
  const { fieldName, fieldNodes, fragments, operation, parentType, path, returnType, variableValues } = info;
  return JSON.stringify({
    args,
    fieldName,
    nodes: fieldNodes.map(({ loc }) => [loc?.start, loc?.end]),
    fragments: Object.keys(fragments),
    operation: operation.loc?.start,
    parentType: String(parentType),
    path: typed(path),
    returnType: String(returnType),
    variableValues,
    root: info.rootValue,
    schema: info.schema.getQueryType()?.name,
  });
}

const typed = (path: GraphQLResolveInfo["path"] | undefined): unknown[] =>
  path === undefined ? [] : [...typed(path.prev), [path.key, path.typename]];

// FNV-1a.
function hash({ seed }: World, info: GraphQLResolveInfo, salt: string): number {
  let sum = 2166136261 ^ seed;
  for (const char of `${salt} ${responsePathAsArray(info.path).join(".")}`) {
    sum = Math.imul(sum ^ char.charCodeAt(0), 16777619);
  }
  return (sum ^ (sum >>> 15)) >>> 0;
}
