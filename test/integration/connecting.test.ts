import { once } from "node:events";
import { type AddressInfo, connect as connectTo, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/db/client.ts";
import { createTestDatabase } from "../support/database.ts";

// The last message of PostgreSQL's greeting: "Z", its length, and that no transaction is open.
// https://www.postgresql.org/docs/current/protocol-message-formats.html
const READY_FOR_QUERY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** Stands before a server: the connection is lost the moment it is there, and none is taken after it. */
async function startFickleServer(hostname: string, port: number): Promise<number> {
  const fickle = createServer((socket: Socket) => {
    fickle.close();
    const onward = connectTo(port, hostname);
    socket.pipe(onward);
    onward.on("data", (bytes: Buffer) => {
      if (!bytes.includes(READY_FOR_QUERY)) return void socket.write(bytes);
      socket.end(bytes);
      onward.destroy();
    });
  });
  fickle.listen(0, "127.0.0.1");
  await once(fickle, "listening");
  return (fickle.address() as AddressInfo).port;
}

test("a connection that is lost as soon as it is there fails what was asked, and nothing else", async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => void rejections.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));

  const stored = await createTestDatabase();
  onTestFinished(() => stored.drop());
  const url = new URL(stored.url);
  url.host = `127.0.0.1:${await startFickleServer(url.hostname, Number(url.port))}`;
  const database = connect(url.href, { poolSize: 1 });
  onTestFinished(() => database.close());

  await expect(database.client`select 1`).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(rejections).toEqual([]);
});
