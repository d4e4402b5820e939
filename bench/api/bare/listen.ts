import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Answers every POST with the JSON that `answer` gives for its body, on a free port, whose address is printed. There is
 * nothing else between the socket and the answer.
 */
export function listen(answer: (body: string, request: IncomingMessage) => string | Buffer | Promise<string>): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const head = { "content-type": "application/json" };
      try {
        const json = await answer(Buffer.concat(chunks).toString(), request);
        response.writeHead(200, { ...head, "content-length": Buffer.byteLength(json) }).end(json);
      } catch (error) {
        response.writeHead(500, head).end(JSON.stringify({ errors: [{ message: String(error) }] }));
      }
    });
  });
  server.listen(0, "127.0.0.1", () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  });
}
