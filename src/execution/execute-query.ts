import { type ExecutionResult, GraphQLError } from "graphql";
import { executeFields, newObject } from "./execute-fields.ts";
import type { Values } from "./plan.ts";
import type { PlannedOperation, QueryPlan } from "./planner.ts";
import type { Place, Run } from "./run.ts";

/** What an operation is executed with, beside its variables. */
export interface ExecutionInput {
  rootValue?: unknown;
  contextValue?: unknown;
}

/**
 * Executes a query as graphql-js would (the specification's chapter 6); what it answers is the same, errors included. What
 * depends on the document and the schema alone is planned once and kept. Values go into the answer where they belong, and
 * it is complete once no promise is pending: an object or a list costs no promise of its own.
 * @param variables - coerced.
 */
export function executeQuery(
  planned: PlannedOperation,
  { rootValue, contextValue }: ExecutionInput,
  variables: Values,
): ExecutionResult | Promise<ExecutionResult> {
  let plan: QueryPlan;
  try {
    plan = planned.plan(variables);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [error], data: null };
  }
  const { selected, root } = plan;
  const run: Run = {
    selected,
    rootValue,
    context: contextValue,
    variables,
    args: new Map(),
    errors: [],
    pending: 0,
    finish: null,
  };
  const data: Place = {
    parent: null,
    key: "data",
    typename: undefined,
    value: newObject(root),
    nullable: true,
    nulled: false,
  };
  executeFields(run, root, rootValue, data);
  if (run.pending === 0) return resultOf(run, data);
  return new Promise((resolve) => {
    run.finish = () => resolve(resultOf(run, data));
  });
}

function resultOf({ errors }: Run, { value, nulled }: Place): ExecutionResult {
  const data = nulled ? null : value;
  return errors.length === 0 ? { data } : { errors, data };
}
