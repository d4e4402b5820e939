import type { IncomingMessage, ServerResponse } from "node:http";
import { rateLimited } from "../errors.ts";
import type { Allowance } from "../rates/allowance.ts";
import { answerType } from "./media-type.ts";

/**
 * Says that nothing is left. Not by Yoga, as other refusals are: they come in floods, and each is to cost less than what it
 * refuses. So the body says the same to everybody; when to come again is in the headers.
 */
export function sendRateRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  allowance: Allowance,
): void {
  const type = answerType(request.headers.accept) ?? "application/json";
  const { message, extensions } = rateLimited(allowance.secondsLeft);
  const body = JSON.stringify({ errors: [{ message, extensions: { code: extensions.code } }] });
  response.writeHead(429, {
    "content-type": `${type}; charset=utf-8`,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "retry-after": String(allowance.secondsLeft),
    ...allowance.headers,
    "x-request-id": requestId,
  });
  response.end(body);
}
