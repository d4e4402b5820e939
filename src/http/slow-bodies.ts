import type { IncomingMessage, Server } from "node:http";
import type { Connections, Exchange } from "./connections.ts";

/** Lets clients go who are slow to send what they announced. */
export interface SlowBodies {
  /** Waits longer for the body of this request. */
  extend(request: IncomingMessage): void;
}

/** Seconds within which a body is to have come; Node's headersTimeout is as long. */
const USUAL = 8;

/** The same for who is known: 32 MiB by a line of one megabit a second. */
const EXTENDED = 300;

/**
 * Ends requests of a server whose bodies do not come in time, also where they were answered without them. It stands in
 * place of Node's requestTimeout, which is the same for everybody.
 */
export function endSlowBodies(server: Server, connections: Pick<Connections, "newest">): SlowBodies {
  const extended = new WeakSet<IncomingMessage>();
  /** In seconds, of those that were looked at. */
  const awaited = new WeakMap<IncomingMessage, number>();

  const lookAt = (exchange: Exchange) => {
    const { request } = exchange;
    if (request.complete) return;
    const seconds = (awaited.get(request) ?? 0) + 1;
    awaited.set(request, seconds);
    if (seconds >= (extended.has(request) ? EXTENDED : USUAL)) end(exchange);
  };
  const looking = setInterval(() => {
    for (const exchange of connections.newest()) lookAt(exchange);
  }, 1_000).unref();
  server.once("close", () => clearInterval(looking));

  return { extend: (request) => void extended.add(request) };
}

function end({ request, response }: Exchange): void {
  if (!response.headersSent) response.writeHead(408, { connection: "close", "content-length": 0 }).end();
  request.destroy();
}
