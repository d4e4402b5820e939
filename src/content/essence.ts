import { createHash } from "node:crypto";
import type { FrontMatter } from "./front-matter.ts";
import { withoutScheme } from "./image-addresses.ts";
import type { ContentOptions, Json } from "./types.ts";
import { PIPELINE_VERSION } from "./version.ts";

/** What an article was read from. */
export interface Written {
  front: FrontMatter;
  raw: string;
  /** Whether a feed script wrote the file, which has the time of the crawl as its date where the feed has none. */
  crawled: boolean;
}

const RESIZER = /(?:https?:)?\/\/(?:images\.weserv|wsrv)\.nl\/\?url=/g;
const RANDOM_PLACEHOLDER = /https?:\/\/picsum\.photos\/[^\s"'<>()]{1,100}?[?&]random=\d*/g;

/** A time of day and no zone. Feeds always name one. */
const CRAWL_TIME = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+|\s*T\s*)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

/**
 * SHA-256 of what a file says and how it is read, without the noise of a crawl: proxies before image addresses, random
 * placeholders, and the time of the crawl where it stands for a date. Everything else is in it, so that nothing a
 * person changes is ever taken for noise. The order of keys is none of it: a database keeps none.
 * @param version - of the pipeline that reads the file.
 */
export function essenceOf(
  { front, raw, crawled }: Written,
  options: ContentOptions,
  version: number = PIPELINE_VERSION,
): Buffer {
  const { kind, timeZone, baseUrl, categoryMode, imageProxies } = options;
  const text = (value: string) => withoutNoise(value, imageProxies);
  const said = crawled && CRAWL_TIME.test(String(front.date).trim()) ? { ...front, date: null } : front;
  const context = [version, kind, timeZone, baseUrl, categoryMode, imageProxies];
  return createHash("sha256")
    .update(JSON.stringify([...context, mapped(said, text)]))
    .update("\0")
    .update(text(raw))
    .digest();
}

/** A text without proxies before addresses and without random placeholders. */
export function withoutNoise(value: string, proxies: readonly string[]): string {
  let text = value;
  for (const proxy of proxies) {
    const schemeless = withoutScheme(proxy);
    if (schemeless === "" || !text.includes(schemeless)) continue;
    for (const scheme of ["https:", "http:", ""]) text = text.replaceAll(scheme + schemeless, "");
  }
  // Few texts hold any, and a search for a plain word takes far less time than one for a pattern.
  if (text.includes(".nl/?url=")) text = text.replace(RESIZER, "");
  return text.includes("picsum.photos") ? text.replace(RANDOM_PLACEHOLDER, "") : text;
}

/** The value with each text in it changed; an empty one says no more than none at all. */
function mapped(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value) || null;
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, mapped(value[key] ?? null, change)]));
}
