import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

// What a page of another site can do with the endpoint. Browsers are told by headers; test/browser has one at work.

let closed: TestGateway;
let listing: TestGateway;
let open: TestGateway;

const LISTED = "https://www.example.com";
const ELSEWHERE = "https://evil.example.net";

beforeAll(async () => {
  const start = (origins: string[]) => startTestGateway(undefined, undefined, undefined, { origins });
  [closed, listing, open] = await Promise.all([start([]), start([LISTED, "http://localhost:5173"]), start(["*"])]);
});

afterAll(() => Promise.all([closed, listing, open].map((gateway) => gateway.close())));

interface Sent {
  method?: string;
  search?: string;
  headers?: Record<string, string>;
  body?: string;
}

// fetch does not send the headers that a browser sets by itself.
async function send(gateway: TestGateway, { method = "POST", search = "", headers = {}, body }: Sent) {
  const type: Record<string, string> = method === "POST" ? { "content-type": "application/json" } : {};
  const asking = request(`${gateway.url}${search}`, { method, headers: { ...type, ...headers } });
  asking.end(body ?? (method === "POST" ? '{"query": "{ __typename }"}' : undefined));
  const [response] = await once(asking, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return { status: response.statusCode, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

const corsOf = (headers: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("access-control-")));

const BROUGHT = ["{ __typename }", "{ nothing }", "{ importRuns { totalCount } }"].map((query) =>
  JSON.stringify({ query }),
);

test("by default no answer may be read by another site's page, be it an answer, an error or a preflight", async () => {
  const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "content-type" };
  for (const origin of [ELSEWHERE, LISTED, "null"]) {
    for (const body of BROUGHT) {
      expect(corsOf((await send(closed, { headers: { origin }, body })).headers)).toEqual({});
    }
    const { status, headers } = await send(closed, { method: "OPTIONS", headers: { origin, ...preflight } });
    expect([status, corsOf(headers)]).toEqual([204, {}]);
  }
});

test("pages of a listed origin may read every answer, and nobody's cookies are of any use to them", async () => {
  const expected = {
    "access-control-allow-origin": LISTED,
    "access-control-expose-headers": "X-Request-Id, RateLimit, RateLimit-Policy, Retry-After",
  };
  for (const body of BROUGHT) {
    expect(corsOf((await send(listing, { headers: { origin: LISTED }, body })).headers)).toEqual(expected);
  }
  const search = "?query={__typename}";
  expect(corsOf((await send(listing, { method: "GET", search, headers: { origin: LISTED } })).headers)).toEqual(
    expected,
  );
  for (const origin of [ELSEWHERE, `${LISTED}.evil.example.net`, "http://www.example.com", `${LISTED}:8443`, "null"]) {
    expect(corsOf((await send(listing, { headers: { origin } })).headers)).toEqual({});
  }
});

test("a preflight of a listed origin grants what it asks for, and is remembered", async () => {
  const asked = { "access-control-request-method": "POST", "access-control-request-headers": "authorization,x-a" };
  const { status, headers } = await send(listing, { method: "OPTIONS", headers: { origin: LISTED, ...asked } });
  expect(status).toBe(204);
  expect(corsOf(headers)).toEqual({
    "access-control-allow-origin": LISTED,
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "authorization,x-a",
    "access-control-max-age": "7200",
  });
  expect(headers.vary).toBe("Origin, Access-Control-Request-Headers");
});

test("* lets all of them read, and never with credentials", async () => {
  const { headers } = await send(open, { headers: { origin: ELSEWHERE, "sec-fetch-site": "cross-site" } });
  expect(headers["access-control-allow-origin"]).toBe("*");
  expect(headers).not.toHaveProperty("access-control-allow-credentials");
});

describe("what a browser says to come from elsewhere", () => {
  const search = `?query=${encodeURIComponent("{ __typename }")}`;

  test.each(["cross-site", "same-site"])("%s is refused before anything is done, unless it is listed", async (site) => {
    for (const sent of [{}, { method: "GET", search }]) {
      // An image, a script or a frame has no Origin.
      for (const from of [{ origin: ELSEWHERE }, { origin: "null" }, {}] as Record<string, string>[]) {
        const { status, body } = await send(listing, { ...sent, headers: { ...from, "sec-fetch-site": site } });
        expect(status).toBe(403);
        expect(body.errors).toMatchObject([{ extensions: { code: "CSRF_PREVENTION" } }]);
      }
      const headers = { origin: LISTED, "sec-fetch-site": site };
      expect(await send(listing, { ...sent, headers })).toMatchObject({ status: 200 });
    }
  });

  test.each(["same-origin", "none"])("%s is answered, as GraphiQL's page is", async (site) => {
    const headers = { origin: "https://news.example.com", "sec-fetch-site": site };
    expect(await send(closed, { headers })).toMatchObject({ status: 200 });
    expect(await send(closed, { method: "GET", search, headers })).toMatchObject({ status: 200 });
  });
});

describe("what a page may send without being allowed to", () => {
  const mutation = 'mutation { deleteArticles(input: {source: "s", paths: []}) { deletedIds } }';

  test("a mutation by GET is refused", async () => {
    const { status } = await send(closed, { method: "GET", search: `?query=${encodeURIComponent(mutation)}` });
    expect(status).toBe(405);
  });

  test.each([
    ["application/x-www-form-urlencoded", (query: string) => `query=${encodeURIComponent(query)}`],
    ["text/plain", (query: string) => JSON.stringify({ query })],
    ["text/plain;application/json", (query: string) => JSON.stringify({ query })],
    [
      "multipart/form-data; boundary=x",
      (query: string) =>
        `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query })}\r\n--x\r\ncontent-disposition: form-data; name="map"\r\n\r\n{}\r\n--x--\r\n`,
    ],
    ["application/graphql", (query: string) => query],
    ["", (query: string) => JSON.stringify({ query })],
  ])("%s is not read", async (type, bodyOf) => {
    for (const query of [mutation, "{ __typename }"]) {
      const { status, body } = await send(closed, { headers: { "content-type": type }, body: bodyOf(query) });
      expect(status).toBe(415);
      expect(body.errors).toMatchObject([
        { message: expect.stringContaining("application/json"), extensions: { code: "BAD_REQUEST" } },
      ]);
    }
  });
});
