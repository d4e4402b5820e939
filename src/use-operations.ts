import type { GraphQLError, GraphQLSchema } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Caller } from "./caller.ts";
import { tooComplex } from "./errors.ts";
import { executeQuery } from "./execution/execute-query.ts";
import { createOperations } from "./execution/operations.ts";

/**
 * Coerces the variables of an operation once, refuses it where it may cost more than the limit, and executes queries by
 * plans that are kept; what cannot be planned, as mutations, is executed as it was.
 */
export function useOperations(schema: GraphQLSchema, limit: number): Plugin<Caller> {
  const find = createOperations(schema);
  return {
    onExecute({ args, setExecuteFn, setResultAndStopExecution }) {
      const operation = find(args.document, args.operationName);
      // Execution says that there is none.
      if (operation === null) return;
      const { errors, variables } = operation.coerce(args.variableValues);
      if (errors) return setResultAndStopExecution({ errors });
      const cost = operation.cost(variables);
      args.contextValue.facts.cost = cost;
      if (cost > limit) return setResultAndStopExecution({ errors: [costError(cost, limit)] });
      const { planned } = operation;
      if (planned !== null) setExecuteFn((given) => executeQuery(planned, given, variables));
    },
  };
}

const costError = (cost: number, limit: number): GraphQLError =>
  tooComplex(
    `The operation may cost ${cost}, and ${limit} is the most: 1 for each object that it may find. Ask for shorter pages, or in several requests.`,
    { cost, limit },
  );
