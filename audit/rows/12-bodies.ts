import { type OutgoingHttpHeaders, request } from "node:http";
import { gzipSync } from "node:zlib";
import type { Row } from "../row.ts";
import { seenOf, send } from "../world/http.ts";
import { residentMemory } from "../world/process.ts";

const MEGABYTE = 1024 * 1024;
/** How much more memory may be held, in MB: what a process's heap moves by anyway, and far below what is sent. */
const FLAT = 60;

/** Sends a body that has no end, until there is an answer or the connection is closed; says what came, and how much was sent. */
function sendEndlessly(
  url: string,
  from: string | undefined,
  headers: OutgoingHttpHeaders = {},
): Promise<{ status: number; sent: number }> {
  return new Promise((resolve) => {
    const piece = Buffer.alloc(65_536, 0x20);
    let sent = 0;
    let over = false;
    const asking = request(url, {
      method: "POST",
      agent: false,
      headers: { ...headers, "content-type": "application/json" },
      ...(from && process.platform === "linux" && { localAddress: from }),
    });
    const end = (status: number) => {
      if (!over) resolve({ status, sent });
      over = true;
      asking.destroy();
    };
    // With pauses: who only ever writes may not come to read what has long been answered.
    const write = () => {
      if (over) return;
      if (sent >= 60 * MEGABYTE) return end(0);
      sent += piece.length;
      asking.write(piece, () => setTimeout(write, 2));
    };
    asking.on("response", ({ statusCode = 0 }) => end(statusCode));
    asking.on("error", () => end(0));
    write();
  });
}

export const bodies: Row = {
  row: 12,
  title: "endless body, 60 MB body, gzip bomb",
  must: "413 or 415, memory flat",
  quick: true,
  async attack({ gateway, expect, from }) {
    const { endpoint, child, ask } = await gateway();
    // What a first request loads is no growth.
    for (let n = 0; n < 20; n++) await ask("{ articles { nodes { id } } }", { headers: { "x-n": n } });
    const before = residentMemory(child.pid) ?? 0;
    let most = before;
    const watching = setInterval(() => {
      most = Math.max(most, residentMemory(child.pid) ?? 0);
    }, 10);
    const refused = (status: number) => status === 413 || status === 415;
    for (let n = 0; n < 3; n++) {
      const { status, sent } = await sendEndlessly(endpoint, from);
      expect("an endless body is refused while it comes", refused(status), `${status} after ${sent / MEGABYTE} MB`);
    }
    const json = { "content-type": "application/json" };
    const large = await sendEndlessly(endpoint, from, { "content-length": 60 * MEGABYTE });
    expect("60 MB are refused", refused(large.status), `${large.status} after ${large.sent / MEGABYTE} MB`);
    const bomb = gzipSync(Buffer.alloc(200 * MEGABYTE, 0x20));
    for (const encoding of ["gzip", "deflate", "br"]) {
      const headers = { ...json, "content-encoding": encoding };
      const answer = await send(endpoint, { method: "POST", headers, body: bomb.subarray(0, 60_000), from });
      expect(`a compressed body (${encoding}) is refused`, refused(answer.status), seenOf(answer));
    }
    const whole = await send(endpoint, {
      method: "POST",
      headers: { ...json, "content-encoding": "gzip" },
      body: bomb,
      from,
    }).catch((error: Error) => ({ status: 0, text: error.message, headers: {}, milliseconds: 0 }));
    expect("200 MB in 200 KB of gzip are refused", refused(whole.status), seenOf(whole));
    clearInterval(watching);
    expect("memory stays flat", most - before < FLAT, `${Math.round(before)} MB before, ${Math.round(most)} at most`);
  },
};
