import type { IncomingMessage, Server, ServerResponse } from "node:http";

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
export function endSlowBodies(server: Server): SlowBodies {
  const awaited = new Map<IncomingMessage, { response: ServerResponse; seconds: number }>();

  server.prependListener("request", (request, response) => {
    if (!announcesBody(request)) return;
    awaited.set(request, { response, seconds: USUAL });
    // Kept until the next look, those of a second would outlive the collector's first rounds: a sixth of all CPU.
    request.once("close", () => awaited.delete(request));
  });
  const looking = setInterval(() => {
    for (const [request, waiting] of awaited) {
      if (!request.complete && --waiting.seconds <= 0) end(request, waiting.response);
    }
  }, 1_000).unref();
  server.once("close", () => clearInterval(looking));

  return {
    extend(request) {
      const waiting = awaited.get(request);
      if (waiting) waiting.seconds = EXTENDED;
    },
  };
}

const announcesBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

function end(request: IncomingMessage, response: ServerResponse): void {
  if (!response.headersSent) response.writeHead(408, { connection: "close", "content-length": 0 }).end();
  request.destroy();
}
