import type { LookupFunction } from "node:net";
import { createSafeAgent } from "../fetch/fetch-agent.ts";
import { FetchRefused } from "../fetch/fetch-refused.ts";
import { type Answer, type FetchLimits, fetchSafely } from "../fetch/fetch-safely.ts";
import { ImageRefused } from "./refused.ts";
import { notAnImage } from "./render.ts";
import { sniffFormat, TELLING_BYTES } from "./sniff.ts";

/** Fetches images over the network. */
export interface ImageFetcher {
  /**
   * The bytes of an image: of what begins like one, no more is read of anything else.
   * @throws ImageRefused where it cannot be had.
   */
  fetchImage(url: string): Promise<Uint8Array>;
  /** @throws ImageRefused where the address's host is not allowed; that of a redirect shows when it is fetched. */
  checkHost(url: string): void;
  /** Ends what is still open. */
  close(): Promise<void>;
}

/** Whom an image fetcher may connect to. */
export interface ImageFetcherOptions {
  /** Hosts that images may come from, `*.example.com` for all below one; all where there are none. */
  imageHosts: readonly string[];
  /** `host` or `host:port` of machines that may be fetched from although their addresses are not public. */
  allowedHosts: readonly string[];
  /** Resolves names, as `dns.lookup` does, which it is by default. */
  lookup?: LookupFunction;
  /** Instead of the limits that hold otherwise. */
  limits?: Partial<FetchLimits>;
}

const CONNECT_TIMEOUT = 5_000;
const LIMITS: FetchLimits = { silence: 10_000, total: 30_000, bytes: 32 * 1024 * 1024 };
const ACCEPT = "image/avif, image/webp, image/svg+xml, image/*;q=0.9, */*;q=0.1";

/** A fetcher that sends no referrer and no cookie, and connects to public addresses of the allowed hosts only. */
export function createImageFetcher({ imageHosts, allowedHosts, lookup, limits }: ImageFetcherOptions): ImageFetcher {
  const agent = createSafeAgent({
    allowedHosts,
    permits: (hostname) => isAmong(imageHosts, hostname),
    connectTimeout: CONNECT_TIMEOUT,
    ...(lookup && { lookup }),
  });
  const bounds = { ...LIMITS, ...limits };
  return {
    fetchImage: async (url) => {
      try {
        const answer = await fetchSafely(agent, url, { accept: ACCEPT }, bounds);
        if (answer.status === 200) return await readImage(answer);
        answer.discard();
        throw statusRefusal(answer);
      } catch (error) {
        throw error instanceof FetchRefused ? explained(error, imageHosts, bounds) : error;
      }
    },
    checkHost: (url) => {
      if (!isAmong(imageHosts, new URL(url).hostname)) throw hostRefusal(imageHosts);
    },
    close: () => agent.destroy(),
  };
}

function isAmong(hosts: readonly string[], hostname: string): boolean {
  const name = hostname.toLowerCase();
  return (
    hosts.length === 0 || hosts.some((host) => (host.startsWith("*.") ? name.endsWith(host.slice(1)) : name === host))
  );
}

async function readImage({ body, discard }: Answer): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let told = false;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (told || size < TELLING_BYTES) continue;
    told = true;
    if (sniffFormat(Buffer.concat(chunks)) === null) {
      discard();
      throw notAnImage();
    }
  }
  return Buffer.concat(chunks);
}

function statusRefusal({ status, header }: Answer): ImageRefused {
  const upstream = { status, retryAfter: retryAfter(header("retry-after")) };
  return new ImageRefused("UPSTREAM_FAILED", `The image's own server answers ${status}.`, { upstream });
}

/** RFC 9110, section 10.2.3: seconds, or a date. In milliseconds from now. */
function retryAfter(value: string | null): number | null {
  if (value === null) return null;
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

const hostRefusal = (imageHosts: readonly string[], options: ErrorOptions = {}): ImageRefused =>
  new ImageRefused("HOST_NOT_ALLOWED", `Images are served from ${imageHosts.join(", ")} only.`, options);

/** What may be said to everybody of why it was not fetched; the whole of it, with names of this network, is the cause. */
function explained(error: FetchRefused, imageHosts: readonly string[], { bytes }: FetchLimits): ImageRefused {
  const options = { cause: error };
  switch (error.problem) {
    case "HOST":
      return hostRefusal(imageHosts, options);
    case "ADDRESS":
      return new ImageRefused(
        "ADDRESS_NOT_ALLOWED",
        "Images are fetched by http and https, from public addresses only.",
        options,
      );
    case "SIZE":
      return new ImageRefused("IMAGE_TOO_LARGE", `Images have ${bytes / 1024 / 1024} MiB at the most.`, options);
    case "TIME":
      return new ImageRefused("UPSTREAM_TIMEOUT", "The image's own server takes too long to answer.", options);
    case "UPSTREAM":
      return new ImageRefused("UPSTREAM_FAILED", "The image's own server cannot be reached, or fails.", options);
  }
}
