import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  GraphQLID,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  TypeNameMetaFieldDef,
  visit,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import { getFieldDef } from "graphql/execution/execute.js";
import { getArgumentValues } from "graphql/execution/values.js";

/** Arguments or variables by name, coerced. */
export type Values = Readonly<Record<string, unknown>>;

/** What is done for one key of an object of the answer. */
export interface FieldPlan {
  key: string;
  /** All that ask for it; arguments are those of the first. */
  nodes: readonly FieldNode[];
  node: FieldNode;
  parentType: GraphQLObjectType;
  definition: GraphQLField<unknown, unknown>;
  /** Null where the value is what the object has by the field's name. */
  resolve: GraphQLFieldResolver<unknown, unknown> | null;
  /** Null where they depend on variables. */
  args: Values | null;
  /** Of `__typename`: all there is to it. */
  typename: string | null;
  type: TypePlan;
  /** Below it, by the type that the value turns out to have; planned when it first does. */
  below: Map<GraphQLObjectType, ObjectPlan>;
}

/** What is done for an object of the answer. */
export interface ObjectPlan {
  fields: readonly FieldPlan[];
  /** All keys, of an object with many: one to which V8 adds so many one by one becomes a slow one. Null of others. */
  blank: Readonly<Record<string, undefined>> | null;
}

/** How a value becomes a part of the answer. */
export type TypePlan = { nonNull: boolean } & (
  | { kind: "leaf"; type: GraphQLLeafType; isText: boolean }
  | { kind: "list"; item: TypePlan }
  | { kind: "object"; type: GraphQLObjectType }
  | { kind: "abstract"; type: GraphQLAbstractType }
);

/** An operation with what it spreads, and with fixed answers to all of its @skip and @include. */
export interface Selected {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  /** Of the variables that @skip and @include ask for. */
  conditions: Values;
  /** Hears of every field that is planned. */
  onPlanned: () => void;
}

/** What is done for the answer's root. */
export const planRoot = (selected: Selected, rootType: GraphQLObjectType): ObjectPlan =>
  planFields(
    selected,
    rootType,
    collectFields(selected.schema, selected.fragments, selected.conditions, rootType, selected.operation.selectionSet),
  );

/** What is done for a field's value that has that type. */
export function planBelow(selected: Selected, field: FieldPlan, type: GraphQLObjectType): ObjectPlan {
  const planned = field.below.get(type);
  if (planned !== undefined) return planned;
  const { schema, fragments, conditions } = selected;
  const below = planFields(selected, type, collectSubfields(schema, fragments, conditions, type, field.nodes));
  field.below.set(type, below);
  return below;
}

// V8's kFastPropertiesSoftLimit.
const MANY = 12;

function planFields(
  { schema, onPlanned }: Selected,
  parentType: GraphQLObjectType,
  collected: ReadonlyMap<string, readonly FieldNode[]>,
): ObjectPlan {
  const fields: FieldPlan[] = [];
  for (const [key, nodes] of collected) {
    const node = nodes[0];
    const definition = node && getFieldDef(schema, parentType, node);
    if (!node || !definition) continue;
    onPlanned();
    fields.push({
      key,
      nodes,
      node,
      parentType,
      definition,
      resolve: definition.resolve ?? null,
      args: constantArgs(definition, node),
      typename: definition === TypeNameMetaFieldDef ? parentType.name : null,
      type: planType(definition.type),
      below: new Map(),
    });
  }
  const blank = fields.length > MANY ? Object.fromEntries(fields.map(({ key }) => [key, undefined])) : null;
  return { fields, blank };
}

function planType(type: GraphQLOutputType): TypePlan {
  if (isNonNullType(type)) return { ...planType(type.ofType), nonNull: true };
  if (isListType(type)) return { kind: "list", nonNull: false, item: planType(type.ofType) };
  if (isLeafType(type)) {
    return { kind: "leaf", nonNull: false, type, isText: type === GraphQLString || type === GraphQLID };
  }
  if (isAbstractType(type)) return { kind: "abstract", nonNull: false, type };
  return { kind: "object", nonNull: false, type };
}

/** The arguments where every execution has the same; frozen, as executions share them. */
function constantArgs(definition: GraphQLField<unknown, unknown>, node: FieldNode): Values | null {
  let constant = true;
  for (const argument of node.arguments ?? []) {
    visit(argument, {
      Variable: () => {
        constant = false;
      },
    });
  }
  if (!constant) return null;
  try {
    return freeze(getArgumentValues(definition, node));
  } catch {
    // To be thrown where the field is executed.
    return null;
  }
}

function freeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
