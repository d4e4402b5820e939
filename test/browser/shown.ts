import type { Page } from "playwright-core";

/** What a page shows of a piece of HTML: its visible text, line by line as far as there is any, and its media in order. */
export async function shownIn(page: Page, html: string): Promise<{ text: string[]; media: string[] }> {
  await page.setContent(`<!doctype html><meta charset="utf-8"><body>${html}</body>`, { waitUntil: "commit" });
  const { text, media } = await page.evaluate(() => ({
    text: document.body.innerText,
    media: Array.from(document.querySelectorAll("img, iframe, audio, video"), (element) =>
      [element.localName, element.getAttribute("src"), element.getAttribute("alt")].join(" "),
    ),
  }));
  return { text: text.split(/\s+/).filter((word) => word !== ""), media };
}
