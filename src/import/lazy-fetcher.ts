import type { Fetcher, FetcherOptions } from "./fetch.ts";

/** A fetcher that is loaded with the first address that is asked for: most imports ask for none. */
export function createLazyFetcher(options: FetcherOptions): Fetcher {
  let loaded: Promise<Fetcher> | undefined;
  const ready = () => {
    loaded ??= import("./fetch.ts").then(({ createFetcher }) => createFetcher(options));
    return loaded;
  };
  return {
    fetchFeed: async (url, validators) => (await ready()).fetchFeed(url, validators),
    close: async () => (await loaded)?.close(),
  };
}
