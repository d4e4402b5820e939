import type { Element, Root } from "hast";
import { isElement, type Parent } from "./elements.ts";

/** A heading with an anchor. */
export interface Heading {
  element: Element;
  level: number;
  anchor: string;
}

/** A link with an address. */
export interface Link {
  element: Element;
  href: string;
}

/** The headings of a sanitized tree that have anchors, but for those that are quoted or in others, in reading order. */
export function headingsOf(tree: Root): Heading[] {
  const headings: Heading[] = [];
  collectHeadings(tree, headings);
  return headings;
}

function collectHeadings(parent: Parent, headings: Heading[]): void {
  for (const element of parent.children) {
    if (!isElement(element) || element.tagName === "blockquote") continue;
    const { id } = element.properties;
    if (!/^h[1-6]$/.test(element.tagName) || typeof id !== "string" || !id.startsWith("h-")) {
      collectHeadings(element, headings);
    } else headings.push({ element, level: Number(element.tagName.slice(1)), anchor: id });
  }
}

/** The links of a sanitized tree, but for those between footnotes, in reading order. */
export function linksOf(tree: Root): Link[] {
  const links: Link[] = [];
  collectLinks(tree, links);
  return links;
}

function collectLinks(parent: Parent, links: Link[]): void {
  for (const element of parent.children) {
    if (!isElement(element)) continue;
    const { href, dataFootnoteRef, dataFootnoteBackref } = element.properties;
    const isFootnote = dataFootnoteRef !== undefined || dataFootnoteBackref !== undefined;
    if (element.tagName === "a" && typeof href === "string" && !isFootnote) links.push({ element, href });
    collectLinks(element, links);
  }
}

/**
 * Tells links that leave a site from those that stay: another host than the site's and the article's. Relative ones and
 * those that are no addresses of pages (mailto:) stay.
 * @param own - addresses of the site and of the article.
 */
export function leavesSite(own: readonly (string | null)[]): (href: string) => boolean {
  const hosts = new Set(own.map((url) => hostOf(url ?? "")));
  return (href) => {
    const host = hostOf(href.startsWith("//") ? `https:${href}` : href);
    return host !== null && !hosts.has(host);
  };
}

function hostOf(href: string): string | null {
  const written = /^https?:[/\\]{2}([^/?#\\]+)/i.exec(href)?.[1];
  if (written === undefined) return null;
  // Nearly all are plain, and parsing one takes longer than everything else that is done about a link.
  if (/^[a-z0-9.-]+$/.test(written)) return written.replace(/^www\./, "");
  return URL.canParse(href) ? new URL(href).hostname.replace(/^www\./, "") : null;
}
