import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { createFetcher, type FetcherOptions, type Validators } from "../../../src/import/fetch.ts";

const NEVER_FETCHED: Validators = { etag: null, lastModified: null };

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server on 127.0.0.1 that counts who connects to it. */
async function serve(listener: RequestListener): Promise<{ host: string; port: number; connections: () => number }> {
  let connections = 0;
  const server: Server = createServer(listener);
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, port, connections: () => connections };
}

function fetcher(options: FetcherOptions) {
  const created = createFetcher(options);
  cleanups.push(created.close);
  return created;
}

const answerWith = (addresses: string[]): LookupFunction =>
  ((_hostname, _options, callback) => {
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  }) as LookupFunction;

async function textOf(open: () => AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test("a feed is fetched with all that the next request needs, and can be read more than once", async () => {
  let asked: Record<string, unknown> = {};
  const { host } = await serve((request, response) => {
    asked = request.headers;
    response.setHeader("content-type", "application/rss+xml; charset=gb2312");
    response.setHeader("etag", 'W/"a1"');
    response.setHeader("last-modified", "Sat, 18 Dec 2021 17:38:22 GMT");
    response.end("<rss/>");
  });
  const fetched = await fetcher({ allowedHosts: [host] }).fetchFeed(`http://${host}/feed`, NEVER_FETCHED);
  expect(fetched).toMatchObject({
    status: "ok",
    url: `http://${host}/feed`,
    contentType: "application/rss+xml; charset=gb2312",
    etag: 'W/"a1"',
    lastModified: "Sat, 18 Dec 2021 17:38:22 GMT",
  });
  if (fetched.status !== "ok") return;
  expect(await textOf(fetched.open)).toBe("<rss/>");
  expect(await textOf(fetched.open)).toBe("<rss/>");
  expect(asked["user-agent"]).toMatch(/^Broadsheet/);
  expect(asked).not.toHaveProperty("if-none-match");
});

test("an unchanged feed costs a request without an answer's body", async () => {
  const { host } = await serve((request, response) => {
    const same =
      request.headers["if-none-match"] === '"a1"' &&
      request.headers["if-modified-since"] === "Sat, 18 Dec 2021 17:38:22 GMT";
    response.statusCode = same ? 304 : 500;
    response.end();
  });
  const validators = { etag: '"a1"', lastModified: "Sat, 18 Dec 2021 17:38:22 GMT" };
  const fetched = await fetcher({ allowedHosts: [host] }).fetchFeed(`http://${host}/`, validators);
  expect(fetched).toEqual({ status: "not-modified" });
});

test.each([
  ["gzip", gzipSync],
  ["br", brotliCompressSync],
])("an answer compressed by %s is read", async (encoding, compress) => {
  const { host } = await serve((_request, response) => {
    response.setHeader("content-encoding", encoding);
    response.end(compress("<rss/>".repeat(1000)));
  });
  const fetched = await fetcher({ allowedHosts: [host] }).fetchFeed(`http://${host}/`, NEVER_FETCHED);
  expect(fetched.status === "ok" && (await textOf(fetched.open))).toBe("<rss/>".repeat(1000));
});

test("redirects are followed, and the last address is told", async () => {
  const { host } = await serve((request, response) => {
    if (request.url === "/feed.xml") return response.end("<rss/>");
    response.writeHead(301, { location: "/feed.xml" });
    response.end();
  });
  const fetched = await fetcher({ allowedHosts: [host] }).fetchFeed(`http://${host}/old`, NEVER_FETCHED);
  expect(fetched).toMatchObject({ status: "ok", url: `http://${host}/feed.xml` });
});

test("a redirect to an address in letters beyond ASCII, as it should not be written and is, leads there", async () => {
  const { host } = await serve((request, response) => {
    if (request.url === "/%E4%B8%AD%E6%96%87/feed.xml") return response.end("<rss/>");
    response.writeHead(301, { location: Buffer.from("/中文/feed.xml").toString("latin1") });
    response.end();
  });
  const fetched = await fetcher({ allowedHosts: [host] }).fetchFeed(`http://${host}/old`, NEVER_FETCHED);
  expect(fetched).toMatchObject({ status: "ok", url: `http://${host}/%E4%B8%AD%E6%96%87/feed.xml` });
});

// The port is that of a server that would count whoever came.
const PRIVATE = [
  "127.0.0.1",
  "localhost",
  "0.0.0.0",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0x7f.0.0.1",
  "017700000001",
  "0177.0.0.1",
  "１２７.0.0.1",
  "127.0.0.1.",
  "10.0.0.1",
  "192.168.0.1",
  "169.254.169.254",
  "[::1]",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[64:ff9b::127.0.0.1]",
  "[2002:7f00:1::]",
];

test.each(PRIVATE)("http://%s is never connected to", async (written) => {
  const { port, connections } = await serve((_request, response) => response.end("<rss/>"));
  const refused = fetcher({ allowedHosts: ["127.0.0.1:1"] }).fetchFeed(`http://${written}:${port}/`, NEVER_FETCHED);
  await expect(refused).rejects.toThrow(/is no public address; to allow it, add .+ to FETCH_ALLOW/);
  expect(connections()).toBe(0);
});

test("an address that is refused is said once", async () => {
  const refused = fetcher({ allowedHosts: [] }).fetchFeed("http://127.0.0.1:1/", NEVER_FETCHED);
  await expect(refused).rejects.toThrow(
    "http://127.0.0.1:1/ cannot be fetched: 127.0.0.1 is no public address; " +
      "to allow it, add 127.0.0.1:1 to FETCH_ALLOW in the environment or in .env.",
  );
});

test.each(PRIVATE)("a redirect to http://%s is not followed", async (written) => {
  const inner = await serve((_request, response) => response.end("<rss/>"));
  const outer = await serve((_request, response) => {
    const ascii = written.replace(/[^ -~]+/g, encodeURIComponent);
    response.writeHead(302, { location: `http://${ascii}:${inner.port}/` });
    response.end();
  });
  const refused = fetcher({ allowedHosts: [outer.host] }).fetchFeed(`http://${outer.host}/`, NEVER_FETCHED);
  await expect(refused).rejects.toThrow("no public address");
  expect(inner.connections()).toBe(0);
});

test.each([[["127.0.0.1"]], [["93.184.215.14", "127.0.0.1"]], [["::ffff:127.0.0.1"]], [["fd00::1", "1.1.1.1"]], [[]]])(
  "a name that resolves to %j is never connected to",
  async (addresses) => {
    const { port, connections } = await serve((_request, response) => response.end("<rss/>"));
    const lookup = answerWith(addresses);
    const { fetchFeed } = fetcher({ allowedHosts: [], lookup });
    for (const scheme of ["http", "https"]) {
      const refused = fetchFeed(`${scheme}://feeds.example:${port}/`, NEVER_FETCHED);
      await expect(refused).rejects.toThrow("feeds.example leads to");
    }
    expect(connections()).toBe(0);
  },
);

test("a name is resolved once for each connection, so that its answer cannot change between check and connection", async () => {
  const { port, connections } = await serve((_request, response) => response.end("<rss/>"));
  let lookups = 0;
  // Public when it is checked (and yet nobody's: no gateway to IPv4 has it), private ever after.
  const lookup = ((hostname, options, callback) =>
    answerWith([lookups++ === 0 ? "64:ff9b::5db8:d70e" : "127.0.0.1"])(hostname, options, callback)) as LookupFunction;
  const { fetchFeed } = fetcher({ allowedHosts: [], lookup, limits: { total: 300 } });
  await expect(fetchFeed(`http://feeds.example:${port}/`, NEVER_FETCHED)).rejects.toThrow("cannot be fetched");
  expect(lookups).toBe(1);
  await expect(fetchFeed(`http://feeds.example:${port}/`, NEVER_FETCHED)).rejects.toThrow("no public address");
  expect(connections()).toBe(0);
});

test("a name that is allowed may be anywhere, at its port alone where one is given", async () => {
  const { port, connections } = await serve((_request, response) => response.end("<rss/>"));
  const lookup = answerWith(["127.0.0.1"]);
  const url = `http://intranet.example:${port}/`;
  const fetchWith = (host: string) => fetcher({ allowedHosts: [host], lookup }).fetchFeed(url, NEVER_FETCHED);
  await expect(fetchWith("intranet.example:1")).rejects.toThrow("no public address");
  expect(connections()).toBe(0);
  expect(await fetchWith("Intranet.example")).toMatchObject({ status: "ok" });
  expect(await fetchWith(`intranet.example:${port}`)).toMatchObject({ status: "ok" });
});

test.each([
  ["ftp://example.com/feed", "only http and https are fetched"],
  ["file:///etc/passwd", "only http and https are fetched"],
  ["http://", "is no address"],
  ["no address at all", "is no address"],
])("%s is refused: %s", async (url, why) => {
  await expect(fetcher({ allowedHosts: [] }).fetchFeed(url, NEVER_FETCHED)).rejects.toThrow(why);
});

test("credentials in an address are refused, and not repeated in the message", async () => {
  const refused = fetcher({ allowedHosts: [] }).fetchFeed("https://me:secret@example.com/feed", NEVER_FETCHED);
  await expect(refused).rejects.toThrow(
    "https://example.com/feed cannot be fetched: it holds a user's name or password",
  );
});

test.each([
  [401, {}, "anyone may read"],
  [404, {}, "look for the feed's address"],
  [410, {}, "import it no more"],
  [429, { "retry-after": "120" }, "try again in 120 seconds"],
  [429, { "retry-after": "Sat, 18 Dec 2021 17:38:22 GMT" }, "try again after 2021-12-18T17:38:22.000Z"],
  [503, { "retry-after": "soon" }, "try again later"],
  [500, {}, "the server failed (500)"],
  [304, {}, "the server answers 304"],
  [301, {}, "redirects (301) to nowhere"],
  [302, { location: "http://" }, "redirects to what is no address"],
  [302, { location: "file:///etc/passwd" }, "only http and https are fetched"],
])("a status of %i with %j says what to do", async (status, headers, message) => {
  const { host } = await serve((_request, response) => {
    response.writeHead(status, headers);
    response.end();
  });
  const refused = fetcher({ allowedHosts: [host] }).fetchFeed(`http://${host}/`, NEVER_FETCHED);
  await expect(refused).rejects.toThrow(message);
});

test("a sixth redirect is not followed", async () => {
  let requests = 0;
  const { host } = await serve((_request, response) => {
    response.writeHead(302, { location: `/${++requests}` });
    response.end();
  });
  const refused = fetcher({ allowedHosts: [host] }).fetchFeed(`http://${host}/`, NEVER_FETCHED);
  await expect(refused).rejects.toThrow("redirects again and again");
  expect(requests).toBe(6);
});

test("an answer is read to the limit and no further, compressed or not", async () => {
  let compressed = false;
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const { host } = await serve((_request, response) => {
    if (compressed) {
      response.setHeader("content-encoding", "gzip");
      return response.end(bomb);
    }
    const endless = () => {
      while (response.write(Buffer.alloc(65_536)));
      response.once("drain", endless);
    };
    endless();
  });
  const { fetchFeed } = fetcher({ allowedHosts: [host], limits: { bytes: 1024 * 1024 } });
  await expect(fetchFeed(`http://${host}/`, NEVER_FETCHED)).rejects.toThrow("it is larger than 1 MiB");
  compressed = true;
  await expect(fetchFeed(`http://${host}/`, NEVER_FETCHED)).rejects.toThrow("it is larger than 1 MiB");
});

test.each([
  ["deflate, gzip", Buffer.from("x"), "an encoding that was not asked for"],
  ["gzip", Buffer.from("no gzip at all"), "compressed and damaged"],
  ["gzip", gzipSync("<rss/>".repeat(1000)).subarray(0, 40), "ends too early"],
])("a body that says %s and is not is refused", async (encoding, body, message) => {
  const { host } = await serve((_request, response) => {
    response.setHeader("content-encoding", encoding);
    response.end(body);
  });
  await expect(fetcher({ allowedHosts: [host] }).fetchFeed(`http://${host}/`, NEVER_FETCHED)).rejects.toThrow(message);
});

test("a server that is silent before its headers, or in its body, or that drips for ever, is left", async () => {
  const { host } = await serve((request, response) => {
    if (request.url === "/headers") return;
    response.write("<rss>");
    if (request.url === "/drip") {
      const timer = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(timer));
    }
  });
  const fetchWith = (path: string, limits: { silence: number; total: number }) =>
    fetcher({ allowedHosts: [host], limits }).fetchFeed(`http://${host}${path}`, NEVER_FETCHED);
  await expect(fetchWith("/headers", { silence: 200, total: 10_000 })).rejects.toThrow("takes too long to answer");
  await expect(fetchWith("/body", { silence: 200, total: 10_000 })).rejects.toThrow("takes too long to answer");
  await expect(fetchWith("/drip", { silence: 10_000, total: 400 })).rejects.toThrow("takes too long altogether");
});

test("a server that cuts the connection, and a port where nobody listens, are told apart", async () => {
  const server = createTcpServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { fetchFeed } = fetcher({ allowedHosts: ["127.0.0.1"] });
  await expect(fetchFeed(`http://127.0.0.1:${port}/`, NEVER_FETCHED)).rejects.toThrow(
    "the server ended the connection",
  );
  await new Promise((resolve) => server.close(resolve));
  await expect(fetchFeed(`http://127.0.0.1:${port}/`, NEVER_FETCHED)).rejects.toThrow("nothing answers at its port");
});
