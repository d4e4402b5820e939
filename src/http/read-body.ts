import type { IncomingMessage } from "node:http";
import { badRequest } from "../errors.ts";
import { may, type Role } from "../roles.ts";

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/**
 * Bytes of a body at the most, by who sends it: a query is short, and a hundred files are not. All of it is held in memory.
 * What one variable holds may be read for each of thousands of fields, so that a MiB would take half a minute.
 */
const OF_A_QUERY = 64 * KIBIBYTE;
const OF_AN_IMPORT = 32 * MEBIBYTE;

/**
 * All bytes of a request's body; null where the client leaves before it has sent them.
 * @throws GraphQLError that says 413 where it is too large for who sends it: at once where its length is declared, else
 *   when it shows. No more of it is kept then.
 */
export function readBody(request: IncomingMessage, role: Role): Promise<Buffer | null> {
  const limit = may(role, "import") ? OF_AN_IMPORT : OF_A_QUERY;
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
    may(role, "import")
      ? `The body is larger than ${OF_AN_IMPORT / MEBIBYTE} MiB: send fewer files at a time.`
      : `The body is larger than ${OF_A_QUERY / KIBIBYTE} KiB, and no query needs to be.`,
    413,
  );
