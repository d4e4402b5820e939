import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Row } from "../row.ts";
import { seenOf } from "../world/http.ts";

const HALF = 200;
/** Milliseconds until all are closed, one second for the last to be told. */
const MOST = 11_000;

export const slowSockets: Row = {
  row: 17,
  title: "400 slow-header or slow-body sockets",
  must: "closed in 10 s, service up",
  async attack({ gateway, expect, from, after }) {
    const { url, ask } = await gateway();
    const { hostname, port } = new URL(url);
    const local = from && process.platform === "linux" ? { localAddress: from } : {};
    let closed = 0;
    const sockets: Socket[] = [];
    const open = (opening: string) => {
      const socket = connect({ port: Number(port), host: hostname, ...local });
      // Its answer, if there is one, is thrown away: only whether it is closed counts.
      socket
        .resume()
        .on("error", () => {})
        .on("close", () => closed++);
      socket.write(opening);
      sockets.push(socket);
    };
    for (let n = 0; n < HALF; n++) {
      open("POST /graphql HTTP/1.1\r\nHost: slow.example\r\nX-Slow: ");
      open(
        "POST /graphql HTTP/1.1\r\nHost: slow.example\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{",
      );
    }
    const dripping = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write(" ");
    }, 500);
    after(() => {
      clearInterval(dripping);
      for (const socket of sockets) socket.destroy();
    });
    const started = performance.now();
    while (closed < sockets.length && performance.now() - started < MOST) {
      const reply = await ask("{ articles(first: 1) { nodes { title } } }");
      if (reply.status !== 200) expect("the service is up meanwhile", false, seenOf(reply));
      await sleep(250);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    expect("all are closed in 10 s", closed === sockets.length, `${closed} of ${sockets.length} after ${seconds} s`);
    const reply = await ask("{ articles(first: 1) { nodes { title } } }");
    expect("the service is up", reply.data?.articles.nodes.length === 1, seenOf(reply));
  },
};
