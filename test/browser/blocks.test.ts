import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { joinedBlocks } from "../support/blocks.ts";
import { articleOf, parseText } from "../unit/content/support.ts";
import { findChromium } from "./chromium.ts";
import { shownIn } from "./shown.ts";

const executablePath = findChromium();
const SAMPLES = join(import.meta.dirname, "../../samples");

const names = readdirSync(SAMPLES, { recursive: true, encoding: "utf8" }).filter((name) => /\.(?:md|html)$/.test(name));

describe.skipIf(executablePath === null)("a page of nothing but the blocks, in Chromium", () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? "" });
    page = await browser.newPage();
    // What is loaded makes no difference to what is there.
    await page.route("**/*", (route) => route.abort());
  });

  afterAll(() => browser?.close());

  test.each(names)("%s shows the text and images of its HTML", async (name) => {
    const article = articleOf(parseText(readFileSync(join(SAMPLES, name), "utf8"), { kind: "hexo" }, name));
    const whole = await shownIn(page, article.html);
    expect(whole.text.length).toBeGreaterThan(0);
    expect(await shownIn(page, joinedBlocks(article))).toEqual(whole);
  });
});
