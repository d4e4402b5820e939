import { connect as connectSocket } from "node:net";
import { gzipSync } from "node:zlib";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { type RunningServer, startServer } from "../../../src/server.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { makeKey } from "../../support/keys.ts";
import { serverConfig } from "../../support/server-config.ts";
import { sendRaw } from "./listener.ts";

// What the public internet sends to a port, while somebody innocent asks.

let stored: TestDatabase;
let database: Database;
let server: RunningServer;
let port: number;

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 2 });
  server = await startServer({ config: serverConfig(), database, log: pino({ level: "silent" }) });
  port = Number(new URL(server.url).port);
});

afterAll(async () => {
  await server.close();
  await database.close();
  await stored.drop();
});

const MEBIBYTE = 1024 * 1024;
const QUERY = JSON.stringify({ query: "{ __typename }" });

const post = (body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    duplex: "half",
  } as RequestInit);

async function expectInnocentAnswer(): Promise<void> {
  const response = await post(QUERY);
  expect([response.status, await response.json()]).toEqual([200, { data: { __typename: "Query" } }]);
}

/** Sends a head and then pieces until the other side answers or closes; gives back what it said, and how much was sent. */
function sendEndlessly(head: string, most: number): Promise<{ answer: string; sent: number }> {
  return new Promise((resolve) => {
    const piece = Buffer.alloc(65_536, 0x20);
    const chunk = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n")]);
    let answer = "";
    let sent = 0;
    const socket = connectSocket(port, "127.0.0.1", () => socket.write(head));
    const more = () => {
      while (!socket.destroyed && answer === "" && sent < most) {
        sent += piece.length;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on("connect", more).on("drain", more);
    socket.on("data", (data) => {
      answer += data;
      socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve({ answer, sent }));
  });
}

test("an endless body and sixty megabytes are refused early, and nothing of them is kept in memory", async () => {
  const head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  const before = process.memoryUsage().arrayBuffers;
  const attacks = Array.from({ length: 20 }, () =>
    sendEndlessly(`${head}Transfer-Encoding: chunked\r\n\r\n`, 60 * MEBIBYTE),
  );
  await expectInnocentAnswer();
  for (const { answer, sent } of await Promise.all(attacks)) {
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(sent).toBeLessThan(60 * MEBIBYTE);
  }
  const declared = await sendEndlessly(`${head}Content-Length: ${60 * MEBIBYTE}\r\n\r\n`, 60 * MEBIBYTE);
  expect(declared.answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * MEBIBYTE);
  await expectInnocentAnswer();
});

test("a compressed body is not read, a bomb or not", async () => {
  const bomb = gzipSync(Buffer.alloc(50 * MEBIBYTE, 0x20), { level: 9 });
  expect(bomb.length).toBeLessThan(64 * 1024);
  for (const [body, encoding] of [
    [bomb, "gzip"],
    [gzipSync(QUERY), "gzip"],
    [Buffer.from(QUERY), "br"],
  ] as const) {
    const response = await post(body, { "content-encoding": encoding });
    expect(response.status).toBe(415);
    expect(response.headers.get("accept-encoding")).toBe("identity");
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining("no Content-Encoding"), extensions: { code: "BAD_REQUEST" } }],
    });
  }
  expect((await post(QUERY, { "content-encoding": "identity" })).status).toBe(200);
});

test("four hundred slow clients are let go within ten seconds, and keep nobody waiting", async () => {
  const openings = [
    "",
    "POST /gra",
    "POST /graphql HTTP/1.1\r\nHost: x\r\nX-A: ",
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{",
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    // Of these, the body is wanted by nobody.
    "GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n{",
    "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n{",
    "POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer bsk_x\r\nContent-Length: 40\r\n\r\n{",
  ];
  const begun = performance.now();
  const all = Array.from({ length: 400 }, (_, n) => slowly(openings[n % openings.length] ?? ""));
  for (let times = 0; times < 5; times++) {
    const asked = performance.now();
    await expectInnocentAnswer();
    expect(performance.now() - asked).toBeLessThan(1_000);
  }
  const longest = Math.max(...(await Promise.all(all)));
  expect(longest - begun).toBeLessThan(10_500);
  await expectInnocentAnswer();
}, 20_000);

/** Opens a connection, and sends a byte a second after the opening; when it was closed. */
function slowly(opening: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, "127.0.0.1", () => socket.write(opening));
    const trickle = opening === "" ? undefined : setInterval(() => socket.write("x"), 1_000);
    socket.on("error", () => {});
    socket.resume().on("close", () => {
      clearInterval(trickle);
      resolve(performance.now());
    });
  });
}

test("who has a key may take longer to send what is to be imported", async () => {
  const key = await makeKey(database.client, "far away");
  const body = JSON.stringify({ query: "{ importRuns { totalCount } }" });
  const answer = new Promise<string>((resolve, reject) => {
    let text = "";
    const socket = connectSocket(port, "127.0.0.1", () => {
      socket.write(
        `POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer ${key}\r\nContent-Length: ${body.length}\r\n\r\n{`,
      );
      setTimeout(() => socket.write(body.slice(1)), 11_000);
    });
    socket.on("data", (data) => {
      text += data;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
  expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"totalCount":0/);
}, 20_000);

test("a batch of operations is refused as a whole", async () => {
  for (const batch of [Array(50).fill({ query: "{ __typename }" }), [{ query: "{ __typename }" }]]) {
    const response = await post(JSON.stringify(batch));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  }
});

test("fragments in a circle, of any length, are refused by validation", async () => {
  for (const length of [1, 2, 50]) {
    const circle = Array.from({ length }, (_, n) => `fragment F${n} on Query { ...F${(n + 1) % length} }`);
    const response = await post(JSON.stringify({ query: `{ ...F0 } ${circle.join(" ")}` }), {
      accept: "application/graphql-response+json",
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [
        {
          message: expect.stringContaining("Cannot spread fragment"),
          extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
        },
      ],
    });
  }
});

test("an address as a whole, as proxies are asked, is answered like its path", async () => {
  const ask = (request: string) => sendRaw(port, `${request}Host: x\r\nConnection: close\r\n\r\n`);
  const json = `Content-Type: application/json\r\nContent-Length: ${QUERY.length}\r\n\r\n${QUERY}`;
  const data = '{"data":{"__typename":"Query"}}';
  for (const address of ["http://news.example.com", "HTTPS://news.example.com:8443", "http://[::1]:4000"]) {
    expect(await ask(`GET ${address}/graphql?query={__typename} HTTP/1.1\r\nAccept: application/json\r\n`)).toContain(
      data,
    );
    expect(
      await sendRaw(port, `POST ${address}/graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${json}`),
    ).toContain(data);
  }
  expect(await sendRaw(port, "GET http://a?b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).toMatch(
    /^HTTP\/1\.1 302 /,
  );
});
