import type { FetchAPI, Plugin } from "graphql-yoga";
import type { Role } from "./context.ts";
import { badRequest } from "./errors.ts";
import type { Caller } from "./use-api-key.ts";

const MEBIBYTE = 1024 * 1024;

/** Bytes of a body at the most, by who sends it: a query is short, and a hundred files are not. All of it is held in memory. */
const LIMITS: Record<Role, number> = { PUBLIC: MEBIBYTE, IMPORTER: 32 * MEBIBYTE };

/** Refuses a body that is too large for who sends it with 413: at once where its length is declared, else when it shows. */
export function useBodyLimit(): Plugin<object, Caller> {
  return {
    onRequestParse({ request, requestParser, setRequestParser, serverContext: { role = "PUBLIC" }, fetchAPI }) {
      const limit = LIMITS[role];
      const declared = request.headers.get("content-length");
      if (Number(declared) > limit) throw tooLarge(role);
      // Node reads as many bytes as are declared, and no more.
      if (declared !== null || requestParser === undefined || request.body === null) return;
      setRequestParser((whole) => requestParser(limited(whole, limit, role, fetchAPI)));
    },
  };
}

/** The request with a body that fails once it is past the limit. */
function limited(request: Request, limit: number, role: Role, { Request, TransformStream }: FetchAPI): Request {
  let length = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > limit) controller.error(tooLarge(role));
      else controller.enqueue(chunk);
    },
  });
  const { url, method, headers, signal } = request;
  const body = request.body?.pipeThrough(counter) ?? null;
  return new Request(url, { method, headers, signal, body, duplex: "half" } as RequestInit);
}

const tooLarge = (role: Role) =>
  badRequest(
    role === "PUBLIC"
      ? `The body is larger than ${LIMITS.PUBLIC / MEBIBYTE} MiB, and no query needs to be.`
      : `The body is larger than ${LIMITS[role] / MEBIBYTE} MiB: send fewer files at a time.`,
    413,
  );
