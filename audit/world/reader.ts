import { chromium, type Page } from "playwright-core";

/** The page that pieces are shown in; nothing is ever asked of a network. */
const ADDRESS = "https://reader.example/";
/** How many pieces a page of the browser takes at once. */
const TOGETHER = 50;

/**
 * Shows pieces of HTML in a real browser, clicks on all that can be clicked, and says what happened that nothing in an
 * article may bring about: a script that ran, or failed (in capitals, ALERT is no function), a page that was left, a
 * window that was opened, a link to what is no address of the web's. Each with the pieces that it came of.
 */
export async function aliveInBrowser(pieces: readonly string[], executablePath: string): Promise<string[]> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const alive: string[] = [];
    let shown: string[] = [];
    const note = (what: string) => void alive.push(`${what}: ${shown.join("\n").slice(0, 300)}`);
    await watch(page, note, () => `<!doctype html><meta charset="utf-8"><body>${shown.join("\n<hr>\n")}</body>`);
    for (let at = 0; at < pieces.length; at += TOGETHER) {
      shown = pieces.slice(at, at + TOGETHER);
      const before = alive.length;
      try {
        await page.goto(ADDRESS, { waitUntil: "domcontentloaded" });
        for (const link of await clickAll(page)) note(`leads to ${link}`);
      } catch (error) {
        if (!/navigation|ERR_ABORTED/i.test(String(error))) throw error;
        // Where the page was left for was noted already, unless the browser blocked it.
        if (alive.length === before) note("a page left");
      }
    }
    return alive;
  } finally {
    await browser.close();
  }
}

async function watch(page: Page, note: (what: string) => void, html: () => string): Promise<void> {
  page.on("dialog", (dialog) => {
    note(`a dialog of ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", ({ message }) => note(`a script that failed: ${message}`));
  page.on("popup", () => note("a window"));
  await page.route("**", (route) => {
    const request = route.request();
    const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (isPage && request.url() === ADDRESS) return route.fulfill({ contentType: "text/html", body: html() });
    if (isPage) note(`a page left for ${request.url()}`);
    return route.abort();
  });
}

/**
 * Clicks on everything, without following the links that an article may have: those lead away, as they should. Links
 * to anything else are followed, and are what is returned.
 */
function clickAll(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const links = [...document.querySelectorAll<HTMLAnchorElement | HTMLAreaElement>("a[href], area[href]")];
    // What cannot be parsed, such as a host with a quotation mark, leads nowhere: the browser shows an empty page.
    const others = links.filter((link) => !/^(?:https?|mailto|tel):$/.test(link.protocol) && URL.canParse(link.href));
    document.addEventListener(
      "click",
      (event) => {
        const link = (event.target as Element).closest<HTMLAnchorElement | HTMLAreaElement>("a, area");
        if (link && !others.includes(link)) event.preventDefault();
      },
      true,
    );
    for (const element of document.querySelectorAll<HTMLElement>("a, area, button, summary, details, input")) {
      element.click();
    }
    const addresses = others.map(({ href }) => href);
    return new Promise<string[]>((resolve) => setTimeout(() => resolve(addresses), 20));
  });
}
