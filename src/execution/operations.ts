import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from "graphql";
import { costOf } from "../limits/cost.ts";
import type { Values } from "./plan.ts";
import { createPlanner, type PlannedOperation } from "./planner.ts";
import { type Coerced, coerceVariables, type Given } from "./variables.ts";

/** An operation, with what of it is the same each time that it is asked. */
interface Operation {
  coerce(given: Given): Coerced;
  /** What it may cost at the most (limits/cost.ts). */
  cost(variables: Values): number;
  /** Null where it is left to another executor. */
  planned: PlannedOperation | null;
}

/** Null where the document has no such operation, or several. */
export type FindOperation = (document: DocumentNode, name: string | null | undefined) => Operation | null;

/** Finds operations, and keeps what is known of each for as long as its document is kept. */
export function createOperations(schema: GraphQLSchema): FindOperation {
  const planner = createPlanner(schema);
  const known = new WeakMap<DocumentNode, Map<string | null, Operation | null>>();

  function describe(document: DocumentNode, name: string | null): Operation | null {
    const operation = getOperationAST(document, name);
    if (!operation) return null;
    const fragments = fragmentsOf(document);
    return {
      coerce: (given) => coerceVariables(schema, operation, given),
      cost: countOnce(operation, (variables) => costOf({ schema, operation, fragments, variables })),
      planned: planner.plan(document, operation, fragments),
    };
  }

  function startOf(document: DocumentNode): Map<string | null, Operation | null> {
    const nothing = new Map<string | null, Operation | null>();
    known.set(document, nothing);
    return nothing;
  }

  return (document, name = null) => {
    const ofDocument = known.get(document) ?? startOf(document);
    const found = ofDocument.get(name);
    if (found !== undefined) return found;
    const described = describe(document, name);
    // A name that is not there may be any: nothing is kept of it.
    if (described !== null) ofDocument.set(name, described);
    return described;
  };
}

/** Without variables it is always the same. */
function countOnce(
  { variableDefinitions = [] }: OperationDefinitionNode,
  count: (variables: Values) => number,
): (variables: Values) => number {
  if (variableDefinitions.length > 0) return count;
  let counted: number | null = null;
  return (variables) => {
    counted ??= count(variables);
    return counted;
  };
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}
