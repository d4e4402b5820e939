import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import { listen } from "../listen.ts";

/** Gives metrics until it is closed. */
export interface MetricsServer {
  url: string;
  close(): Promise<void>;
}

/** Where metrics are given. */
const METRICS_PATH = "/metrics";

/**
 * Opens a port of its own for metrics: what they tell is for whoever runs this.
 * @param read - the text of all metrics at this moment.
 * @throws ListenError where the port or the host cannot be had.
 */
export async function serveMetrics(
  place: { host: string; port: number },
  read: () => Promise<string>,
  log: Logger,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    answer(request, response, read).catch((error: unknown) => {
      log.error({ err: error }, "the metrics cannot be read");
      response.writeHead(500).end();
    });
  });
  const port = await listen(server, place, { host: "METRICS_HOST", port: "METRICS_PORT" });
  const host = place.host.includes(":") ? `[${place.host}]` : place.host;
  return {
    url: `http://${host}:${port}${METRICS_PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, read: () => Promise<string>): Promise<void> {
  if (request.url?.split("?", 1)[0] !== METRICS_PATH) {
    response.writeHead(404, { "content-type": "text/plain" }).end(`The metrics are at ${METRICS_PATH}.\n`);
  } else if (request.method !== "GET") {
    response.writeHead(405, { allow: "GET" }).end();
  } else {
    const text = await read();
    response
      .writeHead(200, { "content-type": Registry.PROMETHEUS_CONTENT_TYPE, "cache-control": "no-store" })
      .end(text);
  }
}
