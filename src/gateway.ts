import type { DocumentNode } from "graphql";
import { createYoga, type YogaServerInstance } from "graphql-yoga";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { Caller } from "./caller.ts";
import { type Context, type ContextDeps, createContext } from "./context.ts";
import { DOCUMENT_IDS, type Documents } from "./documents/documents.ts";
import type { Load } from "./load.ts";
import { schema } from "./schema/schema.ts";
import { Folder } from "./text/fold.ts";
import { useDocuments } from "./use-documents.ts";
import { maskError, useErrorLog } from "./use-error-log.ts";
import { useFacts } from "./use-facts.ts";
import { useForbiddenStatus } from "./use-forbidden-status.ts";
import { useHiddenSchema } from "./use-hidden-schema.ts";
import { useJsonBodies } from "./use-json-bodies.ts";
import { type Limits, useLimits } from "./use-limits.ts";
import { useLoad } from "./use-load.ts";
import { useOperations } from "./use-operations.ts";
import { useRates } from "./use-rates.ts";
import { useRefusalBody } from "./use-refusal-body.ts";
import { useSettled } from "./use-settled.ts";
import { useUnavailableStatus } from "./use-unavailable-status.ts";

/** What the gateway is made of: what contexts are, and this. */
export interface GatewayDeps extends Omit<ContextDeps, "folder"> {
  log: Logger;
  limits: Limits;
  documents: Documents;
  /** Whether the schema can be asked for. */
  introspection: boolean;
  load: Load;
}

/** Where GraphQL is served. */
export const GRAPHQL_PATH = "/graphql";

// A document takes some 94 bytes a character: 24 MiB. That of a page has 500 characters.
const MOST_CHARACTERS = 256 * 1024;

/** By characters: a thousand documents, as Yoga would keep, can be as many MiB, and what they parse to a gigabyte. */
const BY_CHARACTERS = {
  maxSize: MOST_CHARACTERS,
  maxEntrySize: MOST_CHARACTERS / 16,
  sizeCalculation: (_parsed: unknown, text: string) => text.length + 1,
};

/** The GraphQL endpoint: a fetch handler that is a Node request listener as well, once it is known who asks. */
export type Gateway = YogaServerInstance<Caller, Context>;

/** Makes the GraphQL endpoint over the read side's statements. GraphiQL and everything else on the port stands before it, in http/. */
export function createGateway(deps: GatewayDeps): Gateway {
  const folder = new Folder();
  return createYoga<Caller, Context>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    context: ({ role, limit, facts }) =>
      createContext({ ...deps, folder }, { role, limit, statements: facts.statements }),
    plugins: [
      useSettled(),
      useJsonBodies(),
      useDocuments(deps.documents),
      ...(deps.introspection ? [] : [useHiddenSchema()]),
      useFacts(),
      useLimits(deps.limits),
      useOperations(schema, deps.limits.cost),
      useLoad(deps.load),
      useRates(),
      useForbiddenStatus(),
      useUnavailableStatus(),
      useRefusalBody(),
      useErrorLog(deps.log),
    ],
    parserAndValidationCache: {
      documentCache: new LRUCache<string, DocumentNode>(BY_CHARACTERS),
      errorCache: new LRUCache<string, Error>(BY_CHARACTERS),
    },
    // By role, before the body is read.
    maxRequestBodySize: false,
    maskedErrors: { maskError },
    logging: false,
    landingPage: false,
    graphiql: false,
    multipart: false,
    // Settled before it is asked, as is who may ask from elsewhere.
    cors: false,
    extraParamNames: [...DOCUMENT_IDS],
  });
}
