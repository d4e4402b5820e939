import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "../caller.ts";
import type { OnAnswered } from "../seen/answered.ts";

/** Tells of a request to the endpoint when it is over. Call as it begins. */
export function followRequest(
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
  onAnswered: OnAnswered,
): void {
  const begun = performance.now();
  const { socket, headers, method = "" } = request;
  const before = socket.bytesWritten;
  response.once("close", () =>
    onAnswered({
      caller,
      method,
      status: response.headersSent ? response.statusCode : null,
      begun,
      ended: performance.now(),
      bytes: socket.bytesWritten - before,
      aborted: !response.writableFinished,
      traceparent: headers.traceparent as string | undefined,
    }),
  );
}
