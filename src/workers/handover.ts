import type { Worker } from "node:cluster";

/** The end of a client's connection that this process has. */
interface Connection {
  close(): void;
}

/** What node:cluster sends to a worker, as far as it matters here, and what comes back. */
interface Message {
  act?: string;
  seq?: number;
  ack?: number;
  accepted?: boolean;
}

type Send = (message: Message, connection?: Connection | null, ...rest: unknown[]) => boolean;

/**
 * Follows connections on their way to workers, and closes those that nobody will take. node:cluster (until Node 24 at
 * least) forgets a connection whose worker dies before it has said that it took it, and one that the last worker to
 * leave hands back: it would stay open, and its client wait, for as long as this process lives.
 * @param isClosing Whether workers are leaving for good.
 * @returns what to call for each worker, as soon as it is made.
 */
export function followHandover(isClosing: () => boolean): (worker: Worker) => void {
  const underWay = new Map<Connection, Worker>();
  return (worker) => {
    const { process } = worker;
    const offers = new Map<number, Connection>();
    const send = process.send.bind(process) as unknown as Send;
    // node:cluster has no words for it: its own messages go this way too, and their answers below.
    const noting: Send = (message, connection, ...rest) => {
      if (message.act === "newconn" && message.seq !== undefined && connection) {
        offers.set(message.seq, connection);
        underWay.set(connection, worker);
      }
      return send(message, connection, ...rest);
    };
    Object.assign(process, { send: noting });
    // node:cluster listens as well, and was first: what comes back has been offered to the next by now, if there is one.
    process.on("internalMessage", ({ ack = -1, accepted }: Message) => {
      const connection = offers.get(ack);
      offers.delete(ack);
      if (connection === undefined || underWay.get(connection) !== worker) return;
      underWay.delete(connection);
      if (!accepted && isClosing()) connection.close();
    });
    let disconnected = false;
    process.once("disconnect", () => {
      disconnected = true;
    });
    process.once("close", () => {
      for (const connection of offers.values()) {
        underWay.delete(connection);
        connection.close();
      }
      // Where the worker owes an answer, Node waits for it before it says so, and node:cluster keeps the port for it.
      if (!disconnected) process.emit("disconnect");
    });
  };
}
