import { type GraphQLError, type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from "graphql";
import type { Values } from "./plan.ts";

/** Values as a client sent them. */
export type Given = { readonly [name: string]: unknown } | null | undefined;

/** The variables of an operation as its types and defaults make them, or what is wrong with them. */
export type Coerced = { variables: Values; errors?: never } | { variables?: never; errors: readonly GraphQLError[] };

const NONE: Coerced = { variables: Object.freeze({}) };

/** As graphql-js does, which says what is wrong with fifty of them at the most. */
export function coerceVariables(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Given): Coerced {
  const { variableDefinitions = [] } = operation;
  if (variableDefinitions.length === 0) return NONE;
  const { errors, coerced } = getVariableValues(schema, variableDefinitions, given ?? {}, { maxErrors: 50 });
  return errors ? { errors } : { variables: coerced };
}
