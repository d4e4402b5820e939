import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { withMetrics } from "../../../scripts/metrics-table.ts";
import { createMetrics, type Metrics } from "../../../src/seen/metrics.ts";
import { serveMetrics } from "../../../src/seen/metrics-server.ts";
import { article, writeArticles } from "../../support/articles.ts";
import { makeKey } from "../../support/keys.ts";
import { type SeenServer, startSeenServer } from "../../support/seen-server.ts";

let server: SeenServer;
let metrics: Metrics;

beforeAll(async () => {
  metrics = createMetrics("1.2.3");
  server = await startSeenServer({}, { metrics });
  await writeArticles(server.database, [article({ path: "a.md", title: "On gliders", authors: ["Ann"] })]);
});

afterAll(() => server.close());

/** The value of a series, as it is written; 0 where there is none. */
async function countOf(series: string): Promise<number> {
  const text = await metrics.registry.metrics();
  const line = text.split("\n").find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

const waitForValue = (series: string, value: number) =>
  vi.waitFor(async () => expect(await countOf(series)).toBe(value), 10_000);

test("operations are counted and timed, by kind and by where they were answered from", async () => {
  const query = "{ articles { nodes { title authors { name } } } }";
  await vi.waitFor(async () => {
    await (await server.ask({ query })).text();
    const kept = 'broadsheet_operation_duration_seconds_count{operation="query",source="memory"}';
    expect(await countOf(kept)).toBeGreaterThan(0);
  }, 10_000);
  const executed = await countOf('broadsheet_operation_duration_seconds_count{operation="query",source="executed"}');
  expect(executed).toBeGreaterThan(0);
  expect(await countOf("broadsheet_operation_cost_count")).toBe(executed);
  expect(await countOf('broadsheet_statement_duration_seconds_count{query="articleList"}')).toBe(executed);
  expect(await countOf('broadsheet_statement_duration_seconds_count{query="authorsByArticleIds"}')).toBe(executed);
});

test("requests are counted by route, method and status, and errors by code", async () => {
  await Promise.all([
    server.ask({ query: "{ nothing }" }),
    fetch(`${server.url}/health/live`),
    fetch(`${server.url}/graphql/secret?token=secret`, { method: "PURGE" }),
  ]);
  await waitForValue('broadsheet_http_requests_total{route="graphql",method="POST",status="400"}', 1);
  await waitForValue('broadsheet_http_requests_total{route="health",method="GET",status="200"}', 1);
  await waitForValue('broadsheet_http_requests_total{route="other",method="other",status="404"}', 1);
  await waitForValue('broadsheet_errors_total{code="GRAPHQL_VALIDATION_FAILED"}', 1);
  await waitForValue("broadsheet_http_requests_in_flight", 0);
});

test("what the process holds is told as it is at that moment", async () => {
  expect(await countOf("broadsheet_answers_entries")).toBeGreaterThan(0);
  expect(await countOf("broadsheet_answers_bytes")).toBeGreaterThan(0);
  expect(await countOf("broadsheet_pool_connections")).toBe(8);
  await waitForValue("broadsheet_pool_busy", 0);
  expect(await countOf("broadsheet_changes_current")).toBe(1);
  await writeArticles(server.database, [article({ path: "b.md", title: "On kites" })]);
  await waitForValue("broadsheet_changes_behind", 0);
  expect(await countOf(`broadsheet_build_info{version="1.2.3",node="${process.version}"}`)).toBe(1);
});

test("mutations that write are counted by how they ended", async () => {
  const authorization = `Bearer ${await makeKey(server.database.client, "ci")}`;
  const write = async (files: string) => {
    const query = `mutation { importArticles(input: {source: "api", files: ${files}}) { userErrors { code } } }`;
    const answer = await (await server.ask({ query }, { authorization })).json();
    return (answer as { errors?: unknown }).errors;
  };
  expect(await write('[{path: "x.md", content: "---\\ntitle: Hello\\n---\\nText"}]')).toBeUndefined();
  expect(await write('[{path: "../x.md", content: "# Hello"}]')).toBeUndefined();
  expect(await countOf('broadsheet_imports_total{operation="import",result="done"}')).toBe(1);
  expect(await countOf('broadsheet_imports_total{operation="import",result="refused"}')).toBe(1);
  expect(await countOf('broadsheet_imported_articles_total{operation="import"}')).toBe(1);
});

test("no name of a client's is a label", async () => {
  await (await server.ask({ query: "query Zq7name { zq7alias: __typename }", operationName: "Zq7name" })).text();
  expect(await metrics.registry.metrics()).not.toMatch(/zq7/i);
});

test("metrics are given on a port of their own, and nothing else is", async () => {
  const given = await serveMetrics({ host: "127.0.0.1", port: 0 }, () => metrics.registry.metrics(), {} as never);
  const response = await fetch(given.url);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await response.text()).toContain("broadsheet_http_requests_total");
  expect((await fetch(given.url.replace("/metrics", "/graphql"))).status).toBe(404);
  expect((await fetch(given.url, { method: "POST" })).status).toBe(405);
  const taken = serveMetrics({ host: "127.0.0.1", port: Number(new URL(given.url).port) }, async () => "", {} as never);
  await expect(taken).rejects.toThrow(/^Port \d+ is taken: .+METRICS_PORT=/);
  await given.close();
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
});

test("docs/operations.md lists every metric, as `npm run operations` writes it", async () => {
  const page = await readFile(new URL("../../../docs/operations.md", import.meta.url), "utf8");
  expect(page).toBe(await withMetrics(page));
  for (const { name } of await metrics.registry.getMetricsAsJSON()) expect(page).toContain(`\`${name}\``);
});
