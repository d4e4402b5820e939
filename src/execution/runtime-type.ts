import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  isObjectType,
} from "graphql";
import { inspect } from "graphql/jsutils/inspect.js";
import type { FieldPlan } from "./plan.ts";
import type { ResolveInfo, Run } from "./run.ts";

/** The name of the type that a value of an abstract type has, as its schema tells it: to be checked. */
export const runtimeTypeName = (run: Run, type: GraphQLAbstractType, value: unknown, info: ResolveInfo): unknown =>
  (type.resolveType ?? defaultTypeResolver)(value, run.context, info, type);

/**
 * The type of that name.
 * @throws GraphQLError in graphql-js's words where it is none that a value of the abstract type can have.
 */
export function checkedType(
  run: Run,
  field: FieldPlan,
  abstract: GraphQLAbstractType,
  name: unknown,
  value: unknown,
): GraphQLObjectType {
  const { schema } = run.selected;
  const type = typeof name === "string" ? schema.getType(name) : undefined;
  if (isObjectType(type) && schema.isSubType(abstract, type)) return type;
  const at = `${field.parentType.name}.${field.definition.name}`;
  if (name == null) {
    throw new GraphQLError(
      `Abstract type "${abstract.name}" must resolve to an Object type at runtime for field "${at}". Either the "${abstract.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes: field.nodes },
    );
  }
  if (typeof name !== "string") {
    throw new GraphQLError(
      `Abstract type "${abstract.name}" must resolve to an Object type at runtime for field "${at}" with value ${inspect(value)}, received "${inspect(name)}".`,
    );
  }
  const problem =
    type === undefined
      ? `Abstract type "${abstract.name}" was resolved to a type "${name}" that does not exist inside the schema.`
      : isObjectType(type)
        ? `Runtime Object type "${type.name}" is not a possible type for "${abstract.name}".`
        : `Abstract type "${abstract.name}" was resolved to a non-object type "${name}".`;
  throw new GraphQLError(problem, { nodes: field.nodes });
}
