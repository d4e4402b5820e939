import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createSpanExporter, type SpanExporter } from "../../../src/seen/otlp.ts";
import { createTraces } from "../../../src/seen/traces.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { type SeenServer, startSeenServer } from "../../support/seen-server.ts";

interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  status?: { code: number };
}

// A collector as far as OTLP over HTTP goes: https://opentelemetry.io/docs/specs/otlp/#otlphttp-request.
let collector: Server;
let endpoint: string;
let status = 200;
const received: { url: string; headers: IncomingHttpHeaders; text: string }[] = [];
const told: string[] = [];
const log = pino({}, { write: (line: string) => told.push(line) });
const exporters: SpanExporter[] = [];
let server: SeenServer;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ url: request.url ?? "", headers: request.headers, text: Buffer.concat(chunks).toString() });
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await server?.close();
  collector.closeAllConnections();
  collector.close();
});

/** Starts a server that sends to the collector; what it has to send is sent by `flush`. */
async function startTraced(share: number): Promise<() => Promise<ReceivedSpan[]>> {
  await server?.close();
  const settings = { endpoint, headers: { authorization: "Basic c2VjcmV0" }, service: "news", version: "1.2.3", log };
  const exporter = createSpanExporter(settings);
  exporters.push(exporter);
  const randomHex = (bytes: number) => randomBytes(bytes).toString("hex");
  const traces = createTraces({ exporter, share, randomHex, timeOrigin: performance.timeOrigin });
  let over = 0;
  server = await startSeenServer(
    {},
    {
      traces: (answered) => {
        traces(answered);
        over++;
      },
    },
  );
  return async () => {
    await vi.waitFor(() => expect(over).toBeGreaterThan(0));
    await exporter.close();
    return received.flatMap(({ text }) => JSON.parse(text).resourceSpans[0].scopeSpans[0].spans as ReceivedSpan[]);
  };
}

const attributesOf = ({ attributes }: ReceivedSpan) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";
const SECRET = "zq7secret";

test("a request is a trace: its parts and its statements, in the caller's trace where it comes with one", async () => {
  received.length = 0;
  const flush = await startTraced(0);
  await writeArticles(server.database, [article({ path: "a.md", title: `On ${SECRET}`, authors: ["Ann"] })]);
  const response = await server.ask(
    {
      query: `query Find($word: String!) { ${SECRET}: search(query: $word) { nodes { title authors { name } } } }`,
      variables: { word: SECRET },
    },
    { traceparent: `00-${TRACE}-${PARENT}-01`, authorization: `Basic ${SECRET}` },
  );
  expect(await response.text()).toContain(`On ${SECRET}`);
  const spans = await flush();
  const [root] = spans.filter(({ kind }) => kind === 2);
  expect(root).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, name: "POST /graphql" });
  expect(attributesOf(root!)).toMatchObject({
    "http.request.method": "POST",
    "http.response.status_code": "200",
    "http.route": "/graphql",
    "graphql.operation.type": "query",
    "graphql.operation.name": "Find",
    "broadsheet.request_id": response.headers.get("x-request-id"),
    "broadsheet.from_memory": false,
  });
  const children = spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId);
  expect(children.map(({ name }) => name)).toEqual(["parse", "validate", "execute"]);
  const execution = children[2];
  const statements = spans.filter(({ parentSpanId }) => parentSpanId === execution?.spanId);
  expect(statements.length).toBeGreaterThanOrEqual(2);
  for (const span of statements) {
    expect(span).toMatchObject({ traceId: TRACE, kind: 3 });
    expect(attributesOf(span)).toMatchObject({ "db.system.name": "postgresql", "db.query.summary": span.name });
  }
  for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
    expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
    expect(Math.abs(Number(startTimeUnixNano) / 1e6 - Date.now())).toBeLessThan(60_000);
  }
  const [{ url, headers, text }] = received as [(typeof received)[number]];
  expect([url, headers["content-type"], headers.authorization]).toEqual([
    "/v1/traces",
    "application/json",
    "Basic c2VjcmV0",
  ]);
  expect(text).not.toContain(SECRET);
  expect(JSON.parse(text).resourceSpans[0].resource.attributes).toContainEqual({
    key: "service.name",
    value: { stringValue: "news" },
  });
});

test("a caller whose trace is not recorded has none here either; others by the share that is set", async () => {
  received.length = 0;
  const flush = await startTraced(1);
  await (await server.ask({ query: "{ __typename }" }, { traceparent: `00-${TRACE}-${PARENT}-00` })).text();
  for (const traceparent of ["nonsense", `00-${"0".repeat(32)}-${PARENT}-01`, `ff-${TRACE}-${PARENT}-01`])
    await (await server.ask({ query: "{ nothing }" }, { traceparent })).text();
  const roots = (await flush()).filter(({ kind }) => kind === 2);
  expect(roots).toHaveLength(3);
  for (const root of roots) {
    expect(root.traceId).toMatch(/^[\da-f]{32}$/);
    expect(root.traceId).not.toBe(TRACE);
    expect(root).not.toHaveProperty("parentSpanId");
    expect(attributesOf(root)["error.type"]).toBe("GRAPHQL_VALIDATION_FAILED");
  }
});

test("a collector that refuses is told of once, without where it is, and holds nobody up", async () => {
  status = 503;
  const flush = await startTraced(1);
  for (let asked = 0; asked < 3; asked++) await (await server.ask({ query: "{ __typename }" })).text();
  await flush();
  status = 200;
  const lines = told.map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: 40, msg: "traces cannot be sent to OTEL_EXPORTER_OTLP_ENDPOINT", reason: "status 503" },
  ]);
  expect(told.join("")).not.toMatch(/127\.0\.0\.1|c2VjcmV0/);
});
