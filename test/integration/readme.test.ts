import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkImages, USUAL_POLITENESS } from "../../src/images/check.ts";
import { createImageFetcher } from "../../src/images/fetch-image.ts";
import { runImport } from "../../src/import/run.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { useImporting } from "../support/importing.ts";
import { makeKey } from "../support/keys.ts";

// The README's queries, as they stand there, get the answers that stand there.

const root = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");

const importing = useImporting();

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway(undefined, "gateway");
  const samples = fileURLToPath(new URL("samples", root));
  const deps = { ...importing, client: gateway.database.client, now: () => new Date() };
  await runImport(deps, { paths: [samples], cwd: samples, imageProxies: [] });
});

afterAll(() => gateway.close());

/** A query of the README that has its answer below it. */
async function ask(number: number, key?: string) {
  const asked =
    /curl http:\/\/localhost:4000\/graphql [^\n]* -d '([^']+)'\s+(?:The answer, laid out:\s+)?```json\n([^`]+)```/g;
  const [, body = "", answer = ""] = [...readme.matchAll(asked)][number] ?? [];
  const { data, errors } = await gateway.ask((JSON.parse(body) as { query: string }).query, {}, key);
  expect(errors).toEqual([]);
  return { data, answer: JSON.parse(answer) };
}

test("the first query", async () => {
  const { data, answer } = await ask(0);
  const { url } = data.article.headImage;
  // Where the gateway lives and the number of the source are this test's own.
  data.article.headImage.url = url.replace(/^.*\/images\/\d+\//, "http://localhost:4000/images/1/");
  expect({ data }).toEqual(answer);
});

test.each(["search", "articles"])("the query of %s", async (field) => {
  const shown = new RegExp(`\`\`\`graphql\\n(\\{ ${field}[^\`]+)\`\`\`\\n\\n\`\`\`json\\n([^\`]+)\`\`\``);
  const [, query = "", answer = ""] = shown.exec(readme) ?? [];
  const { data, errors } = await gateway.ask(query);
  expect(errors).toEqual([]);
  expect({ data }).toEqual(JSON.parse(answer));
});

test("what an editor is shown", async () => {
  const { data, answer } = await ask(1, await makeKey(gateway.database.client, "preview", null, "EDITOR"));
  expect({ data }).toEqual(answer);
});

test("the query of a body's blocks", async () => {
  const { data, answer } = await ask(2);
  expect({ data }).toEqual(answer);
});

test("the query of images, after a check", async () => {
  const section = readme.slice(readme.indexOf("## Images"));
  const [, body = ""] = /curl http:\/\/localhost:4000\/graphql .* -d '([^']+)'/.exec(section) ?? [];
  const [, answer = ""] = /```json\n([^`]+)```/.exec(section) ?? [];
  // The samples' own files alone: what lies elsewhere is nobody's.
  const fetcher = createImageFetcher({ imageHosts: ["none.invalid"], allowedHosts: [] });
  await checkImages(
    {
      client: gateway.database.client,
      fetcher,
      now: () => new Date(),
      onProgress: () => {},
      signal: new AbortController().signal,
      politeness: USUAL_POLITENESS,
    },
    { which: "unchecked", source: null },
  );
  await fetcher.close();
  const { data, errors } = await gateway.ask((JSON.parse(body) as { query: string }).query);
  expect(errors).toEqual([]);
  // Where the gateway lives, the image's number and its signatures are this test's own, and a placeholder's last bits
  // the processor's.
  const settled = (text: string) =>
    text
      .replace(/http\S+?\/images\/v\/\d+\/[\w-]{22}\//g, "http://gateway/")
      .replace(/(data:image\/webp;base64,)[\w+/=]{100,400}/, "$1");
  expect(JSON.parse(settled(JSON.stringify({ data })))).toEqual(JSON.parse(settled(answer)));
});
