import type { IncomingMessage, ServerResponse } from "node:http";
import Negotiator from "negotiator";
import type { ExampleMaterial } from "./example-material.ts";
import { exampleQueries } from "./examples.ts";
import { loadGraphiqlAssets } from "./graphiql-assets.ts";
import { renderGraphiqlPage } from "./graphiql-page.ts";
import { prepare, sendPrepared } from "./prepared.ts";

/** GraphiQL on the port. Each answers GET or HEAD; false says that there is no such file, and nothing was sent. */
export interface Graphiql {
  /** The page, for browsers at the endpoint. */
  servePage(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** The files that the page loads. */
  serveAsset(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

// What the endpoint itself answers with comes first: whoever accepts anything wants that.
const mediaTypes = ["application/graphql-response+json", "application/json", "text/event-stream", "text/html"];

/** Whether a request to the endpoint comes from a browser that wants a page, rather than a GraphQL answer. */
export const wantsPage = (request: IncomingMessage): boolean =>
  (request.method === "GET" || request.method === "HEAD") &&
  new Negotiator(request).mediaType(mediaTypes) === "text/html";

// One year and never asked for again (RFC 8246): the path changes when the bytes do.
const forEver = "public, max-age=31536000, immutable";

/**
 * Begins to load GraphiQL's files in the background.
 * @param introspection - whether the page may ask for the schema. Without it, it runs operations and completes no names.
 */
export function createGraphiql(
  findMaterial: () => Promise<ExampleMaterial>,
  { introspection }: { introspection: boolean },
): Graphiql {
  const loading = loadGraphiqlAssets();
  // Whoever asks for the page is told of a failure; until then it must not end the process.
  loading.catch(() => {});
  return {
    async servePage(_path, request, response) {
      const [assets, material] = await Promise.all([loading, findMaterial()]);
      const { html, policy } = renderGraphiqlPage(assets, exampleQueries(material), introspection);
      sendPrepared(request, response, await prepare(html, "text/html; charset=utf-8"), {
        "cache-control": "no-cache",
        "content-security-policy": policy,
        "referrer-policy": "same-origin",
        vary: "Accept, Accept-Encoding",
        "x-frame-options": "DENY",
      });
      return true;
    },
    async serveAsset(path, request, response) {
      const asset = (await loading).at(path);
      if (asset === null) return false;
      // Of a worker, the policy counts that its own file came with.
      sendPrepared(request, response, asset, {
        "cache-control": forEver,
        "content-security-policy": "default-src 'none'",
      });
      return true;
    },
  };
}
