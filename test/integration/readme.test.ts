import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runImport } from "../../src/import/run.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { useImporting } from "../support/importing.ts";

// The README's first query, as it stands there, gets the answer that stands there.

const root = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");

const importing = useImporting();

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  const samples = fileURLToPath(new URL("samples", root));
  const deps = { ...importing, client: gateway.database.client, now: () => new Date() };
  await runImport(deps, { paths: [samples], cwd: samples, imageProxies: [] });
});

afterAll(() => gateway.close());

test("the search", async () => {
  const [, query = "", answer = ""] = /```graphql\n(\{ search[^`]+)```\n\n```json\n([^`]+)```/.exec(readme) ?? [];
  const { data, errors } = await gateway.ask(query);
  expect(errors).toEqual([]);
  expect({ data }).toEqual(JSON.parse(answer));
});

test("the first query", async () => {
  const [, body = ""] = /curl http:\/\/localhost:4000\/graphql .* -d '([^']+)'/.exec(readme) ?? [];
  const [, answer = ""] = /```json\n([^`]+)```/.exec(readme) ?? [];
  const { data, errors } = await gateway.ask((JSON.parse(body) as { query: string }).query);
  expect(errors).toEqual([]);
  const { url } = data.article.headImage;
  // Where the gateway lives and the number of the source are this test's own.
  data.article.headImage.url = url.replace(/^.*\/images\/\d+\//, "http://localhost:4000/images/1/");
  expect({ data }).toEqual(JSON.parse(answer));
});
