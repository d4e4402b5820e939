import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

declare module "graphql" {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /** What the field takes beside the objects that it finds, as a search does, or what it takes by its arguments; 0 where left out. */
    cost?: number | ((args: Readonly<Record<string, unknown>>) => number);
    /** Objects that it finds where it is a list, for one whose arguments allow for more than there can be. */
    length?: number;
  }
}

/** An operation as it is asked. */
export interface Asked {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** As graphql-js coerces them, with their defaults. */
  variables: Readonly<Record<string, unknown>>;
}

/** Objects of a list whose length no argument bounds, as the authors of an article. */
const USUAL_LENGTH = 10;
/** Objects of a page where neither first nor last is given. */
const USUAL_PAGE = 20;
/** What is asked of the schema itself lies in memory, and validation bounds how deep it goes. */
const INTROSPECTION = 100;

/**
 * What an operation comes to at the most: 1 for each object that it may find, and what its fields say they take beside.
 * Lists count as long as their arguments allow, be these literals, variables or defaults; what @skip and @include leave
 * out is free. It takes as long as the document is, whatever its fragments spread to.
 */
export function costOf({ schema, operation, fragments, variables }: Asked): number {
  const known = new Map<SelectionSetNode, Map<string, number>>();

  /** @param page - objects of the page that the selection is made of, where it is. */
  const costOfSet = (set: SelectionSetNode, type: GraphQLNamedType, page: number): number => {
    const costs = known.get(set) ?? new Map<string, number>();
    known.set(set, costs);
    const place = `${type.name} ${page}`;
    const cost = costs.get(place) ?? sum(set.selections.map((selection) => costOfSelection(selection, type, page)));
    costs.set(place, cost);
    return cost;
  };

  const costOfSelection = (selection: SelectionNode, type: GraphQLNamedType, page: number): number => {
    if (!isIncluded(selection, variables)) return 0;
    if (selection.kind === Kind.FIELD) return costOfField(selection, type, page);
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
    if (fragment === undefined) return 0;
    const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
    return costOfSet(fragment.selectionSet, condition ?? type, page);
  };

  const costOfField = (node: FieldNode, parent: GraphQLNamedType, page: number): number => {
    const field = fieldOf(parent, node.name.value);
    if (field === undefined) return node.selectionSet ? INTROSPECTION : 0;
    const { cost = 0 } = field.extensions;
    if (node.selectionSet === undefined && typeof cost === "number") return cost;
    const args = argumentsOf(field, node, variables);
    const own = typeof cost === "number" ? cost : cost(args);
    if (node.selectionSet === undefined) return own;
    const type = getNamedType(field.type);
    if (isConnection(type)) return own + costOfSet(node.selectionSet, type, pageOf(args));
    const length = isListType(getNullableType(field.type))
      ? (field.extensions.length ?? lengthOf(args, isConnection(parent) ? page : USUAL_LENGTH))
      : 1;
    const each = isPlumbing(type) ? 0 : 1;
    return own + length * (each + costOfSet(node.selectionSet, type, page));
  };

  const root = schema.getRootType(operation.operation);
  return root ? costOfSet(operation.selectionSet, root, USUAL_PAGE) : 0;
}

function isIncluded(node: SelectionNode, variables: Asked["variables"]): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
}

/** Undefined for what every type has, or the schema itself: `__typename`, `__schema`. */
function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isCompositeType(type) && !isUnionType(type) ? type.getFields()[name] : undefined;
}

const hasField = (type: GraphQLNamedType, name: string): boolean => fieldOf(type, name) !== undefined;

const isConnection = (type: GraphQLNamedType): boolean => hasField(type, "pageInfo");

/** What stands between a list and its objects. */
const isPlumbing = (type: GraphQLNamedType): boolean =>
  hasField(type, "hasNextPage") || (hasField(type, "cursor") && hasField(type, "node"));

type Arguments = Readonly<Record<string, unknown>>;

function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Asked["variables"]): Arguments {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    // Execution says what is wrong with them, and finds nothing there.
    return {};
  }
}

const pageOf = ({ first, last }: Arguments): number => atLeast0(first ?? last) ?? USUAL_PAGE;

function lengthOf({ first, ids }: Arguments, otherwise: number): number {
  return atLeast0(first) ?? (Array.isArray(ids) ? ids.length : otherwise);
}

const atLeast0 = (size: unknown): number | undefined => (typeof size === "number" ? Math.max(size, 0) : undefined);

const sum = (costs: readonly number[]): number => costs.reduce((total, cost) => total + cost, 0);
