import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

/** Somebody else's server of images, on this machine. */
export interface ImageHost {
  /** As in `127.0.0.1:4711`. */
  host: string;
  /** Address of a path. */
  at(path: string): string;
  /** Paths that were asked for, in order. */
  asked: string[];
  /** The last request. */
  last(): IncomingMessage | undefined;
}

type Page = Uint8Array | ((request: IncomingMessage, response: ServerResponse) => void);

/** Starts hosts that are closed after each test. */
export function useImageHosts(): (pages: Record<string, Page>) => Promise<ImageHost> {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  return async (pages) => {
    const asked: string[] = [];
    let last: IncomingMessage | undefined;
    const listener: RequestListener = (request, response) => {
      asked.push(request.url ?? "");
      last = request;
      const page = pages[request.url ?? ""];
      if (page === undefined) response.writeHead(404).end();
      else if (typeof page === "function") page(request, response);
      else response.end(page);
    };
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { host, at: (path) => `http://${host}${path}`, asked, last: () => last };
  };
}
