import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { childrenOf } from "../../support/children.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { makeScratch } from "../../support/scratch.ts";
import { type Started, startScript } from "../../support/start-script.ts";

// Logs, metrics and traces of processes as users start them.

let folder: string;
let stored: TestDatabase;
const children: ChildProcess[] = [];

vi.setConfig({ testTimeout: 180_000 });

beforeAll(async () => {
  folder = await makeScratch();
  stored = await createTestDatabase();
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

afterAll(async () => {
  await stored.drop();
  await rm(folder, { recursive: true, force: true });
});

function start(settings: Record<string, string>): Started {
  const started = startScript(folder, { DATABASE_URL: stored.url, METRICS_PORT: "0", ...settings });
  children.push(started.child);
  return started;
}

const ask = async (url: string, headers: Record<string, string> = {}): Promise<string> => {
  const body = JSON.stringify({ query: "query Seen { articles { totalCount } }" });
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body };
  return (await fetch(`${url}/graphql`, init)).text();
};

const metricsUrl = (started: Started): string => /"url":"(http:[^"]+\/metrics)"/.exec(started.output())?.[1] ?? "";

/** How many requests have been counted. */
async function countedRequests(url: string): Promise<number> {
  const text = await (await fetch(url)).text();
  return Number(
    /^broadsheet_http_requests_total\{route="graphql",method="POST",status="200"\} (\d+)$/m.exec(text)?.[1],
  );
}

const untilCounted = (url: string, count: number) =>
  vi.waitFor(async () => expect(await countedRequests(url)).toBe(count), { timeout: 60_000 });

test("of several processes the metrics are summed, whichever of them end, or hang", async () => {
  const server = start({ WORKERS: "2" });
  const url = await server.url;
  const metrics = metricsUrl(server);
  for (let asked = 0; asked < 20; asked++) await ask(url, { connection: "close" });
  await untilCounted(metrics, 20);
  const [one = 0, other = 0] = childrenOf(server.child.pid);
  process.kill(one, "SIGKILL");
  await vi.waitFor(() => expect(childrenOf(server.child.pid)).not.toContain(one), { timeout: 60_000 });
  expect(await countedRequests(metrics)).toBe(20);
  process.kill(other, "SIGSTOP");
  const begun = performance.now();
  expect(await countedRequests(metrics)).toBe(20);
  expect(performance.now() - begun).toBeLessThan(10_000);
  process.kill(other, "SIGCONT");
  await vi.waitFor(() => expect(server.output()).toContain("serves in the place"), { timeout: 60_000 });
  for (let asked = 0; asked < 5; asked++) await ask(url, { connection: "close" });
  await untilCounted(metrics, 25);
  server.child.kill("SIGTERM");
  expect(await server.exit).toBe(0);
});

test("at the end nothing is lost of logs and traces, and no secret was in anything that is seen", async () => {
  const secrets = {
    database: new URL(stored.url).password,
    image: "zq7-image-secret-zq7",
    purge: "zq7-purge-token",
    traces: "zq7-traces-key",
    key: `bsk_${"z".repeat(43)}`,
  };
  const bodies: string[] = [];
  const collector = createServer(async (request, response) => {
    for await (const chunk of request) bodies.push(String(chunk));
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  const { port } = collector.address() as AddressInfo;
  const server = start({
    LOG_REQUESTS: "on",
    LOG_LEVEL: "debug",
    SLOW_OPERATION: "1",
    IMAGE_SECRET: secrets.image,
    CDN_PURGE_URL: `http://127.0.0.1:${port}/purge`,
    CDN_PURGE_TOKEN: secrets.purge,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${secrets.traces}`,
  });
  const url = await server.url;
  expect(await ask(url)).toContain("totalCount");
  expect(await ask(url, { authorization: `Bearer ${secrets.key}` })).toContain("UNAUTHENTICATED");
  const metrics = await (await fetch(metricsUrl(server))).text();
  server.child.kill("SIGTERM");
  expect(await server.exit).toBe(0);
  collector.closeAllConnections();
  collector.close();
  expect(server.output().match(/"msg":"request"/g)).toHaveLength(2);
  expect(server.output()).toContain('"msg":"a slow operation"');
  expect(bodies.join("").match(/"name":"POST \/graphql"/g)).toHaveLength(2);
  expect(metrics).toContain('broadsheet_errors_total{code="UNAUTHENTICATED"} 1');
  const seen = [server.output(), metrics, bodies.join("")].join("\n");
  for (const secret of Object.values(secrets).filter(Boolean)) expect(seen).not.toContain(secret);
});
