import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page, type Request, type Response } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Started, startScript } from "../support/start-script.ts";
import { findChromium } from "./chromium.ts";

const executablePath = findChromium();
if (executablePath === null) {
  process.stderr.write("No browser is installed: GraphiQL's tests are skipped. CHROMIUM_PATH can say where one is.\n");
}

const OPEN_TABS = [
  "ArticleWithImages",
  "CategoryPage",
  "CategoryTree",
  "ImagesAndArticles",
  "ResponsiveImages",
  "NewestArticles",
  "ArticleBlocks",
  "Search",
  "Archive",
  "ReadOn",
];
const TABS = [...OPEN_TABS, "ImportRuns", "ImportArticles"];

describe.skipIf(executablePath === null)("GraphiQL, in Chromium, on the samples", () => {
  let folder: string;
  let started: Started;
  let url: string;
  let browser: Browser;
  let page: Page;
  const requests: Request[] = [];
  const responses: Response[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "broadsheet-browser-"));
    started = startScript(folder, { DATA_DIR: join(folder, "data") });
    browser = await chromium.launch({ executablePath: executablePath ?? "" });
    url = await started.url;
  });

  afterAll(async () => {
    await browser?.close();
    started.child.kill("SIGTERM");
    await started.exit;
    await rm(folder, { recursive: true, force: true });
  });

  // Each test is a visitor of its own, with nothing stored.
  beforeEach(async () => {
    for (const list of [requests, responses, complaints]) list.length = 0;
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    // Well below a test's own: what fails says what it waited for.
    context.setDefaultTimeout(10_000);
    page = await context.newPage();
    page.on("request", (request) => requests.push(request));
    page.on("response", (response) => responses.push(response));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    await page.goto(url);
    await ready();
    return () => context.close();
  });

  const ready = () => page.locator(".graphiql-query-editor .view-line").first().waitFor();
  const tabNames = () => page.getByRole("tab").allInnerTexts();
  const activeTab = () => page.getByRole("tab", { selected: true }).innerText();
  // GraphiQL stores half a second after the last change.
  const stored = () => page.waitForTimeout(1_000);

  /** Changes to another tab, and waits until GraphiQL has read what it holds. */
  const open = async (name: string) => {
    await page.getByRole("tab", { name }).click();
    await page.waitForFunction((wanted) => localStorage.getItem("graphiql:query")?.includes(wanted), name);
  };

  /** Runs what the active tab holds, and gives back the answer. */
  const run = async (operation: string): Promise<{ data: never; errors?: unknown }> => {
    const answered = page.waitForResponse((response) => {
      const sent = response.request().postData() ?? "";
      return sent.includes(operation) && !sent.includes("IntrospectionQuery");
    });
    await page.getByRole("button", { name: /^Execute query/ }).click();
    return (await answered).json();
  };

  test("it opens with a tab for each example, and with the variables and headers in view", async () => {
    expect(await tabNames()).toEqual(TABS);
    expect(await activeTab()).toBe("ArticleWithImages");
    expect(await page.title()).toBe("Broadsheet");
    for (const name of ["Variables", "Headers"]) {
      expect(await page.getByRole("button", { name, exact: true }).isVisible()).toBe(true);
    }
    expect(complaints).toEqual([]);
  });

  test("each tab that is open to everybody returns data, and shows it", async () => {
    const shows: Record<string, (data: never) => void> = {
      ArticleWithImages: ({ articles }: { articles: { nodes: { images: { totalCount: number } }[] } }) =>
        expect(articles.nodes[0]?.images.totalCount).toBeGreaterThan(0),
      CategoryPage: ({ category }: { category: { children: unknown[]; articles: { nodes: unknown[] } } }) => {
        expect(category.children.length).toBeGreaterThan(0);
        expect(category.articles.nodes.length).toBeGreaterThan(1);
      },
      CategoryTree: ({ categories }: { categories: { nodes: { children: unknown[] }[] } }) => {
        expect(categories.nodes.length).toBeGreaterThan(1);
        expect(categories.nodes.flatMap(({ children }) => children).length).toBeGreaterThan(1);
      },
      ImagesAndArticles: ({ images }: { images: { nodes: { articles: { totalCount: number } }[] } }) => {
        expect(images.nodes).toHaveLength(10);
        for (const { articles } of images.nodes) expect(articles.totalCount).toBeGreaterThan(0);
      },
      ResponsiveImages: ({ images }: { images: { nodes: { format: string; srcSet: string | null }[] } }) => {
        expect(images.nodes).toHaveLength(3);
        for (const { format, srcSet } of images.nodes) expect(srcSet === null).toBe(format === "SVG");
      },
      NewestArticles: ({ articles }: { articles: { nodes: unknown[] } }) => expect(articles.nodes).toHaveLength(10),
      ArticleBlocks: ({ articles }: { articles: { nodes: { body: { blocks: unknown[] } }[] } }) => {
        for (const { body } of articles.nodes) expect(body.blocks.length).toBeGreaterThan(0);
      },
      Search: ({ search }: { search: { edges: unknown[] } }) => expect(search.edges.length).toBeGreaterThan(0),
      Archive: ({ articles }: { articles: { facets: { dates: unknown[]; tags: unknown[] } } }) => {
        expect(articles.facets.dates.length).toBeGreaterThan(1);
        expect(articles.facets.tags.length).toBeGreaterThan(1);
      },
      ReadOn: ({ articles }: { articles: { nodes: { previous: unknown }[] } }) =>
        expect(articles.nodes[0]?.previous).not.toBeNull(),
    };
    expect(Object.keys(shows)).toEqual(OPEN_TABS);
    for (const [name, check] of Object.entries(shows)) {
      if (name !== (await activeTab())) await open(name);
      const { data, errors } = await run(name);
      expect(errors).toBeUndefined();
      check(data);
      await page.locator(".result-window").getByText('"data"').waitFor();
    }
    expect(complaints).toEqual([]);
  });

  test("the tabs that take a key say so", async () => {
    for (const name of ["ImportRuns", "ImportArticles"]) {
      await open(name);
      expect(await run(name)).toMatchObject({ errors: [{ extensions: { code: "FORBIDDEN" } }] });
      await page.locator(".result-window").getByText("npm run api-key").waitFor();
    }
  });

  test("nothing is asked of any other host", async () => {
    await open("CategoryPage");
    await run("CategoryPage");
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.waitForTimeout(500);
    expect(requests.length).toBeGreaterThan(5);
    const others = requests.map((request) => request.url()).filter((address) => !address.startsWith(`${url}/`));
    expect(others.filter((address) => !address.startsWith("data:"))).toEqual([]);
  });

  test("tabs are remembered as they were left, and a reload adds none", async () => {
    await page.reload();
    await ready();
    expect(await tabNames()).toEqual(TABS);

    await open("CategoryTree");
    await page.locator(".graphiql-query-editor .view-line").first().click();
    await page.keyboard.type("# Mine\n");
    await stored();
    await page.reload();
    await ready();
    expect(await tabNames()).toEqual(TABS);
    expect(await activeTab()).toBe("CategoryTree");
    await page.locator(".graphiql-query-editor").getByText("# Mine").waitFor();
    expect(new URL(page.url()).search).toBe("");
  });

  test("a tab's variables are back after a reload", async () => {
    await open("CategoryPage");
    await stored();
    await page.reload();
    await ready();
    expect(await activeTab()).toBe("CategoryPage");
    const { data } = await run("CategoryPage");
    expect(data).toHaveProperty("category.name");
  });

  test("a link with a query opens it, once", async () => {
    await stored();
    const link = `${url}/graphql?query=${encodeURIComponent("query Linked { __typename }")}`;
    for (const _visit of ["first", "second"]) {
      await page.goto(link);
      await ready();
      expect(await tabNames()).toEqual([...TABS, "Linked"]);
      await stored();
    }
    expect(await run("Linked")).toEqual({ data: { __typename: "Query" } });
  });

  test("headers are sent, and never stored", async () => {
    await page.getByRole("button", { name: "Headers", exact: true }).click();
    await page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines").click();
    await page.keyboard.type('{"x-example": "secret-key"');
    await stored();
    const sent = page.waitForRequest((request) => (request.postData() ?? "").includes("ArticleWithImages"));
    await run("ArticleWithImages");
    expect((await sent).headers()["x-example"]).toBe("secret-key");
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("secret-key");
  });

  test("everything comes compressed, and the files only once", async () => {
    const firsts = responses.filter((response) => response.request().method() === "GET");
    const files = firsts.filter((response) => !response.url().startsWith("data:"));
    expect(files.length).toBeGreaterThan(3);
    const sent = files.filter((response) => response.status() === 200);
    for (const file of sent) expect(file.headers()["content-encoding"]).toBe("br");

    const fetchedAgain = async () => {
      await page.reload();
      await ready();
      const loaded = await page.evaluate(() =>
        performance.getEntriesByType("resource").map((entry) => ({
          path: new URL(entry.name).pathname,
          bytes: (entry as PerformanceResourceTiming).transferSize,
        })),
      );
      const own = loaded.filter(({ path }) => path.startsWith("/graphiql/"));
      expect(own.length).toBeGreaterThanOrEqual(2);
      return own.filter(({ bytes }) => bytes > 0);
    };
    // What was still on its way when its page went was not kept, and is fetched by one visit more.
    await expect.poll(fetchedAgain, { timeout: 20_000 }).toEqual([]);
  });
});
