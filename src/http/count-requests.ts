import type { Server } from "node:http";
import { GRAPHQL_PATH } from "../gateway.ts";
import { IMAGES_PATH } from "../images/local-address.ts";
import { SIGNED_PATH } from "../images/signed-address.ts";
import { HEALTH_PATH } from "./health.ts";

/** Told as a request begins. @returns what to call with its status when it is over, 0 where none was sent. */
type OnRequest = (route: string, method: string) => (status: number) => void;

/** Tells of every request to a server from now on, whatever answers it. */
export function countRequests(server: Server, onRequest: OnRequest): void {
  server.prependListener("request", ({ url = "", method = "" }, response) => {
    const onEnd = onRequest(routeOf(url), method);
    response.once("close", () => onEnd(response.headersSent ? response.statusCode : 0));
  });
}

const PREFIXES = [
  ["/graphiql/", "graphiql"],
  [HEALTH_PATH, "health"],
  [SIGNED_PATH, "images"],
  [IMAGES_PATH, "images"],
] as const;

/** As handler.ts routes; the page at the endpoint counts as the endpoint. */
function routeOf(url: string): string {
  if (url.split("?", 1)[0] === GRAPHQL_PATH) return "graphql";
  return PREFIXES.find(([prefix]) => url.startsWith(prefix))?.[1] ?? "other";
}
