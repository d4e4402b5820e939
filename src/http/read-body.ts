import type { IncomingMessage } from "node:http";
import type { Role } from "../context.ts";
import { badRequest } from "../errors.ts";

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/**
 * Bytes of a body at the most, by who sends it: a query is short, and a hundred files are not. All of it is held in memory.
 * What one variable holds may be read for each of thousands of fields, so that a MiB would take half a minute.
 */
const LIMITS: Record<Role, number> = { PUBLIC: 64 * KIBIBYTE, IMPORTER: 32 * MEBIBYTE };

/**
 * All bytes of a request's body; null where the client leaves before it has sent them.
 * @throws GraphQLError that says 413 where it is too large for who sends it: at once where its length is declared, else
 *   when it shows. No more of it is kept then.
 */
export function readBody(request: IncomingMessage, role: Role): Promise<Buffer | null> {
  const limit = LIMITS[role];
  if (Number(request.headers["content-length"]) > limit) return Promise.reject(tooLarge(role));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= limit) return;
      // Node throws away what still comes once the request is answered.
      request.off("data", onData).pause();
      chunks.length = 0;
      reject(tooLarge(role));
    };
    request.on("data", onData);
    request.once("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length)));
    request.once("close", () => resolve(null));
    // "close" follows; unheard, the error would end the process.
    request.once("error", () => {});
  });
}

const tooLarge = (role: Role) =>
  badRequest(
    role === "PUBLIC"
      ? `The body is larger than ${LIMITS.PUBLIC / KIBIBYTE} KiB, and no query needs to be.`
      : `The body is larger than ${LIMITS[role] / MEBIBYTE} MiB: send fewer files at a time.`,
    413,
  );
