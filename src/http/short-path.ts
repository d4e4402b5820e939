import { type DocumentNode, type ExecutionResult, getOperationAST, OperationTypeNode } from "graphql";
import type { Facts, Phase } from "../caller.ts";
import type { Context } from "../context.ts";
import type { Documents } from "../documents/documents.ts";
import { type ErrorCode, overloaded } from "../errors.ts";
import type { Gateway } from "../gateway.ts";
import type { Answer, AnswerAsked, Asked, LeftToYoga } from "./asked.ts";
import { answerType } from "./media-type.ts";
import { type Operation, readOperation } from "./operation.ts";

const UNTOUCHED: LeftToYoga = { result: null, document: null };

/**
 * Answers what nearly all requests are, operations in JSON, by Yoga's plugins and without its request and response. It
 * sends nothing but success, and that there is too much to do: a request that it cannot read, or whose document is not
 * valid, is left to Yoga as it is, and what was executed with errors, with its result. So one place words the others.
 */
export function createShortPath(gateway: Gateway, documents: Documents): AnswerAsked {
  return async (asked) => {
    const operation = readOperation(asked, documents);
    if (operation === null) return UNTOUCHED;
    const type = answerType(asked.headers.accept);
    if (type === null) return { result: null, document: operation.query };
    const { facts } = asked.caller;
    const enveloped = gateway.getEnveloped(initialContext(asked, operation));
    const document = validated(enveloped, operation, facts);
    if (document === null) return { result: null, document: operation.query };
    const contextValue: Context = await enveloped.contextFactory();
    const execution: Phase = { begun: performance.now(), ended: null };
    facts.execute = execution;
    const result = (await enveloped.execute({
      schema: enveloped.schema,
      document,
      contextValue,
      variableValues: operation.variables,
      operationName: operation.operationName,
    })) as ExecutionResult;
    execution.ended = performance.now();
    if (isRefused(result)) return refusal(`${type}; charset=utf-8`);
    if (result.errors !== undefined) return { result, document: operation.query };
    const isQuery = getOperationAST(document, operation.operationName)?.operation === OperationTypeNode.QUERY;
    return {
      status: 200,
      headers: { "content-type": `${type}; charset=utf-8` },
      body: JSON.stringify(result),
      context: isQuery ? contextValue : null,
    };
  };
}

const OVERLOADED: ErrorCode = "OVERLOADED";
const isRefused = ({ errors }: ExecutionResult): boolean => errors?.[0]?.extensions.code === OVERLOADED;

/** As Yoga would say it, at a third of what that takes: of ten times the load that can be answered, this is most of the work. */
function refusal(type: string): Answer {
  const error = overloaded();
  const { http, code } = error.extensions;
  return {
    status: http?.status ?? 503,
    headers: { ...http?.headers, "content-type": type },
    body: JSON.stringify({ errors: [{ message: error.message, extensions: { code } }] }),
    context: null,
  };
}

/** What Yoga's plugins see of a request: the one against mutations by GET asks for the method. */
const initialContext = ({ caller, method }: Asked, params: Operation) => ({
  params,
  request: { method },
  ...caller,
});

/** Null where the document is not to be executed: Yoga, when asked again, says why. */
function validated(
  enveloped: ReturnType<Gateway["getEnveloped"]>,
  { query }: Operation,
  facts: Facts,
): DocumentNode | null {
  try {
    const begun = performance.now();
    const document: DocumentNode = enveloped.parse(query);
    const parsed = performance.now();
    facts.parse = { begun, ended: parsed };
    const errors = enveloped.validate(enveloped.schema, document);
    facts.validate = { begun: parsed, ended: performance.now() };
    return errors.length === 0 ? document : null;
  } catch {
    return null;
  }
}
