import { createYoga, type YogaServerInstance } from "graphql-yoga";
import type { Logger } from "pino";
import { type Context, createContext } from "./context.ts";
import type { Queries } from "./db/queries/queries.ts";
import { schema } from "./schema/schema.ts";
import { maskError, useErrorLog } from "./use-error-log.ts";
import { useRefusalBody } from "./use-refusal-body.ts";

/** What the gateway is made of. */
export interface GatewayDeps {
  db: Queries;
  /** Where clients reach the gateway, without a slash at the end. */
  publicUrl: string;
  log: Logger;
  /** Makes the id of a request. */
  newRequestId: () => string;
}

/** Where GraphQL is served. */
export const GRAPHQL_PATH = "/graphql";

/** The GraphQL endpoint: a fetch handler that is a Node request listener as well. */
export type Gateway = YogaServerInstance<object, Context>;

/** Makes the GraphQL endpoint over the read side's statements. GraphiQL and everything else on the port stands before it, in http/. */
export function createGateway({ db, publicUrl, log, newRequestId }: GatewayDeps): Gateway {
  return createYoga<object, Context>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    context: () => createContext({ db, publicUrl }),
    plugins: [useRefusalBody(), useErrorLog(log, newRequestId)],
    maskedErrors: { maskError },
    logging: false,
    landingPage: false,
    graphiql: false,
    multipart: false,
    // Everything here is public and nothing depends on cookies, so any page may read it.
    cors: { origin: "*", credentials: false, methods: ["GET", "POST"], exposedHeaders: ["X-Request-Id"] },
  });
}
