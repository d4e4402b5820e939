import type { FrontMatter } from "./front-matter.ts";
import { firstOf, KEYS } from "./keys.ts";
import { asText } from "./names.ts";
import type { ContentOptions } from "./types.ts";

/** Where an article stands on the web. */
export interface Address {
  /** Its own absolute URL; null where nothing tells it for certain. */
  url: string | null;
  /** What relative addresses in it are resolved against; null where they mean files of the source. */
  base: string | null;
}

/** Keys under which a generator has the path of the page below the site's root. */
const PATH_KEYS: Readonly<Record<string, string>> = { jekyll: "permalink", hugo: "url" };
/** Jekyll's names for whole patterns of addresses, and their parts: https://jekyllrb.com/docs/permalinks/ */
const PATTERN = /^(?:date|pretty|ordinal|weekdate|none)$|(?:^|\/):[a-z_]/;
/** The generators whose pages are made from the file: an address that they link to is another page's. */
const GENERATORS: ReadonlySet<string> = new Set(["jekyll", "hugo", "astro"]);

/**
 * The article's own address, where one of its keys holds an absolute one, or the path of its page below the site's
 * root. Addresses in the article are relative to that page; of an article that was copied from elsewhere, to its link.
 */
export function readAddress(front: FrontMatter, { kind, baseUrl }: ContentOptions): Address {
  const root = withFinalSlash(baseUrl);
  const page = pageOf(asText(front[PATH_KEYS[kind] ?? ""])?.trim() ?? "", root);
  const linked = firstAbsolute(KEYS.address.map((key) => asText(front[key])));
  const canonical = absolute(asText(firstOf(front, KEYS.canonical)));
  return { url: page ?? linked ?? canonical, base: page ?? (GENERATORS.has(kind) ? null : linked) ?? root };
}

function pageOf(written: string, root: string | null): string | null {
  if (written === "" || PATTERN.test(written)) return null;
  const path = written.replace(/^\/+/, "");
  return absolute(written) ?? (root !== null && URL.canParse(path, root) ? new URL(path, root).href : null);
}

function firstAbsolute(values: readonly (string | null)[]): string | null {
  return values.map(absolute).find((url) => url !== null) ?? null;
}

function absolute(value: string | null): string | null {
  const text = value?.trim() ?? "";
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).href : null;
}

/** A site's root is a folder: without its slash, relative addresses would replace its last part. */
function withFinalSlash(baseUrl: string | null): string | null {
  return baseUrl?.replace(/\/*$/, "/") ?? null;
}
