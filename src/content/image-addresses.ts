import { oneLine, storable } from "./characters.ts";
import type { ImageAddress, ImageInfo } from "./types.ts";

/** What an article's image addresses are read by. */
export interface ImageRules {
  /** Of the article, below the source's root. */
  articlePath: string;
  /** Absolute URL that relative addresses are resolved against; null where they mean files of the source. */
  baseUrl: string | null;
  /** Prefixes to undo: whatever follows one is the real address. */
  proxies: readonly string[];
}

/** What a written address comes to. `none` is a placeholder or nothing at all: no image stands behind it. */
export type Resolved =
  | { kind: "image"; address: ImageAddress }
  | { kind: "data" }
  | { kind: "none" }
  | { kind: "unresolvable" };

/** Services whose pictures only fill a gap. */
const PLACEHOLDER_HOSTS = new Set([
  "picsum.photos",
  "via.placeholder.com",
  "placehold.co",
  "placehold.it",
  "dummyimage.com",
  "loremflickr.com",
  "lorempixel.com",
  "placekitten.com",
  "placeimg.com",
]);
const PLACEHOLDER_FILES = /\/(?:undefined|null|nan|(?:404|blank|spacer|transparent)\.(?:gif|png|jpe?g|svg|webp))$/i;

/** No file of an article has these in its name: they deceive whoever reads it, or break what it is written into. */
const DECEITFUL = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

const RESIZERS = new Set(["images.weserv.nl", "wsrv.nl"]);

const FORMATS: Readonly<Record<string, ImageInfo["format"]>> = {
  jpg: "JPEG",
  jpeg: "JPEG",
  png: "PNG",
  gif: "GIF",
  webp: "WEBP",
  avif: "AVIF",
  svg: "SVG",
  "svg+xml": "SVG",
};

/**
 * Resolves the address of an image as it stands in an article: proxies undone, `//host` given https, relative
 * addresses resolved against the base URL, or, where there is none, taken for files of the source (relative to the
 * article's folder, `/x` to the root), never outside of it. Passwords in addresses are left out.
 */
export function resolveImage(written: string, rules: ImageRules): Resolved {
  const text = withoutProxy(written.replace(/[\t\r\n]/g, "").trim(), rules.proxies);
  if (text === "" || /^(?:undefined|null|nan|#.*)$/i.test(text)) return { kind: "none" };
  if (/^data:/i.test(text)) return { kind: "data" };
  const absolute = text.startsWith("//") ? `https:${text}` : text;
  if (/^https?:/i.test(absolute)) return remote(absolute, undefined);
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return { kind: "unresolvable" };
  return rules.baseUrl === null ? local(text, rules.articlePath) : remote(text, rules.baseUrl);
}

/** The format that an extension or a MIME type stands for; null for others. */
export function formatNamed(name: string): ImageInfo["format"] {
  const key = name
    .trim()
    .toLowerCase()
    .replace(/^image\//, "");
  return Object.hasOwn(FORMATS, key) ? (FORMATS[key] ?? null) : null;
}

/** The format that the extension of an address tells; null where it tells none. */
export function formatOf({ url, localPath }: ImageAddress): ImageInfo["format"] {
  const path = url === null ? localPath : url.replace(/[?#].*$/s, "");
  return formatNamed(/\.([a-z0-9]{3,4})$/i.exec(path)?.[1] ?? "");
}

/** What two uses of one image have in common. */
export function addressKey({ url, localPath }: ImageAddress): string {
  return url ?? `file:${localPath}`;
}

function withoutProxy(text: string, proxies: readonly string[]): string {
  let address = text;
  // Twice, since a proxy may show what another one shows; a third time nobody has met.
  for (let round = 0; round < 2; round++) {
    const schemeless = withoutScheme(address);
    const prefix = proxies.map(withoutScheme).find((proxy) => proxy !== "" && schemeless.startsWith(proxy));
    const inner = prefix === undefined ? resizedBy(address) : decodedWhole(schemeless.slice(prefix.length));
    if (inner === null) break;
    address = inner.trim();
  }
  return address;
}

/** An address as it goes on behind http: or https:, under either of which a proxy is the same. */
export const withoutScheme = (address: string): string => address.replace(/^https?:(?=\/\/)/i, "");

/** The inner address of a proxy, which some callers encode as a whole. */
function decodedWhole(inner: string): string {
  return /^(?:https?)?(?:%3A)?%2F%2F|^https?%3A/i.test(inner) ? decoded(inner) : inner;
}

/** images.weserv.nl/?url=… : the scheme may be missing, and `ssl:` stands for https. */
function resizedBy(address: string): string | null {
  if (!/^(?:https?:)?\/\/(?:images\.weserv|wsrv)\.nl[/?]/i.test(address)) return null;
  const url = parsed(address.startsWith("//") ? `https:${address}` : address);
  const inner = url && RESIZERS.has(url.hostname) ? url.searchParams.get("url") : null;
  if (!inner) return null;
  return /^(?:https?:)?\/\//i.test(inner) ? inner : `http://${inner}`.replace(/^http:\/\/ssl:/, "https://");
}

function remote(text: string, base: string | undefined): Resolved {
  // A parser would take the first part of the path for the host that is missing.
  const url = /^https?:[/\\]{3}/i.test(text) ? null : parsed(text, base);
  if (!url || !/^https?:$/.test(url.protocol)) return { kind: "unresolvable" };
  if (PLACEHOLDER_FILES.test(url.pathname) || isPlaceholderHost(url)) return { kind: "none" };
  return { kind: "image", address: { url: bareHref(url), localPath: null } };
}

/** The address without what has nothing to do with the image. Few have any, and each part that is set is a new parse. */
function bareHref(url: URL): string {
  // A fragment never reaches the host: it is a hint to a theme, not another image.
  if (url.href.includes("#")) url.hash = "";
  // Nobody's password is to be shown, and browsers do not load such images.
  if (url.username !== "") url.username = "";
  if (url.password !== "") url.password = "";
  return url.href;
}

function isPlaceholderHost({ hostname, pathname }: URL): boolean {
  if (!PLACEHOLDER_HOSTS.has(hostname)) return false;
  // With an id or a seed, picsum.photos always shows the same photograph: that one may be meant.
  return hostname !== "picsum.photos" || !/^\/(?:id|seed)\//.test(pathname);
}

function local(text: string, articlePath: string): Resolved {
  const path = decoded(text.replace(/[?#].*$/s, "")).replaceAll("\\", "/");
  if (DECEITFUL.test(path)) return { kind: "unresolvable" };
  if (PLACEHOLDER_FILES.test(`/${path}`)) return { kind: "none" };
  const folder = path.startsWith("/") ? [] : articlePath.split("/").slice(0, -1);
  const segments: string[] = [];
  for (const segment of [...folder, ...path.split("/")]) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return { kind: "unresolvable" };
  }
  const localPath = storable(segments.join("/")).normalize();
  return localPath === "" || path.endsWith("/") || oneLine(localPath) === ""
    ? { kind: "unresolvable" }
    : { kind: "image", address: { url: null, localPath } };
}

function parsed(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/** Percent-decoded; as it is where the percent signs mean something else. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
