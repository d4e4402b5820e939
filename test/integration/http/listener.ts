import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** A listener on a port of its own. */
export interface Listening {
  url: string;
  /** Sends text as it stands, and gives back all that is answered until the server closes. */
  raw(request: string): Promise<string>;
  close(): Promise<void>;
}

/** Puts a request listener on a free port of the loopback. */
export async function listen(listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    raw: (request) => sendRaw(port, request),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends text or bytes to a port as they stand, and gives back all that comes until the other side closes. */
export function sendRaw(port: number, request: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
  });
}
