import type { DocumentNode } from "graphql";
import { createYoga, type YogaServerInstance } from "graphql-yoga";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { Caller } from "./caller.ts";
import { type Context, type ContextDeps, createContext } from "./context.ts";
import { schema } from "./schema/schema.ts";
import { Folder } from "./text/fold.ts";
import { maskError, useErrorLog } from "./use-error-log.ts";
import { useFacts } from "./use-facts.ts";
import { useForbiddenStatus } from "./use-forbidden-status.ts";
import { type Limits, useLimits } from "./use-limits.ts";
import { useQueryPlans } from "./use-query-plans.ts";
import { useRefusalBody } from "./use-refusal-body.ts";
import { useSettled } from "./use-settled.ts";

/** What the gateway is made of: what contexts are, and this. */
export interface GatewayDeps extends Omit<ContextDeps, "folder"> {
  log: Logger;
  limits: Limits;
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
    context: ({ role, facts }) => createContext({ ...deps, folder }, role, facts.statements),
    plugins: [
      useSettled(),
      useFacts(),
      useLimits(deps.limits),
      useQueryPlans(schema),
      useForbiddenStatus(),
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
    // Everything here is public or opened by a header, and nothing depends on cookies, so any page may read it.
    cors: { origin: "*", credentials: false, methods: ["GET", "POST"], exposedHeaders: ["X-Request-Id"] },
  });
}
