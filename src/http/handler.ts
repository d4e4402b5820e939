import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { GRAPHQL_PATH } from "../gateway.ts";
import { IMAGES_PATH } from "../images/local-address.ts";
import { SIGNED_PATH } from "../images/signed-address.ts";
import { type Graphiql, wantsPage } from "./graphiql.ts";
import { HEALTH_PATH, type Health } from "./health.ts";
import { type FindImage, serveImage } from "./images.ts";
import type { ServeSignedImage } from "./signed-images.ts";

/** What stands on the port. */
export interface HandlerDeps {
  /** Answers GraphQL over HTTP. */
  gateway: RequestListener;
  /** Null where it is switched off. */
  graphiql: Graphiql | null;
  health: Health;
  findImage: FindImage;
  /** Null where the gateway fetches and draws no images. */
  serveSignedImage: ServeSignedImage | null;
  log: Logger;
}

/**
 * Answers every request to the port: GraphiQL for browsers at the endpoint and GraphQL for everybody else, sources'
 * images, its health, a redirect from the root. What goes wrong is logged, and said without details.
 */
export function createHandler(deps: HandlerDeps): RequestListener {
  const { gateway, graphiql, health, findImage, serveSignedImage, log } = deps;
  return (request, response) => {
    request.url = originForm(request.url);
    route(request, response).catch((error: unknown) => {
      log.error({ err: error, url: request.url }, "A request failed");
      if (response.headersSent) response.destroy();
      else sendError(response, 500, "Something went wrong here, and was logged.");
    });
  };

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    if (path === GRAPHQL_PATH && !wantsPage(request)) {
      gateway(request, response);
      return;
    }
    const serve = reader(path);
    if (serve === null) return path === GRAPHQL_PATH ? sendError(response, 404, NO_PAGE) : sendNotFound(response);
    if (request.method !== "GET" && request.method !== "HEAD") {
      return sendError(response, 405, "Only GET and HEAD work here.", { allow: "GET, HEAD" });
    }
    if (!(await serve(path, request, response))) sendNotFound(response);
  }

  /** What answers GET and HEAD at that path; null where nothing is. */
  function reader(path: string): Reader | null {
    if (path === "/") return redirectToEndpoint;
    if (path === GRAPHQL_PATH) return graphiql?.servePage ?? null;
    if (path.startsWith("/graphiql/")) return graphiql?.serveAsset ?? null;
    if (path.startsWith(HEALTH_PATH)) return health.serve;
    if (path.startsWith(SIGNED_PATH)) {
      return serveSignedImage && ((...args) => serveSignedImage(...args).then(() => true));
    }
    if (path.startsWith(IMAGES_PATH)) return (...args) => serveImage(findImage, ...args);
    return null;
  }
}

/** Sends nothing and says false where there is nothing at the path after all. */
type Reader = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

// As the client wrote it: URL would resolve the dots, also the encoded ones.
const pathOf = ({ url = "/" }: IncomingMessage): string => url.split("?", 1)[0] ?? "/";

// A client may send all of the address, as to a proxy: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
const originForm = (url = "/"): string => url.replace(/^https?:\/\/[^/?#]*\/?/i, "/");

const NO_PAGE =
  'There is no page here: GraphiQL is switched off. Ask by POST with {"query": …}, or by GET and Accept: application/json.';

const redirectToEndpoint: Reader = async (_path, _request, response) => {
  // Relative, so that it also holds below a proxy's prefix.
  response.writeHead(302, { location: GRAPHQL_PATH.slice(1), "content-length": 0 }).end();
  return true;
};

const sendNotFound = (response: ServerResponse): void =>
  sendError(response, 404, `There is nothing at this path. The GraphQL endpoint is ${GRAPHQL_PATH}.`);

function sendError(response: ServerResponse, status: number, message: string, headers: OutgoingHttpHeaders = {}): void {
  const body = JSON.stringify({ error: message });
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(body);
}
