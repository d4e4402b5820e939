import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A request, and what answers it. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** What the connections of a server are at. */
export interface Connections {
  /** Of each open connection the newest exchange, which may be over: one has to have sent all of a request before the next. */
  newest(): Iterable<Exchange>;
  /**
   * Ends each connection with its next answer, then accepts nothing new, answers what has arrived, and closes the rest.
   * @param notice Milliseconds for which new connections are still taken.
   * @param patience Milliseconds after which answers that are still not sent are broken off.
   */
  drain(notice: number, patience: number): Promise<void>;
}

/** Follows the connections of a server from now on. By connection, since a listener for each request is a good part of what a kept answer takes. */
export function trackConnections(server: Server): Connections {
  const newest = new Map<Socket, Exchange>();
  let draining = false;
  let closing = false;

  server.on("connection", (socket: Socket) => socket.once("close", () => newest.delete(socket)));
  server.prependListener("request", (request, response) => {
    newest.set(request.socket, { request, response });
    if (draining) endConnectionAfter(response);
  });

  function endConnectionAfter(response: ServerResponse): void {
    if (!response.headersSent) response.setHeader("connection", "close");
    response.once("close", () => {
      // A connection whose answer had begun before still counts on being kept.
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  }

  return {
    newest: () => newest.values(),
    async drain(notice, patience) {
      draining = true;
      for (const { response } of newest.values()) endConnectionAfter(response);
      if (notice > 0) await sleep(notice);
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), patience);
      await closed;
      clearTimeout(timer);
    },
  };
}
