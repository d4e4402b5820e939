import type { FileHandle } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

/** What goes with every image, besides what it is and how long it may be kept. */
export const imageHeaders = {
  "access-control-allow-origin": "*",
  // An SVG opened by itself is a document, and could hold a script.
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
};

/** Sends a part of a file as the rest of an answer whose head is sent. */
export async function sendPart(
  handle: FileHandle,
  { start, size }: { start: number; size: number },
  response: ServerResponse,
): Promise<void> {
  try {
    // No further than was promised, should the file grow meanwhile.
    await pipeline(handle.createReadStream({ start, end: start + size - 1, autoClose: false }), response);
  } catch {
    // The client left, or the file shrank: the head is sent, and all that is left is to break off.
    response.destroy();
  }
}
