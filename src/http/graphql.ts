import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Role } from "../context.ts";
import type { Gateway } from "../gateway.ts";
import { createIdentify, type KeyDeps } from "./identify.ts";
import { readBody } from "./read-body.ts";

/** What answers at the endpoint, and what finding out takes who asks. */
export interface GraphqlDeps extends KeyDeps {
  gateway: Gateway;
  /** Makes the id of a request. */
  newRequestId: () => string;
}

/**
 * Answers requests to the endpoint. Who asks is found out first, by headers alone; then the body is read, as much of it as
 * they may send.
 */
export function createGraphqlListener({ gateway, newRequestId, ...keyDeps }: GraphqlDeps): RequestListener {
  const identify = createIdentify(keyDeps);

  return (request, response) => {
    // A preflight has no key, and opens nothing.
    if (request.method === "OPTIONS") askYoga(request, response, { role: "PUBLIC" });
    else void answer(request, response);
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let role: Role = "PUBLIC";
    try {
      role = await identify(request.headers.authorization);
      if (request.method !== "POST") return askYoga(request, response, { role });
      const body = await readBody(request, role);
      if (body === null) return;
      askYoga(givenBody(request, body), response, { role });
    } catch (refusal) {
      askYoga(givenBody(request, Buffer.alloc(0)), response, { role, refusal });
    }
  }

  function askYoga(request: IncomingMessage, response: ServerResponse, known: { role: Role; refusal?: unknown }): void {
    void gateway(request, response, { requestId: newRequestId(), ...known });
  }
}

/** The request, so that Yoga does not read its body a second time. It would count the bytes of a Buffer by a string for each. */
const givenBody = (request: IncomingMessage, body: Buffer): IncomingMessage =>
  Object.assign(request, { body: Readable.from([body], { objectMode: false }) });
