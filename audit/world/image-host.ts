import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A server on this machine, of images or of what ought not to be reached. */
export interface Host {
  port: number;
  /** How many connections there were. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts one on an address of the loopback. */
export async function startHost(listener: RequestListener, address = "127.0.0.1"): Promise<Host> {
  const server = createServer(listener);
  let connections = 0;
  server.on("connection", (_socket: Socket) => {
    connections++;
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
