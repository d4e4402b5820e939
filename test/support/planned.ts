import type { DocumentNode, ExecutionResult } from "graphql";
import { type ExecutionInput, executeQuery } from "../../src/execution/execute-query.ts";
import type { FindOperation } from "../../src/execution/operations.ts";
import type { Given } from "../../src/execution/variables.ts";

/** Executes the only operation of a document as the gateway does: by its plan, with variables as a client sends them. */
export async function executePlanned(
  find: FindOperation,
  document: DocumentNode,
  { variableValues, ...input }: ExecutionInput & { variableValues?: Given } = {},
): Promise<ExecutionResult> {
  const operation = find(document, null);
  if (!operation?.planned) throw new Error("It was not planned.");
  const { errors, variables } = operation.coerce(variableValues);
  return errors ? { errors } : executeQuery(operation.planned, input, variables);
}
