import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Started, startScript } from "../support/start-script.ts";
import { findChromium } from "./chromium.ts";

const executablePath = findChromium();

describe.skipIf(executablePath === null)("pages of other sites, in Chromium", () => {
  let folder: string;
  let sites: Server;
  let listed: string;
  let elsewhere: string;
  let gateway: Started;
  let endpoint: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "broadsheet-browser-"));
    sites = createServer((_request, response) => {
      response.setHeader("content-type", "text/html").end("<!doctype html><title>Another site</title>");
    });
    sites.listen(0, "127.0.0.1");
    await once(sites, "listening");
    const { port } = sites.address() as AddressInfo;
    // To a browser, two sites; and the gateway, at localhost, a third.
    listed = `http://127.0.0.1:${port}`;
    elsewhere = `http://site.localhost:${port}`;
    gateway = startScript(folder, { DATA_DIR: join(folder, "data"), CORS_ORIGINS: listed, INTROSPECTION: "off" });
    browser = await chromium.launch({ executablePath: executablePath ?? "" });
    endpoint = `${await gateway.url}/graphql`;
  });

  afterAll(async () => {
    await browser?.close();
    gateway.child.kill("SIGTERM");
    await gateway.exit;
    sites.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What a page at that address gets by fetch: the answer, or how it failed. */
  async function fetched(site: string, search: string, init: RequestInit = {}): Promise<unknown> {
    const page = await browser.newPage();
    await page.goto(site);
    const got = await page.evaluate(
      ([url, options]) =>
        fetch(url, options).then(
          (response) => (response.type === "opaque" ? "opaque" : response.json()),
          (error: Error) => error.name,
        ),
      [`${endpoint}${search}`, init] as const,
    );
    await page.close();
    return got;
  }

  const JSON_BODY = {
    method: "POST",
    headers: { "content-type": "application/json", "x-of-a-client": "1" },
    body: '{"query": "{ __typename }"}',
  };
  const SEARCH = "?query={__typename}";
  const ANSWER = { data: { __typename: "Query" } };

  test("a listed one asks by GET and POST, with headers of its own, and reads the answer", async () => {
    expect(await fetched(listed, "", JSON_BODY)).toEqual(ANSWER);
    expect(await fetched(listed, SEARCH)).toEqual(ANSWER);
    // Errors, too.
    expect(await fetched(listed, "?query={nothing}")).toMatchObject({ errors: [expect.anything()] });
  });

  test("another one reads nothing", async () => {
    expect(await fetched(elsewhere, "", JSON_BODY)).toBe("TypeError");
    expect(await fetched(elsewhere, SEARCH)).toBe("TypeError");
    expect(await fetched(listed, SEARCH, { credentials: "include" })).toBe("TypeError");
  });

  test("what a page of another one sends without asking is refused before it is read", async () => {
    const page = await browser.newPage();
    const statuses: number[] = [];
    page.on("response", (response) => response.url().startsWith(endpoint) && statuses.push(response.status()));
    await page.goto(elsewhere);
    await page.evaluate(
      async ({ url, search }) => {
        const simple = { method: "POST", mode: "no-cors" } as const;
        await fetch(`${url}${search}`, { mode: "no-cors" });
        await fetch(url, { ...simple, body: new URLSearchParams({ query: "{ __typename }" }) });
        await fetch(url, { ...simple, body: '{"query": "{ __typename }"}' });
      },
      { url: endpoint, search: SEARCH },
    );
    await expect.poll(() => statuses).toEqual([403, 403, 403]);
    await postForm(page);
    expect(statuses.at(-1)).toBe(403);
    await page.close();
  });

  /** As a form does, which leads to what is answered. */
  async function postForm(page: Page): Promise<void> {
    await page.setContent(
      `<form method="post" action="${endpoint}"><input name="query" value="{ __typename }"></form>`,
    );
    const navigated = page.waitForResponse(endpoint);
    await page.evaluate(() => document.querySelector("form")?.submit());
    await navigated;
  }

  test("GraphiQL runs on the gateway's own page, and without introspection asks for no schema", async () => {
    const page = await browser.newPage();
    const sent: string[] = [];
    page.on("request", (request) => sent.push(request.postData() ?? ""));
    await page.goto(endpoint);
    await page.locator(".graphiql-query-editor .view-line").first().waitFor();
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: /^Execute query/ }).click();
    expect(await (await answered).json()).toHaveProperty("data.articles");
    expect(sent.filter((body) => body.includes("IntrospectionQuery"))).toEqual([]);
    await page.close();
  });
});
