import type { IncomingMessage, ServerResponse } from "node:http";
import { rateLimited } from "../errors.ts";
import type { Allowance } from "../rates/allowance.ts";
import { answerType } from "./media-type.ts";

// An error that is made has a stack trace, which takes longer than all else.
const { message, extensions } = rateLimited(1);
const BODY = Buffer.from(JSON.stringify({ errors: [{ message, extensions: { code: extensions.code } }] }));

/**
 * Says that nothing is left. Not by Yoga, as other refusals are: they come in floods, and each is to cost less than what it
 * refuses. So the body says the same to everybody; when to come again is in the headers, of which those that other answers
 * have as well are set already.
 */
export function sendRateRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  allowance: Allowance,
): void {
  const type = answerType(request.headers.accept) ?? "application/json";
  response.writeHead(429, {
    "content-type": `${type}; charset=utf-8`,
    "content-length": BODY.length,
    "cache-control": "no-store",
    "retry-after": String(allowance.secondsLeft),
    "x-request-id": requestId,
  });
  response.end(BODY);
}
