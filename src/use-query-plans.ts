import type { GraphQLSchema } from "graphql";
import type { Plugin } from "graphql-yoga";
import { executeQuery } from "./execution/execute-query.ts";
import { createPlanner } from "./execution/planner.ts";

/** Executes queries by plans that are kept; what cannot be planned, as mutations, is executed as it was. */
export function useQueryPlans(schema: GraphQLSchema): Plugin {
  const planner = createPlanner(schema);
  return {
    onExecute({ args, setExecuteFn }) {
      const planned = planner.find(args.document, args.operationName);
      if (planned !== null) setExecuteFn((given) => executeQuery(planned, given));
    },
  };
}
