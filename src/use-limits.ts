import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Caller } from "./caller.ts";
import { tooComplex } from "./errors.ts";
import { costOf } from "./limits/cost.ts";
import { type Shape, shapeOf } from "./limits/shape.ts";

/** How large an operation may be; README's table of settings says what each is for. */
export interface Limits extends Shape {
  tokens: number;
  cost: number;
}

/**
 * Refuses operations that are larger than the limits: documents by their shape before they are validated, since validation
 * itself takes long for some, and operations by their cost before they are executed.
 */
export function useLimits(limits: Limits): Plugin<Caller> {
  const shapes = new WeakMap<DocumentNode, GraphQLError | null>();
  const isTooLarge = (document: DocumentNode): GraphQLError | null => {
    const known = shapes.get(document);
    if (known !== undefined) return known;
    const error = shapeError(shapeOf(document), limits);
    shapes.set(document, error);
    return error;
  };
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        try {
          return parse(source, { ...options, maxTokens: limits.tokens });
        } catch (error) {
          throw isTooLong(error) ? tokensError(limits) : error;
        }
      });
    },
    onValidate({ params, setResult }) {
      const error = isTooLarge(params.documentAST);
      if (error) setResult([error]);
    },
    onExecute({ args: { schema, document, operationName, variableValues, contextValue }, setResultAndStopExecution }) {
      const operation = getOperationAST(document, operationName);
      // Execution says that there is none, or what is wrong with the variables.
      const cost = operation && costOfOperation(schema, document, operation, variableValues ?? {});
      contextValue.facts.cost = cost ?? null;
      if (cost != null && cost > limits.cost) setResultAndStopExecution({ errors: [costError(cost, limits)] });
    },
  };
}

function costOfOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: Record<string, unknown>,
): number | null {
  const definitions = operation.variableDefinitions ?? [];
  // What is wrong with them, execution says: here the first of perhaps a hundred thousand items is enough.
  const { coerced: variables } = getVariableValues(schema, definitions, values, { maxErrors: 1 });
  if (variables === undefined) return null;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  return costOf({ schema, operation, fragments, variables });
}

const WHAT: Record<keyof Shape, string> = {
  depth: "fields inside one another",
  fields: "fields, those of its fragments counted where they are spread",
  aliases: "aliases",
  directives: "directives",
};

function shapeError(shape: Shape, limits: Limits): GraphQLError | null {
  const over = (Object.keys(WHAT) as (keyof Shape)[]).find((part) => shape[part] > limits[part]);
  if (over === undefined) return null;
  const limit = limits[over];
  return tooComplex(`The operation has more than ${limit} ${WHAT[over]}. Ask in several requests.`, { limit });
}

const costError = (cost: number, { cost: limit }: Limits): GraphQLError =>
  tooComplex(
    `The operation may cost ${cost}, and ${limit} is the most: 1 for each object that it may find. Ask for shorter pages, or in several requests.`,
    { cost, limit },
  );

// graphql-js has no other sign of it.
const isTooLong = (error: unknown): boolean => error instanceof Error && error.message.endsWith("Parsing aborted.");

const tokensError = ({ tokens: limit }: Limits): GraphQLError =>
  tooComplex(`The document has more than ${limit} words and signs. Ask in several requests.`, { limit });
