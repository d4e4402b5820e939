import type { Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Ends a server without breaking off what it is answering. */
export interface Connections {
  /**
   * Ends each connection with its next answer, then accepts nothing new, answers what has arrived, and closes the rest.
   * @param notice Milliseconds for which new connections are still taken.
   * @param patience Milliseconds after which answers that are still not sent are broken off.
   */
  drain(notice: number, patience: number): Promise<void>;
}

/** Follows the answers of a server from now on. */
export function trackConnections(server: Server): Connections {
  const open = new Set<ServerResponse>();
  let draining = false;
  let closing = false;

  server.prependListener("request", (_request, response) => {
    open.add(response);
    if (draining) endConnectionAfter(response);
    response.once("close", () => {
      open.delete(response);
      // A connection whose answer had begun before still counts on being kept.
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  });

  return {
    async drain(notice, patience) {
      draining = true;
      for (const response of open) endConnectionAfter(response);
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

function endConnectionAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
