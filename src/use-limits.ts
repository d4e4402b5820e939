import { type DocumentNode, type GraphQLError, parse } from "graphql";
import type { Plugin } from "graphql-yoga";
import { tooComplex } from "./errors.ts";
import { type Shape, shapeOf } from "./limits/shape.ts";

/** How large an operation may be; README's table of settings says what each is for. */
export interface Limits extends Shape {
  tokens: number;
  cost: number;
}

/**
 * Refuses documents that are larger than the limits, before they are validated: validation itself takes long for some.
 * What an operation costs, use-operations.ts asks.
 */
export function useLimits(limits: Limits): Plugin {
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
      return ({ result, setResult }) => {
        if (result.some(isAborted)) setResult([comparisonsError()]);
      };
    },
  };
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

// graphql-js has no other sign of it.
const isTooLong = (error: unknown): boolean => error instanceof Error && error.message.endsWith("Parsing aborted.");

// As graphql-js says that comparing fields of one name takes too long, in words that help nobody.
const isAborted = (error: unknown): boolean => error instanceof Error && error.message === "Validation aborted.";

const comparisonsError = (): GraphQLError =>
  tooComplex("The operation asks for the same fields too often in one place to be checked. Ask for each of them once.");

const tokensError = ({ tokens: limit }: Limits): GraphQLError =>
  tooComplex(`The document has more than ${limit} words and signs. Ask in several requests.`, { limit });
