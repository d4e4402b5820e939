import { createYoga, type YogaServerInstance } from "graphql-yoga";
import { type Context, type ContextDeps, createContext } from "./context.ts";
import { schema } from "./schema/schema.ts";
import { Folder } from "./text/fold.ts";
import { type Caller, type KeyDeps, useApiKey } from "./use-api-key.ts";
import { useBodyLimit } from "./use-body-limit.ts";
import { maskError, useErrorLog } from "./use-error-log.ts";
import { useForbiddenStatus } from "./use-forbidden-status.ts";
import { type Limits, useLimits } from "./use-limits.ts";
import { useRefusalBody } from "./use-refusal-body.ts";

/** What the gateway is made of: what contexts are, what finding keys out takes, and this. */
export interface GatewayDeps extends Omit<ContextDeps, "folder">, Omit<KeyDeps, "db"> {
  /** Makes the id of a request. */
  newRequestId: () => string;
  limits: Limits;
}

/** Where GraphQL is served. */
export const GRAPHQL_PATH = "/graphql";

/** The GraphQL endpoint: a fetch handler that is a Node request listener as well. */
export type Gateway = YogaServerInstance<Caller, Context>;

/** Makes the GraphQL endpoint over the read side's statements. GraphiQL and everything else on the port stands before it, in http/. */
export function createGateway(deps: GatewayDeps): Gateway {
  const folder = new Folder();
  return createYoga<Caller, Context>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    context: ({ role = "PUBLIC" }) => createContext({ ...deps, folder }, role),
    plugins: [
      useApiKey(deps),
      useBodyLimit(),
      useLimits(deps.limits),
      useForbiddenStatus(),
      useRefusalBody(),
      useErrorLog(deps.log, deps.newRequestId),
    ],
    // By role, above.
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
