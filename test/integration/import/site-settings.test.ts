import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ImportOptions, runImport } from "../../../src/import/run.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { useImporting } from "../../support/importing.ts";
import { folder, put } from "./folder.ts";
import { NOW } from "./writing.ts";

const importing = useImporting();
const SETTINGS = "timezone: Asia/Shanghai\nurl: https://lamps.dev\n";
const POST = "---\ntitle: Three lamps\ndate: 2021-10-28 14:08:07\n---\n\n[Next](two/)\n";
const SITE = { "_config.yml": SETTINGS, "source/_posts/a.md": POST };

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.close());

const unique = () => `site-${randomUUID()}`;

const run = (root: string, options: Partial<ImportOptions> = {}) =>
  runImport(
    { ...importing, client: gateway.database.client, now: () => NOW },
    { paths: [root], cwd: "/", imageProxies: [], ...options },
  );

/** What the source shows, and when its article was published. */
async function shown(root: string) {
  const { data, errors } = await gateway.ask(
    `query ($name: String!) { source(name: $name) { timeZone }
      articles(first: 1, filter: { sources: [$name] }) { nodes { publishedAt } } }`,
    { name: basename(root) },
  );
  expect(errors).toEqual([]);
  return { ...data.source, publishedAt: data.articles.nodes[0]?.publishedAt };
}

test("a Hexo site's own zone is that of its source, and is remembered", async () => {
  const root = await folder(SITE, unique());
  expect(await run(root)).toMatchObject({ created: 1, issues: [] });
  const settled = {
    timeZone: "Asia/Shanghai",
    publishedAt: "2021-10-28T06:08:07.000Z",
  };
  expect(await shown(root)).toEqual(settled);
  await put(root, "_config.yml", "timezone: Asia/Tokyo\nurl: https://other.dev\n");
  expect(await run(root)).toMatchObject({ unchanged: 1 });
  expect(await shown(root)).toEqual(settled);
});

test("what is given wins over the site's settings, and stays", async () => {
  const root = await folder(SITE, unique());
  await run(root, { timeZone: "Asia/Tokyo" });
  const given = { timeZone: "Asia/Tokyo", publishedAt: "2021-10-28T05:08:07.000Z" };
  expect(await shown(root)).toEqual(given);
  expect(await run(root)).toMatchObject({ unchanged: 1 });
  expect(await shown(root)).toEqual(given);
  expect(await run(root, { timeZone: "UTC" })).toMatchObject({ updated: 1 });
  expect(await run(root)).toMatchObject({ unchanged: 1 });
  expect(await shown(root)).toEqual({
    timeZone: "UTC",
    publishedAt: "2021-10-28T14:08:07.000Z",
  });
});

test("a source that remembers nothing takes up settings that have come into its site", async () => {
  const root = await folder({ "source/_posts/a.md": POST, "scaffolds/post.md": "" }, unique());
  const [assumed] = (await run(root)).issues;
  expect(assumed).toMatchObject({ code: "DATE_ZONE_ASSUMED" });
  await put(root, "_config.yml", SETTINGS);
  expect(await run(root)).toMatchObject({ updated: 1, issues: [] });
  expect(await shown(root)).toMatchObject({ timeZone: "Asia/Shanghai", publishedAt: "2021-10-28T06:08:07.000Z" });
});

test("a dry run of a known source reads by the site's settings and remembers none", async () => {
  const root = await folder({ "source/_posts/a.md": POST, "scaffolds/post.md": "" }, unique());
  await run(root);
  await put(root, "_config.yml", SETTINGS);
  expect(await run(root, { dryRun: true })).toMatchObject({ updated: 1, issues: [] });
  expect(await shown(root)).toMatchObject({ timeZone: "UTC" });
});

test("settings that cannot be used cost nothing", async () => {
  const root = await folder({ ...SITE, "_config.yml": "timezone: [\nurl: http://example.com" }, unique());
  expect(await run(root)).toMatchObject({ created: 1, failed: 0, issues: [{ code: "DATE_ZONE_ASSUMED" }] });
  expect(await shown(root)).toMatchObject({ timeZone: "UTC" });
});
