import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect as connectSocket } from "node:net";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { connect, type Database } from "../../../src/db/client.ts";
import { ListenError } from "../../../src/listen.ts";
import { type RunningServer, startServer } from "../../../src/server.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { serverConfig } from "../../support/server-config.ts";
import { sendRaw } from "./listener.ts";

let stored: TestDatabase;
let database: Database;
const running: RunningServer[] = [];

beforeAll(async () => {
  stored = await createTestDatabase();
  database = connect(stored.url, { poolSize: 2 });
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

afterAll(async () => {
  await database.close();
  await stored.drop();
});

const log = pino({ level: "silent" });

const start = async (
  config: Partial<Parameters<typeof startServer>[0]["config"]> = {},
  of = database,
): Promise<RunningServer> => {
  const server = await startServer({
    config: { ...serverConfig(), ...config },
    database: of,
    log,
  });
  running.push(server);
  return server;
};

const portOf = ({ url }: RunningServer): number => Number(new URL(url).port);

const ask = (url: string, query: string): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });

test("a server on a free port says where it is, and answers there", async () => {
  const { url } = await start();
  expect(url).toMatch(/^http:\/\/localhost:\d+$/);
  expect(await (await ask(url, "{ __typename }")).json()).toEqual({ data: { __typename: "Query" } });
});

test("PUBLIC_URL is the address that the server goes by", async () => {
  const { url } = await start({ publicUrl: "https://example.com/api" });
  expect(url).toBe("https://example.com/api");
});

test("GraphiQL opens on an empty database, with its tabs", async () => {
  const { url } = await start();
  const response = await fetch(url, { headers: { accept: "text/html" } });
  expect([response.status, new URL(response.url).pathname]).toEqual([200, "/graphql"]);
  expect(await response.text()).toContain("query CategoryTree");
});

test("a taken port is refused in one line that names it and says what to do", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const { port } = holder.address() as AddressInfo;
  const refused = start({ port });
  await expect(refused).rejects.toThrow(ListenError);
  await expect(refused).rejects.toThrow(
    `Port ${port} is taken: stop the program that uses it, or choose another, as in PORT=${port + 1} npm start.`,
  );
  holder.close();
});

test("a host that is no address of this machine is refused in one line that names it", async () => {
  // TEST-NET-1: nobody has it.
  const refused = start({ host: "192.0.2.1" });
  await expect(refused).rejects.toThrow(ListenError);
  await expect(refused).rejects.toThrow(/^HOST=192\.0\.2\.1 is no address of this machine: .+$/);
});

test("a CDN that is slow to take note of changes holds up no reader, not where a single connection reads", async () => {
  const cdn = createServer().listen(0, "127.0.0.1");
  await once(cdn, "listening");
  const single = connect(stored.url, { poolSize: 1 });
  const called = once(cdn, "connection");
  const { port } = cdn.address() as AddressInfo;
  const server = await start({ cdnPurgeUrl: `http://127.0.0.1:${port}/` }, single);
  await vi.waitFor(async () => expect(await database.client`select from cdn_purges`).toHaveLength(1), 5_000);
  await writeArticles(database, [article({ path: "purged.md", title: "Purged" })]);
  await called;
  const answer = await ask(server.url, "{ articles(first: 1) { nodes { title } } }");
  expect(await answer.json()).toEqual({ data: { articles: { nodes: [{ title: "Purged" }] } } });
  cdn.closeAllConnections();
  cdn.close();
  await running.pop()?.close();
  await single.close();
  await database.client`truncate articles, article_counts, cdn_purges cascade`;
});

test("what is not to be kept is not kept by whoever stands between: by GET, each answer says whether it may be", async () => {
  const { url } = await start();
  const get = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, { headers: { accept: "application/json", ...headers } });
  const caching = async (...args: Parameters<typeof get>) => (await get(...args)).headers.get("cache-control");
  expect(await caching("{ __typename }")).toBe("public, max-age=0, must-revalidate");
  // 200 with errors, as application/json has it.
  expect(await caching('{ node(id: "nonsense") { id } }')).toBe("no-store");
  expect(await caching("{ nothing }")).toBe("no-store");
  expect(await caching("{ __typename }", { authorization: "Bearer wrong" })).toBe("no-store");
});

test("closing answers what has arrived, and leaves no connection that is idle", async () => {
  const server = await start();
  // Keeps its connection, as browsers do, and asks nothing more.
  await ask(server.url, "{ __typename }");
  // The head of a request is there, its body is still on the way.
  const body = JSON.stringify({ query: "{ articles { totalCount } }" });
  const socket = connectSocket(portOf(server), "127.0.0.1");
  const answer = new Promise<string>((resolve) => {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("close", () => resolve(text));
  });
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await new Promise((resolve) => setTimeout(resolve, 100));

  const begun = performance.now();
  const closed = server.close();
  await expect(ask(server.url, "{ __typename }")).rejects.toThrow();
  socket.write(body);
  expect(await answer).toContain(`{"data":{"articles":{"totalCount":0}}}`);
  expect(await answer).toMatch(/^connection: close\r$/im);
  await closed;
  expect(performance.now() - begun).toBeLessThan(2_000);
});

test("a client that is slow with its request is let go within ten seconds", async () => {
  const server = await start();
  const begun = performance.now();
  const slowHead = sendRaw(portOf(server), "POST /graphql HTTP/1.1\r\nHost: x\r\n");
  const slowBody = sendRaw(portOf(server), "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
  expect(await slowHead).toMatch(/^HTTP\/1.1 408 /);
  await slowBody;
  expect(performance.now() - begun).toBeLessThan(10_000);
});
