import type { ImageStore, ImageStoreOptions } from "./image-store.ts";

/**
 * An image store that is loaded with the first image: many gateways serve none, and none is to wait for it at its
 * start.
 */
export function createLazyImageStore(options: ImageStoreOptions): ImageStore {
  let loaded: Promise<ImageStore> | undefined;
  const ready = () => {
    loaded ??= import("./image-store.ts").then(({ createImageStore }) => createImageStore(options));
    return loaded;
  };
  return {
    find: async (origin, variant) => (await ready()).find(origin, variant),
    // Where it could not be loaded, whoever asked for an image has heard of it.
    close: async () => (await loaded?.catch(() => undefined))?.close(),
  };
}
